import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { freePort, memoryOf, settle_ms, startChild } from './children.ts'
import { prepare } from './emulator-target.ts'
import { goalTable } from './goals.ts'
import { load } from './load.ts'
import { machine } from './machine.ts'
import { noSamples, rateKey, type Samples, table } from './peers-report.ts'
import { targetsOf } from './targets.ts'
import { type Target, type Work, works } from './works.ts'

/** `npm run bench -- peers`: this emulator and its peers in turn, round after round; medians and spread. */

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
  ? { rounds: 1, starts: 3, seconds: 1, warm: 1, connections: [32] }
  : { rounds: 3, starts: 5, seconds: 2, warm: 2, connections: [1, 32, 256] }
const rounds = values.rounds === undefined ? plan.rounds : Number(values.rounds)
/** To create is more code, called less often, than to read: programs take some thousand calls until it is compiled. */
const creations: ReadonlySet<Work> = new Set<Work>(['source', 'create'])
const creation_warm_s = 4
const warm_calls_max = 10_000
const isAsked = (list: string, name: string) => list === '' || list.split(',').includes(name)

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-bench-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Starts without data, the first of which only fills the caches of the system. */
async function measureStarts({ command, empty, alive, ready }: Target, samples: Samples) {
  for (let turn = 0; turn <= plan.starts; turn++) {
    const port = await freePort()
    const started = await startChild((empty ?? command)(port), port, alive, ready)
    const { child, ms, ready_ms } = started
    if (turn > 0) {
      samples.start_ms.push(ms)
      samples.ready_ms.push(ready_ms)
      samples.idle_mib.push(memoryOf(child.pid))
    }
    await child.stop()
  }
}

async function measureLoads(target: Target, samples: Samples): Promise<void> {
  const port = await freePort()
  const { child } = await startChild(target.command(port), port, target.alive, target.ready)
  try {
    samples.idle_with_data_mib.push(memoryOf(child.pid))
    const calls = await target.calls(port)
    for (const work of asked) {
      const call = calls[work]
      if (!call) continue
      const warm = target.warm ?? plan.warm
      const isCreation = creations.has(work)
      const duration = isCreation ? Math.max(warm, creation_warm_s) : warm
      await load(child, call, 32, { duration, ...(isCreation ? { at_most: warm_calls_max } : {}) })
      for (const connections of plan.connections) {
        const result = await load(child, call, connections, { duration: plan.seconds })
        const key = rateKey(work, connections)
        samples.failed += result.failed
        if (result.used_up) samples.used_up.push(key)
        if (result.wrong !== undefined) samples.wrong ??= `${key}: ${result.wrong}`
        // With more connections it would not do better.
        if (result.calls === 0) break
        samples.loads.set(key, [...(samples.loads.get(key) ?? []), result])
      }
    }
    samples.loaded_mib.push(memoryOf(child.pid))
    await wait(settle_ms)
    samples.settled_mib.push(memoryOf(child.pid))
  } finally {
    await child.stop()
  }
}

const asked = (Object.keys(works) as Work[]).filter((work) => isAsked(values.work, work))
const ran_on = machine()
const data = await prepare(folder)
const targets = targetsOf(data).filter(({ name }) => isAsked(values.only, name))
const results = new Map(targets.map(({ name }) => [name, noSamples()]))
for (let round = 1; round <= rounds; round++) {
  for (const target of targets) {
    const samples = results.get(target.name)
    if (!samples || samples.skipped !== undefined) continue
    console.error(`round ${round} of ${rounds}: ${target.name}`)
    try {
      await measureStarts(target, samples)
      await measureLoads(target, samples)
    } catch (error) {
      samples.skipped = error instanceof Error ? error.message : String(error)
      console.error(`${target.name} is left out: ${samples.skipped}`)
    }
  }
}

mkdirSync(values.out, { recursive: true })
const goals = goalTable(results)
const tables = table(results, { ran_on, rounds, works: asked, connections: plan.connections })
const text = `${tables}\n${goals.text}`
const name = values.quick ? 'quick' : 'peers'
writeFileSync(join(values.out, `${name}.md`), text)
const plain = [...results].map(([target, { loads, ...rest }]) => [
  target,
  rest.skipped === undefined ? { ...rest, loads: Object.fromEntries(loads) } : rest,
])
writeFileSync(
  join(values.out, `${name}.json`),
  `${JSON.stringify({ machine: ran_on, rounds, targets: Object.fromEntries(plain) }, null, 1)}\n`,
)
console.log(text)

// A goal that is not met is a result; one that nobody could measure is not.
const isWhole = values.only === '' && values.work === ''
const troubled = [...results].filter(([, samples]) => samples.failed > 0 || samples.skipped)
for (const [target] of troubled) console.error(`${target}: calls failed, or it was not measured`)
// What a peer cannot do is in the table; what this emulator cannot do is a fault.
const isOurs = new Set(targets.filter(({ kind }) => kind === 'us').map((target) => target.name))
const isFault = troubled.some(([target, { skipped }]) => isOurs.has(target) || skipped)
process.exitCode = isFault || (isWhole && goals.missing > 0) ? 1 : 0
