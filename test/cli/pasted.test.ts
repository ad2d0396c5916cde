import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { banner } from '../../src/cli/banner.ts'
import { type ConfigInput, configOf, testSettings } from '../../src/config.ts'
import { startServer } from '../../src/process/server.ts'

/** The walkthrough that `start` prints, pasted into shells as a person does: several times, whatever the clock does. */

const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0

/** Interactive shells, without the settings of the person who runs the tests. */
const shells: [name: string, ...flags: string[]][] = [
  ['bash', '--norc', '--noprofile', '-i'],
  ['zsh', '-f', '-i'],
]

const hasTools =
  spawnSync('sh', ['-c', 'curl --version && awk 1 </dev/null && sed -n 1p </dev/null']).status === 0

const states_shown = [
  'READY null',
  'RUNNING "MIGRATE_LINUX_FILE-25"',
  'RUNNING "MIGRATE_LINUX_FILE-63"',
  'RUNNING "MIGRATE_LINUX_FILE-99"',
  'MIGRATE_SUCCESS null',
]

/** The commands that a banner prints. */
function commandsIn(lines: string[]): string {
  const first = lines.findIndex((line) => line.startsWith("echo '1."))
  return `${lines.slice(first, lines.indexOf('', first)).join('\n')}\n`
}

/** Types a text into a shell. */
function paste([name, ...flags]: [string, ...string[]], text: string) {
  return new Promise<{ stdout: string; stderr: string }>((resolve, reject) => {
    const shell = execFile(name, flags, { timeout: 60_000 }, (error, stdout, stderr) => {
      if (error?.killed) reject(error)
      else resolve({ stdout, stderr })
    })
    shell.stdin?.end(text)
  })
}

async function startWith(t: Test, settings: ConfigInput) {
  const running = await startServer(configOf({ ...testSettings, ...settings }))
  t.teardown(running.close)
  return running
}

for (const shell of shells) {
  const skip = hasTools && isThere(shell[0]) ? false : `needs ${shell[0]}, curl, awk and sed`
  for (const clock of ['flowing', 'frozen'] as const) {
    t.test(
      `pasted into ${shell[0]} twice, the ${clock} clock moves both tasks`,
      { skip },
      async (t) => {
        const running = await startWith(t, { clock, pace: 60 })
        const commands = commandsIn(banner(running))

        const { stdout, stderr } = await paste(shell, commands + commands)

        const states = stdout.split('\n').filter((line) => /^[A-Z_]+ /.test(line))
        t.strictSame(states, [...states_shown, ...states_shown])
        t.notMatch(`${stdout}${stderr}`, /error|curl:|not found|no matches/)
        const { mode } = running.emulator.accounts.get('emulator').clock
        t.equal(mode, clock, 'the clock is in the mode it was in')
      },
    )
  }
}

const skip = hasTools ? false : 'needs sh, curl, awk and sed'

t.test('a clock that was frozen after the start stays frozen', { skip }, async (t) => {
  const running = await startWith(t, { clock: 'flowing', pace: 60 })
  const commands = commandsIn(banner(running))
  await fetch(`${running.endpoints.control}/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"mode":"frozen"}',
  })
  await paste(['sh'], commands)
  t.equal(running.emulator.accounts.get('emulator').clock.mode, 'frozen')
})

t.test('a walkthrough that is refused shows the refusal', { skip }, async (t) => {
  const running = await startWith(t, {})
  const [login = '', clock = '', source = ''] = commandsIn(banner(running)).split(/^(?=echo '\d)/m)
  const to_nobody = login.replace('"name": "developer"', '"name": "nobody"')
  const refused = await paste(['sh'], `${to_nobody}${clock}${source}`)
  t.match(refused.stdout, /"code":\s?401/, 'of the login')
  t.match(refused.stdout, 'source {"error_', 'and of what needs it')

  await running.close()
  const { stderr } = await paste(['sh'], login)
  t.match(stderr, /curl: \(7\)/, 'also that there is no emulator')
})

t.test('where other machines can call, the walkthrough sends the control token', async (t) => {
  const control_token = 'token-of-this-test'
  const open = await startWith(t, { host: '0.0.0.0', control_token })
  const local = await startWith(t, { control_token })
  const header = "-H 'X-Emulator-Token: token-of-this-test'"
  const calls = banner(open).filter((line) => line.includes('/_emulator/clock'))
  t.ok(calls.length > 3 && calls.every((line) => line.includes(header)), calls.join('\n'))
  t.notMatch(banner(local).join('\n'), header)
})

t.test('the README shows what the walkthrough prints', { skip }, async (t) => {
  const running = await startWith(t, { clock: 'flowing', pace: 60 })
  const { stdout } = await paste(['sh'], commandsIn(banner(running)))
  const [, shown = ''] =
    /```text\n(1\. Log in.*?)```/s.exec(readFileSync('README.md', 'utf8')) ?? []
  const withoutTimes = (text: string) =>
    text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\b\d{13}\b/g, '<time>')
  t.equal(withoutTimes(shown), withoutTimes(stdout))
})
