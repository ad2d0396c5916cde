import { createReadStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { credentials } from '../helper.ts'
import { isThere, run } from '../sdk/child.ts'
import { launchEmulator } from '../sdk/emulator.ts'

/**
 * `npm test -- schemathesis`: schemathesis against each of the three OpenAPI documents.
 *
 * FUZZ_SEED=7 asks for other calls. Without Python it says so and does nothing; with `CI=true` that is a failure.
 */

const here = resolve('test/schemathesis')
const seed = String(Number(process.env.FUZZ_SEED ?? 1))
const install_s = 300
const run_s = 240
/** What failed more often than this says nothing new. */
const told_max = 120

type Target = {
  document: string
  /** How many of its links the stateful phase follows at the least. */
  links_min: number
  excluded: string[]
}

const targets: Target[] = [
  { document: 'sms', links_min: 15, excluded: [] },
  { document: 'iam', links_min: 3, excluded: [] },
  {
    document: 'control',
    // All that the document has; the others are guessed by schemathesis, more or fewer with each new operation.
    links_min: 4,
    // An endless answer, and one that waits for calls that nobody makes: test/http/control/requests.test.ts.
    excluded: ['followEvents', 'followRequests', 'waitForRequests'],
  },
]

let passed = 0
let failed = 0

function check(name: string, problems: readonly string[]): void {
  if (problems.length === 0) passed++
  else failed++
  if (problems.length > 0) console.log([`not ok ${name}`, ...problems].join('\n  '))
}

/** What a run found: of each operation and check whether it held, and the links that were followed. */
type Findings = { held: Map<string, boolean>; links: number; cases: number }

type Recorder = {
  cases?: Record<string, { value: { operation_label?: string; method: string; path: string } }>
  checks?: Record<string, { name: string; status: string }[]>
}

async function findingsIn(report: string): Promise<Findings> {
  const held = new Map<string, boolean>()
  let cases = 0
  for await (const line of createInterface({ input: createReadStream(report) })) {
    const event = JSON.parse(line) as { ScenarioFinished?: { recorder?: Recorder } }
    const { cases: made = {}, checks = {} } = event.ScenarioFinished?.recorder ?? {}
    for (const [id, results] of Object.entries(checks)) {
      cases++
      const { method, path } = made[id]?.value ?? { method: '?', path: '?' }
      for (const { name, status } of results) {
        const key = `${method} ${path} ${name}`
        held.set(key, (held.get(key) ?? true) && status === 'success')
      }
    }
  }
  return { held, links: 0, cases }
}

async function login(url: string, body: object): Promise<string> {
  const answer = await fetch(`${url}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.headers.get('x-subject-token') ?? ''
}

/** Runs schemathesis on a document against an emulator of its own. */
async function examine(command: string, folder: string, target: Target): Promise<void> {
  const { document, links_min, excluded } = target
  const work = join(folder, document)
  mkdirSync(work)
  const unexpected: string[] = []
  const settings = [
    ...['--port', '0', '--now', '2026-01-01T00:00:00Z', '--fixture', 'fixtures/fleet.yaml'],
    ...['--log-format', 'json', '--log-level', 'error'],
  ]
  const { url, stop } = await launchEmulator(work, settings, (line) => unexpected.push(line))
  const report = join(work, 'report.ndjson')
  const lines: string[] = []
  try {
    const body = credentials({ project: { name: 'ap-southeast-1' } })
    const { status } = await run({
      command,
      args: [
        ...['--config-file', join(here, 'schemathesis.toml')],
        ...['run', resolve(`openapi/${document}.json`), '--url', url, '--seed', seed, '--no-color'],
        ...['--report', 'ndjson', '--report-ndjson-path', report],
        ...excluded.flatMap((name) => ['--exclude-operation-id', name]),
      ],
      cwd: work,
      env: {
        ...process.env,
        EMULATOR_URL: url,
        EMULATOR_LOGIN: JSON.stringify(body),
        EMULATOR_TOKEN: await login(url, body),
        EMULATOR_HOOKS: join(here, 'hooks.py'),
      },
      limit_s: run_s,
      onLine: (line) => lines.push(line.slice(0, 400)),
    })
    const { held, cases } = await findingsIn(report)
    for (const [name, well] of held) check(`${document}: ${name}`, well ? [] : ['see below'])
    const links = Number(/API Links: +(\d+) covered/.exec(lines.join('\n'))?.[1] ?? 0)
    const few = links < links_min ? [`${links} links were followed, not ${links_min}`] : []
    check(`${document}: calls follow one another`, few)
    check(`${document}: nothing unexpected is logged`, unexpected.slice(0, 5))
    check(`${document}: all was well`, status === 0 ? [] : lines.slice(-told_max))
    console.log(`${document}: ${cases} calls, ${links} links followed`)
  } finally {
    await stop()
  }
}

if (!(await isThere('python3', '-c', 'import ensurepip, venv'))) {
  console.log('npm test -- schemathesis needs python3 with venv, which is not installed.')
  process.exit(process.env.CI === 'true' ? 1 : 0)
}
const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-schemathesis-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
console.log(`seed ${seed}`)
const venv = resolve('.build/schemathesis')
const install = [
  { command: 'python3', args: ['-m', 'venv', venv], limit_s: install_s },
  {
    command: join(venv, 'bin/python'),
    args: ['-m', 'pip', 'install', '--quiet', '-r', join(here, 'requirements.txt')],
    limit_s: install_s,
  },
]
for (const step of install) {
  const { status, output } = await run(step)
  check([step.command, ...step.args].join(' '), status === 0 ? [] : [output])
}
if (failed === 0) {
  for (const target of targets) await examine(join(venv, 'bin/schemathesis'), folder, target)
}
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
