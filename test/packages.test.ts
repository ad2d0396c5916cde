import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import t from 'tap'
import { environment } from './crash/child.ts'

/** What users get beside the program itself. */

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, { dev?: boolean }>
}

t.test('the README counts the dependencies as they are', async (t) => {
  const [, words, more] =
    /The package has (\S+) dependency, better-sqlite3, which brings (\d+) more/.exec(
      readFileSync('README.md', 'utf8').replace(/\s+/g, ' '),
    ) ?? []
  t.equal(words, 'one')
  t.strictSame(Object.keys(dependencies), ['better-sqlite3'])
  const installed = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev)
  t.equal(Number(more), installed.length - 1)
})

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))

/** Runs the audit with an npm that answers so. */
function audit(answer: string) {
  const licences = join(folder, 'licences.txt')
  writeFileSync(licences, 'zod 4.6.7 (MIT)\n\nThe text.\n\n----\n\n@fastify/x 9.9.3 (MIT)\n')
  const npm = join(folder, 'npm')
  writeFileSync(npm, `#!/bin/sh\ncat <<'END'\n${answer}\nEND\nexit 1\n`)
  chmodSync(npm, 0o755)
  const env = { ...environment, PATH: [folder, process.env.PATH].join(delimiter) }
  const args = ['.build/scripts/audit.js', 'package-lock.json', licences]
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
    t.match(audit(report('better-sqlite3', 'tap')), {
      status: 1,
      stdout: /^better-sqlite3 <9: high/,
    })
    t.match(audit(report('@fastify/x')), { status: 1, stdout: /^@fastify\/x <9: high/ })
    t.match(audit('{"message":"405 Method Not Allowed","error":{}}'), {
      status: 0,
      stdout:
        'not checked: the registry does not answer audits, so nothing is known of weaknesses\n',
    })
  },
)
