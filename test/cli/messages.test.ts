import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { start } from '../../src/index.ts'
import { library_words, private_words } from '../plain-words.ts'
import { commandWith } from './tool.ts'

/**
 * What the command says when it is used wrongly: in one line, what was typed, what is wrong with it, and what to type
 * instead. Never in the words of a library or of the system, nor with a name of our own making.
 */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const emulator = await start({ fixture: ['fixtures/fleet.yaml'], now: '2026-01-01T00:00:00Z' })
const taken = createServer().listen(0, '127.0.0.1')
await new Promise((resolve) => taken.once('listening', resolve))
const { port: taken_port } = taken.address() as { port: number }
t.teardown(async () => {
  taken.close()
  await emulator.close()
  rmSync(folder, { recursive: true })
})
const sms = commandWith({ SMS_EMULATOR_URL: emulator.url })

const foreign = [
  ...library_words,
  ...private_words.map(([phrase]) => phrase),
  ...[/\bbody\./, /POST \/_emulator/, /\?replace=/, /\bundefined\b|\bNaN\b/, /Allowed choices/],
]

const bad_fixture = file('fixture.yaml', 'accounts:\n  - name: a\n    sources: [{ name: 7 }]\n')
const bad_scenario = file('scenario.yaml', 'name: x\nthen: { fial: {} }\n')
const bad_fault = file(
  'fault.yaml',
  '- match: { operation: ListServers }\n  efect: { status: 503 }\n',
)
const bad_config = file('config.json', '{"prot": 1}')
const no_json = file('broken.json', '{"port": ')
const empty_port = file('empty-port.json', '{"port": ""}')

