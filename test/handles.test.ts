import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { environment } from './crash/child.ts'

/** A test file that leaves something open fails. All others show that one which leaves nothing passes. */

t.test('what is left open at the end of the tests is named, and ends with 1', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const args = ['--import=./.build/test/handles.js', '.build/test/leaks/leak.js', folder]
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: environment,
    encoding: 'utf8',
    timeout: 120_000,
  })
  t.equal(status, 1)
  t.match(
    stderr,
    /^left open at the end of the tests: TCPServerWrap, Timeout, database .*left\.db/,
    'a timer that is over soon is not among them',
  )
})
