import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { environment } from './crash/child.ts'

/** A test file that leaves something open, or a rejection unhandled, fails. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const run = (what: string) =>
  new Promise<{ code: number; output: string }>((resolve) => {
    const args = ['--import=./.build/test/handles.js', '.build/test/leaks/leak.js', what, folder]
    const options = { env: environment, timeout: 120_000 }
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr })
    })
  })

t.test('what is left behind', { jobs: 2 }, async (t) => {
  for (const [what, code, said] of [
    ['nothing', 0, /# time=/],
    // One process for all three, as it waits for them to end.
    [
      'handles',
      1,
      /left open at the end of the tests: TCPServerWrap, Timeout, database .*left\.db/,
    ],
    ['rejection', 1, /nobody waits for it/],
  ] as const) {
    t.test(`${what} left behind ends with ${code}`, async (t) => {
      const { code: ended, output } = await run(what)
      t.equal(ended, code)
      t.match(output, said)
    })
  }
})
