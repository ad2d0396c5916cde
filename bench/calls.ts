import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort, memoryOf, startChild } from './children.ts'
import { emulatorCalls, preparedIn } from './emulator-target.ts'
import { load } from './load.ts'
import { lines, median, number } from './markdown.ts'
import { type Work, works } from './works.ts'

/**
 * `npm run bench -- calls [--against FOLDER]`: what a call costs the processor, of this build and of another one in
 * turn. On a machine that does other work, too, time passes and says little; processor time says most. A build reads no
 * file of a newer one: where the schema has changed between the two, `--data` names a folder that the older one made.
 */

const { values } = parseArgs({
  options: {
    against: { type: 'string', default: '' },
    rounds: { type: 'string', default: '6' },
    work: { type: 'string', default: '' },
    data: { type: 'string', default: '' },
    node: { type: 'string', default: '' },
  },
})

/**
 * How many calls of each work warm it up, and how many are measured. V8 compiles for long: after 4,000 calls one still
 * takes half as long again as after 20,000. Of creations there are no more than what was prepared for them.
 */
const amounts: { [work in Work]?: [warm: number, measured: number] } = {
  get: [20_000, 20_000],
  list20: [8000, 5000],
  source: [2000, 4000],
  create: [2000, 4000],
  token: [20_000, 10_000],
  signed: [10_000, 8000],
}
const asked = (Object.keys(amounts) as Work[]).filter(
  (work) => values.work === '' || values.work.split(',').includes(work),
)

type Costs = { [work in Work]?: { cpu_us: number[]; p99_ms: number[] } }
const isKept = values.data !== ''
const folder = isKept ? resolve(values.data) : mkdtempSync(join(tmpdir(), 'sms-emulator-calls-'))
if (!isKept) process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const data = await preparedIn(folder)
const builds = [...(values.against === '' ? [] : [resolve(values.against)]), process.cwd()]
const results = builds.map((dist) => ({ dist, costs: {} as Costs, loaded_mib: [] as number[] }))

async function measure({ dist, costs, loaded_mib }: (typeof results)[number]): Promise<void> {
  const port = await freePort()
  const file = join(folder, 'emulator.db')
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  copyFileSync(data.seeded, file)
  const flags = values.node === '' ? [] : values.node.split(' ')
  const args = [...flags, join(dist, 'dist/cli.cjs'), 'start', '--port', `${port}`, '--db', file]
  const command = { file: process.execPath, args: [...args, '--log-level', 'warn'] }
  const { child } = await startChild(command, port, '/_emulator/ready')
  try {
    const calls = emulatorCalls(port, data)
    for (const work of asked) {
      const call = calls[work]
      const [warm, measured] = amounts[work] ?? [0, 0]
      if (!call) continue
      await load(child, call, 32, { amount: warm })
      const { cpu_us, p99_ms, failed, wrong } = await load(child, call, 32, { amount: measured })
      if (failed > 0) throw new Error(`${dist}: ${works[work]}: ${failed} calls failed: ${wrong}`)
      const cost = costs[work] ?? { cpu_us: [], p99_ms: [] }
      costs[work] = cost
      cost.cpu_us.push(cpu_us)
      cost.p99_ms.push(p99_ms)
    }
    loaded_mib.push(memoryOf(child.pid))
  } finally {
    await child.stop()
  }
}

for (let round = 1; round <= Number(values.rounds); round++) {
  console.error(`round ${round} of ${values.rounds}`)
  for (const result of round % 2 === 0 ? [...results].reverse() : results) await measure(result)
}

const rows = asked.map((work) => [
  works[work],
  ...results.map(({ costs }) => {
    const { cpu_us = [], p99_ms = [] } = costs[work] ?? {}
    return `${number(median(cpu_us))}, ${number(Math.min(...cpu_us))} (p99 ${number(median(p99_ms))} ms)`
  }),
])
const memory = results.map(({ loaded_mib }) => number(median(loaded_mib)))
console.log(
  lines(
    ['processor time of a call, us: median, least', ...builds],
    [...rows, ['after the load, MiB', ...memory]],
  ),
)
