import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { environment } from './crash/child.ts'

t.test('a build whose emulator cannot start ends with its words, and keeps nothing', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  writeFileSync(
    join(folder, 'bundle.cjs'),
    `(exports) => { exports.command = () => { console.error('no native part'); process.exitCode = 2 } }`,
  )
  const args = ['scripts/keep-compiled.cjs', folder]
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: environment,
    encoding: 'utf8',
    timeout: 30_000,
  })
  t.equal(status, 2)
  t.match(stderr, /no native part[\s\S]*did not start, so nothing was kept/)
  t.notOk(existsSync(join(folder, 'bundle.cache')))
})
