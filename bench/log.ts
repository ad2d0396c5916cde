import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Child, freePort, startChild } from './children.ts'
import { clientOf } from './client.ts'
import { accountOf } from './data.ts'
import { type Call, load, type Measured } from './load.ts'
import { machine, machineText } from './machine.ts'
import { lines, number } from './markdown.ts'
import { shipped } from './serve.ts'

/**
 * `npm run bench -- log`: get one task at 32 connections, without a log and with the default log written to a file and
 * to a pipe, in turn; the best round of each counts. Processor time is to be trusted on a machine with other work,
 * calls per second on a quiet one.
 * Ends with 1 when the processor time does not meet the goal. `--command FILE` measures another build of the command.
 */

const { values } = parseArgs({
  options: {
    command: { type: 'string', default: shipped() },
    rounds: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '1' },
    flag: { type: 'string', multiple: true, default: [] },
  },
})
/** Throughput with the log / without. */
const at_least = 0.85
const connections = 32
const warm_s = 3
const seconds = Number(values.seconds)

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-log-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** @param to the file that the log is written to; without it, a pipe */
async function startWith(flags: string[], to?: string): Promise<{ child: Child; get: Call }> {
  const port = await freePort()
  const args = [values.command, 'start', '--port', `${port}`, ...flags, ...values.flag]
  const log = to === undefined ? {} : { log: join(folder, to) }
  const command = { file: process.execPath, args, ...log }
  const { child } = await startChild(command, port, '/_emulator/ready')
  const client = await clientOf(port)
  const accounts = [accountOf('emulator', { sources: 20, tasks: 20 })]
  await client.must('POST', '/_emulator/fixtures', { accounts })
  await client.login()
  const { tasks } = JSON.parse((await client.must('GET', '/v3/tasks?limit=1')).text)
  client.close()
  const headers = { 'x-auth-token': client.token() }
  return { child, get: { method: 'GET', path: `/v3/tasks/${tasks[0].id}`, headers } }
}

const ran_on = machine()
const variants = [
  { name: 'without: --log-level warn', ...(await startWith(['--log-level', 'warn'], 'warn.log')) },
  { name: 'default log to a file', ...(await startWith([], 'info.log')) },
  { name: 'default log to a pipe', ...(await startWith([])) },
].map((variant) => ({ ...variant, results: [] as Measured[] }))

/**
 * To wake a generator that sleeps until an answer comes is work of the program that answers, more than the log is, and
 * more often the slower the program: so this one does not sleep (docs/decisions/036-goals-of-speed.md).
 */
let isAwake = true
const stayAwake = (): void => {
  if (isAwake) setImmediate(stayAwake)
}
stayAwake()
for (let round = 0; round <= Number(values.rounds); round++) {
  for (const { child, get, results } of variants) {
    const duration = round === 0 ? warm_s : seconds
    const result = await load(child, get, connections, { duration })
    if (result.failed > 0) throw new Error(`${result.failed} calls failed: ${result.wrong}`)
    if (round > 0) results.push(result)
  }
}
isAwake = false
for (const { child } of variants) await child.stop()

const measured = variants.map(({ name, results }) => ({
  name,
  cpu_us: Math.min(...results.map(({ cpu_us }) => cpu_us)),
  per_second: Math.max(...results.map(({ per_second }) => per_second)),
}))
const [without, ...withLog] = measured
const byProcessor = (cpu_us: number) => (without?.cpu_us ?? Number.NaN) / cpu_us
const byCalls = (per_second: number) => per_second / (without?.per_second ?? Number.NaN)
console.log(machineText(ran_on))
console.log(
  lines(
    ['get one, 32 connections', 'CPU us a call', 'ratio by CPU', 'calls/s', 'ratio by calls'],
    measured.map(({ name, cpu_us, per_second }) => [
      name,
      ...[cpu_us, byProcessor(cpu_us), per_second, byCalls(per_second)].map(number),
    ]),
  ),
)
const isMet = withLog.every(({ cpu_us }) => byProcessor(cpu_us) >= at_least)
console.log(`Goal, by processor time: at least ${at_least}: ${isMet ? 'met' : 'not met'}.`)
process.exitCode = isMet ? 0 : 1
