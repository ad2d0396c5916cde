import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort, memoryOf, startChild } from './children.ts'
import { goalTable, type Samples, table } from './goals.ts'
import { load, once } from './load.ts'
import { machine } from './machine.ts'
import { seed } from './seed.ts'
import { type Data, emulator, emulatorCalls, type Target, targetsOf, type Work } from './targets.ts'

/** `npm run bench`: this emulator and its peers in turn, round after round; medians and spread. */

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    work: { type: 'string', default: '' },
    rounds: { type: 'string' },
    out: { type: 'string', default: 'bench/results' },
  },
})
const plan = values.quick
  ? { rounds: 1, starts: 2, seconds: 1, warm: 1, connections: [32] }
  : { rounds: 3, starts: 2, seconds: 1.3, warm: 2, connections: [1, 32, 256] }
const rounds = values.rounds === undefined ? plan.rounds : Number(values.rounds)
const creations: ReadonlySet<string> = new Set<Work>(['source', 'create'])
const isAsked = (list: string, name: string) => list === '' || list.split(',').includes(name)

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-bench-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** The same data for all: a seeded file, and this emulator's own answers from it. */
async function prepare(): Promise<Data> {
  const seeded = join(folder, 'seeded.db')
  seed(seeded, { tasks: 10_000, free: 20_000, clock: 'flowing' })
  const empty: Data = { folder, seeded, task: '', list50: '', list20: '' }
  const { command, alive } = emulator(empty)
  const port = await freePort()
  const { child } = await startChild(command(port), port, alive)
  const { get, list50, list20 } = await emulatorCalls(port)
  const data = {
    ...empty,
    task: (await once(port, get)).text,
    list50: (await once(port, list50)).text,
    list20: (await once(port, list20)).text,
  }
  await child.stop()
  return data
}

async function measure(target: Target, samples: Samples): Promise<void> {
  const start = async () => {
    const port = await freePort()
    const { child, ms } = await startChild(target.command(port), port, target.alive)
    samples.start_ms.push(ms)
    return child
  }
  for (let more = plan.starts; more > 1; more--) await (await start()).stop()
  const child = await start()
  try {
    const { port, pid } = child
    samples.idle_mib.push(memoryOf(pid))
    const calls = await target.calls(port)
    if (calls.get) await load(port, calls.get, 32, target.name === 'WireMock' ? 5 : plan.warm)
    for (const [work, call] of Object.entries(calls)) {
      if (!isAsked(values.work, work)) continue
      for (const connections of plan.connections) {
        // What is created takes room: an account has a quota of sources, and a source one task.
        const seconds = creations.has(work) ? Math.min(plan.seconds, 0.8) : plan.seconds
        const result = await load(port, call, connections, seconds)
        const key = `${work} ${connections}`
        samples.rates.set(key, [...(samples.rates.get(key) ?? []), result.per_second])
        samples.p99.set(key, [...(samples.p99.get(key) ?? []), result.p99_ms])
        samples.failed += result.failed
        if (result.failed > 0)
          console.error(`${target.name}: ${key}: ${result.failed} calls failed`)
      }
    }
    samples.loaded_mib.push(memoryOf(pid))
  } finally {
    await child.stop()
  }
}

const ran_on = machine()
const data = await prepare()
const targets = targetsOf(data).filter(({ name }) => isAsked(values.only, name))
const results = new Map<string, Samples>(
  targets.map(({ name }) => [
    name,
    {
      ...{ rates: new Map(), p99: new Map(), failed: 0 },
      ...{ start_ms: [], idle_mib: [], loaded_mib: [] },
    },
  ]),
)
for (let round = 1; round <= rounds; round++) {
  for (const target of targets) {
    const samples = results.get(target.name)
    if (!samples || samples.skipped !== undefined) continue
    console.error(`round ${round} of ${rounds}: ${target.name}`)
    try {
      await measure(target, samples)
    } catch (error) {
      samples.skipped = error instanceof Error ? error.message : String(error)
      console.error(`${target.name} is left out: ${samples.skipped}`)
    }
  }
}

mkdirSync(values.out, { recursive: true })
const works = ['get', 'list50', 'list20', 'source', 'create', 'token', 'signed'] satisfies Work[]
const text = `${table(results, { ran_on, rounds, works, connections: plan.connections })}\n${goalTable(results)}`
const name = values.quick ? 'quick' : 'peers'
writeFileSync(join(values.out, `${name}.md`), text)
const plain = [...results].map(([target, { rates, p99, ...rest }]) => [
  target,
  { ...rest, rates: Object.fromEntries(rates), p99_ms: Object.fromEntries(p99) },
])
writeFileSync(
  join(values.out, `${name}.json`),
  `${JSON.stringify({ machine: ran_on, rounds, targets: Object.fromEntries(plain) }, null, 1)}\n`,
)
console.log(text)