/** What is typed, and what is said of it. */
const invocations: [string, RegExp][] = [
  // Commands, arguments and options.
  ['dance', /^"dance" is not a command; see sms-emulator help\.$/],
  ['taks', /^"taks" is not a command; did you mean tasks\?$/],
  ['clock advanc 10m', /^"advanc" is not a command of clock; did you mean advance\?$/],
  ['requests cuont', /^"cuont" is not a command of requests; did you mean count\?$/],
  ['snapshot svae x', /^"svae" is not a command of snapshot; did you mean save\?$/],
  ['timeline', /^timeline needs <task>: sms-emulator timeline <task>\.$/],
  [
    'snapshot upload x',
    /^snapshot upload needs <file>: sms-emulator snapshot upload <name> <file>\.$/,
  ],
  ['tasks a b', /^tasks takes one argument \("b" is one too many\); see/],
  ['info more', /^info takes no argument \("more" is one too many\); see/],
  ['tasks --acount x', /^tasks has no option --acount; did you mean --account\?$/],
  ['info --account x', /^info has no option --account; see sms-emulator info --help\.$/],
  ['tasks --limit', /^--limit needs a value: --limit <count>\.$/],
  ['tasks --json=yes', /^--json takes no value\.$/],
  ['tasks --limit many', /^--limit "many" is not a number\.$/],
  ['tasks --limit 2000', /^--limit: 2000 is too large; the most is 1000\.$/],
  ['tasks --state foo', /^--state "foo" is not one of READY, RUNNING, /],
  ['tasks --watch --interval soon', /^--interval "soon" is not a duration, such as 500ms or 2s\.$/],
  ['coverage --format pdf', /^--format "pdf" is not one of text, markdown, /],
  ['completion tcsh', /^Unknown shell "tcsh"\. Use bash, zsh or fish\.$/],
  // The clock.
  ['clock --mode froze', /^--mode "froze" is not one of frozen, flowing; did you mean frozen\?$/],
  ['clock --pace 0', /^--pace: 0 is too small; the least is 0\.001\.$/],
  ['clock --now noon', /^--now: "noon" is not a moment with a zone, such as /],
  ['clock --now 2020-01-01T00:00:00Z', /cannot go back .*; sms-emulator reset /],
  ['clock advance', /^Give one of: a duration such as 10m, --events, --idle, --task\.$/],
  [
    'clock advance 10',
    /^The duration: "10" has no unit; give 10m for minutes or 10s for seconds\.$/,
  ],
  ['clock advance -PT5M', /^"-PT5M" is negative, and nothing here can be less than 0\.$/],
  ['clock advance soon', /^The duration: "soon" is not a duration of .*, such as 10m, 1h30m/],
  ['clock advance 4000d', /^The duration: the clock moves at most ten years in one call/],
  ['clock advance --events 0', /^--events: 0 is too small; the least is 1\.$/],
  ['clock advance --task lin-03', /^--task needs a condition: --state, /],
  ['clock advance --state RUNNING', /require --task\.$/],
  ['clock advance --task lin-03 --state DONE', /^--state: "DONE" is not one of READY, /],
  [
    'clock advance --task lin-03 --subtask MIGRATE_LINX_FILE',
    /^--subtask: .*did you mean MIGRATE_LINUX_FILE\?$/,
  ],
  [
    'clock advance --task lin-3 --state RUNNING',
    /^There is no task "lin-3".* Did you mean lin-03\?/,
  ],
  // Guesses at what the clock does.
  ['freeze', /^"freeze" is not a command; did you mean clock --mode frozen\?$/],
  ['clock freeze', /^"freeze" is not a command of clock; did you mean clock --mode frozen\?$/],
  ['clock resume', /^"resume" is not a command of clock; did you mean clock --mode flowing\?$/],
  ['clock --freeze', /^clock has no option --freeze; did you mean --mode frozen\?$/],
  ['clock --flow', /^clock has no option --flow; did you mean --mode flowing\?$/],
  ['clock --clock frozen', /^clock has no option --clock; did you mean --mode\?$/],
  ['clock --advance 10m', /^clock has no option --advance; did you mean clock advance\?$/],
  ['advance 10m', /^"advance" is not a command; did you mean clock advance\?$/],
  ['start --frozen', /^start has no option --frozen; did you mean --clock frozen\?$/],
  ['start --mode frozen', /^start has no option --mode; did you mean --clock\?$/],
  ['accounts create --freeze', /^accounts create has no option .*did you mean --clock frozen\?$/],
  ['stop', /^"stop" is not a command; see sms-emulator help\.$/],
  ['tasks --freeze', /^tasks has no option --freeze; see sms-emulator tasks --help\.$/],
  // What is not there.
  ['timeline lin-99', /^There is no task "lin-99" in account "emulator"\. Did you mean /],
  ['tasks lin-99', /^There is no task "lin-99" in account "emulator"\. Did you mean /],
  ['timeline nobody', /^There is no task "nobody" in account "emulator"\. There are 16, such as /],
  ['timeline lin-05 --at noon', /^--at: "noon" is not a moment with a zone/],
  ['tasks --account nobody', /^There is no account "nobody"\. There are: emulator\.$/],
  ['accounts delete emulator', /sms-emulator reset empties it\.$/],
  ['accounts delete ..', /^"\.\." cannot be used as a name/],
  ['accounts create ..', /^The name: "\.\." cannot be used as a name/],
  ['accounts create emulator', /^There is an account "emulator" already; give another name\.$/],
  ['snapshot restore x', /^There is no snapshot "x" in account "emulator"\. There are none\.$/],
  ['scenarios clear x', /^There is no scenario "x" .* There are none\.$/],
  ['faults clear f9', /^There is no fault "f9" .* There are none\.$/],
  ['explain x', /^There is no explanation of request "x"/],
  ['bundle', /^There is no bundle of this run: start the emulator with --record\.$/],
  ['requests --operation ListTsk', /^--operation: "ListTsk" is not .*did you mean ListTasks\?$/],
  [
    'requests --since yesterday',
    /^--since: "yesterday" is not an x-request-id of 32 hex digits, or a moment/,
  ],
  ['requests --limit -1', /^--limit: -1 is too small; the least is 0\.$/],
  ['requests wait many', /^"many" is not a number of calls\.$/],
  ['requests wait 0', /^The number of calls: 0 is too small; the least is 1\.$/],
  ['requests wait --timeout 5h', /^--timeout: too long; give at most /],
  // Files.
  ['load nowhere.yaml', /^nowhere\.yaml cannot be read: there is no such file or folder\.$/],
  ['validate nowhere.yaml', /^nowhere\.yaml cannot be read: there is no such file or folder\.$/],
  ['snapshot upload x .', /^\. cannot be read: it is a folder\.$/],
  ['replay fixtures/fleet.yaml', /^fixtures\/fleet\.yaml is not a bundle: it is not JSON\.$/],
  ['export -o /nowhere/x', /^\/nowhere\/x cannot be used: there is no such file or folder\.$/],
  ['openapi', /^Give a folder to write to: --out printed\.$/],
  // Here a folder can be made as little as the one above it is missing.
  [
    'openapi --out /proc/nowhere',
    /^\/proc\/nowhere\/openapi\/sms\.json cannot be written: .*--out/,
  ],
  [
    `openapi --out ${bad_fixture}`,
    /fixture\.yaml\/openapi.* cannot be written: .* is not a folder\./,
  ],
  [`load ${bad_fixture}`, /line 3, accounts\.0\.sources\.0\.name: 7 is not a text\.$/],
  [`scenarios add ${bad_scenario}`, /line 2, then: "fial" is unknown; did you mean fail\?$/],
  [`faults add ${bad_fault}`, /line 1, 0: "efect" is unknown; did you mean effect\?$/],
  [
    'load fixtures/fleet.yaml',
    /fleet\.yaml: The account has another source "lin-03-ready" already \(.*use --replace\.$/,
  ],
  // The address.
  ['tasks --url ftp://x', /^--url "ftp:\/\/x" is not a URL, such as http:\/\/127\.0\.0\.1:7670\.$/],
  [
    `tasks --url 127.0.0.1:${taken_port + 1}`,
    /^No emulator answers at http:\/\/127\.0\.0\.1:\d+ \(from --url\): .* Start one there with sms-emulator start, or correct/,
  ],
  // The settings.
  ['start --port 99999', /^--port "99999" is not a port from 0 to 65535; 0 takes a free one\.$/],
  ['start --clock froze', /^--clock "froze" is not one of flowing, frozen; did you mean frozen\?$/],
  ['start --degrade foo', /^--degrade "foo" is not one of nulls, /],
  ['start --mean foo', /^--mean "foo" is not one of nulls, /],
  ['start --strict-contract maybe', /^--strict-contract "maybe" is not a switch: true or false, /],
  ['start --record --db x.db', /^--record cannot be used with --db: a replay begins with an empty/],
  ['start --db .', / is a folder\. Give --db a file in it: .*emulator\.db\.$/],
  [
    'start --port 0 --endpoints-file /nowhere/x',
    /^--endpoints-file \/nowhere\/x cannot be written: there/,
  ],
  ['start --host a/b', /^--host "a\/b" is not an address or a name to listen on/],
  [
    'start --port 0 --host 192.0.2.1',
    /^--host 192\.0\.2\.1 is not an address of this machine; use /,
  ],
  [
    `start --port ${taken_port}`,
    /^--port \d+ is in use on 127\.0\.0\.1, maybe by another emulator; use/,
  ],
  [
    'start --fixture nowhere.yaml',
    /^nowhere\.yaml cannot be read: there is no such file or folder\.$/,
  ],
  [
    `start --fixture ${bad_fixture}`,
    /fixture\.yaml: .*line 3, accounts\.0\.sources\.0\.name: 7 is/,
  ],
  [
    'start --config nowhere.json',
    /^The settings file nowhere\.json cannot be used: there is no such/,
  ],
  [`start --config ${no_json}`, /broken\.json cannot be used: it is not JSON/],
  [
    `start --config ${bad_config}`,
    /^prot in .*config\.json is not a setting; did you mean port\?$/,
  ],
  [`start --config ${empty_port}`, /^port in .*empty-port\.json "" is not a port from 0 to 65535/],
]

t.test(
  'what is typed wrongly is told in one line, in plain words, with what to type',
  async (t) => {
    for (const [typed, sentence] of invocations) {
      const { exit, stdout, stderr } = await sms(...typed.split(' '))
      const said = stderr.trimEnd()
      t.ok(exit === 1 || exit === 2, `${typed}: exit ${exit}`)
      t.ok(said.startsWith('sms-emulator: '), typed)
      t.equal(said.split('\n').length, 1, `${typed}: one line`)
      t.match(said.replace('sms-emulator: ', ''), sentence, typed)
      t.match(said, /[.?]$/, `${typed}: a sentence`)
      t.equal(stdout, '', `${typed}: nothing else`)
      for (const words of foreign) t.notMatch(said.replaceAll(folder, ''), words, typed)
    }
  },
)

t.test('what is not valid in a file is told in plain words', async (t) => {
  const { stdout, exit } = await sms('validate', bad_fixture, bad_scenario, bad_fault)
  t.equal(exit, 1)
  t.match(stdout, /fault\.yaml:1: 0: "efect" is unknown; did you mean effect\?/)
  for (const words of foreign) t.notMatch(stdout.replaceAll(folder, ''), words)
})

t.test('switches can be turned off in each of the usual ways', async (t) => {
  const file = join(folder, 'switches.db')
  // Each is refused for the file, unless the switch is off.
  for (const off of ['--no-record', '--record=no', '--record no', '--record off']) {
    const typed = `start --db ${file} ${off} --host 192.0.2.1 --port 0`
    const { stderr } = await commandWith({ SMS_EMULATOR_RECORD: 'yes' })(...typed.split(' '))
    t.match(stderr, /192\.0\.2\.1 is not an address of this machine/, off)
  }
})
