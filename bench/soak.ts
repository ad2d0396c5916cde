import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { memoryOf, processorTimeOf } from './children.ts'
import { newcomer } from './client.ts'
import { machine } from './machine.ts'
import { serveWatched } from './serve.ts'
import { chance, type Heard, work } from './soak-load.ts'
import { plotSoak, type Sample, type Soak, soakText, verdictsOf } from './soak-report.ts'

/** `npm run bench -- soak`: mixed load for a while; memory and latency over time, which are to be flat. */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    workers: { type: 'string', default: '10' },
    /** The longest pause of a worker between two calls: the load is to be moderate. */
    'pause-ms': { type: 'string', default: '40' },
    out: { type: 'string', default: 'bench/results' },
  },
})
const minutes = Math.min(Math.max(Number(values.minutes), 0.2), 24 * 60)
const workers = Math.min(Math.max(Number(values.workers), 1), 64)
const pause_max_ms = Number(values['pause-ms'])
/** Enough points for a line, and each of enough calls for a p99. */
const sample_ms = Math.max((minutes * 60_000) / 120, 2000)
/** Every so many samples garbage is collected first. */
const samples_between_collections = 4

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-soak-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'soak.db')
const ran_on = machine()
const served = await serveWatched(file)

const mib = (bytes: number) => bytes / 2 ** 20
const wrong: string[] = []
let calls = 0
let times: number[] = []
const hear: Heard = ({ ms, wrong: what }) => {
  calls++
  times.push(ms)
  if (what !== undefined) wrong.push(what)
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

let processor_last = processorTimeOf(served.pid)
async function sample(began: number, place: number): Promise<Sample> {
  const processor_now = processorTimeOf(served.pid)
  const used = processor_now - processor_last
  const sorted = times.toSorted((one, other) => one - other)
  times = []
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  const rss_mib = memoryOf(served.pid)
  const { heapUsed } = await served.heap()
  const isCollected = place % samples_between_collections === 0
  const collected = isCollected ? (await served.heap('collected')).heapUsed : undefined
  // What the collection took is nobody's call.
  processor_last = processorTimeOf(served.pid)
  return {
    minutes: (performance.now() - began) / 60_000,
    rss_mib,
    heap_mib: mib(heapUsed),
    ...(collected === undefined ? {} : { reachable_mib: mib(collected) }),
    file_mb: (sizeOf(file) + sizeOf(`${file}-wal`)) / 1e6,
    calls: sorted.length,
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    cpu_us: (used / sorted.length) * 1e6,
  }
}

let isOver = false
const began = performance.now()
const processor_before = processorTimeOf(served.pid)
const working = Array.from({ length: workers }, async (_, number) => {
  const account = `worker-${number}`
  const client = await newcomer(served.port, account)
  const random = chance(number + 1)
  const pause = () => wait(random() * pause_max_ms)
  await work({ account, client, random, hear, pause }, () => isOver)
  client.close()
})
const worked = Promise.all(working).catch((error: Error) => {
  wrong.push(error.message)
  isOver = true
})

const samples: Sample[] = []
for (let place = 1; place * sample_ms <= minutes * 60_000 && !isOver; place++) {
  await wait(began + place * sample_ms - performance.now())
  samples.push(await sample(began, place))
}
isOver = true
await worked
const processor_after = processorTimeOf(served.pid)
const seconds = (performance.now() - began) / 1000
await served.stop()

const soak: Soak = {
  ...{ machine: ran_on, minutes, workers, calls, wrong: wrong.length },
  first_wrong: wrong.slice(0, 10),
  processor_share: (processor_after - processor_before) / seconds,
  samples,
}
mkdirSync(values.out, { recursive: true })
const text = soakText(soak)
writeFileSync(join(values.out, 'soak.md'), text)
writeFileSync(join(values.out, 'soak.json'), `${JSON.stringify(soak, null, 1)}\n`)
await plotSoak(join(values.out, 'soak.svg'), soak)
console.log(text)
process.exitCode = wrong.length === 0 && verdictsOf(samples).every(({ flat }) => flat) ? 0 : 1
