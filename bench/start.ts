import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { freePort, memoryOf, startChild } from './children.ts'
import { machine, machineText } from './machine.ts'
import { lines, median, number } from './markdown.ts'
import { shipped } from './serve.ts'

/**
 * `npm run bench -- start`: from the start of the process to the first 200 of `ready`, and the memory then, for the
 * built command and for the reference, in turn. Ends with 1 when a budget is exceeded. `--command FILE` also
 * measures another build of the command.
 */

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    command: { type: 'string', multiple: true, default: [] },
  },
})
/** How much longer than the reference a start may take, and the memory it may take, in MiB. */
const budget = { ratio: 2.1, mib: 85 }

const reference = 'bench/bare.mjs'
const commands = [shipped(), ...values.command]
const start = ['start', '--log-level', 'warn', '--port']
const programs = [
  { name: reference, args: (port: string) => [reference, port] },
  ...commands.map((file) => ({ name: file, args: (port: string) => [file, ...start, port] })),
].map((program) => ({ ...program, ms: [] as number[], mib: [] as number[] }))

// The first run fills the caches of the system, and Node's own.
for (let run = 0; run <= Number(values.runs); run++) {
  for (const { args, ms, mib } of programs) {
    const port = await freePort()
    const command = { file: process.execPath, args: args(String(port)) }
    const { child, ready_ms } = await startChild(command, port, '/_emulator/ready')
    if (run > 0) {
      ms.push(ready_ms)
      mib.push(memoryOf(child.pid))
    }
    await child.stop()
  }
}

const [bare = Number.NaN] = programs.map(({ ms }) => median(ms))
const rows = programs.map(({ name, ms, mib }) => [
  name,
  ...[median(ms), Math.min(...ms), Math.max(...ms), median(ms) / bare, median(mib)].map(number),
])
console.log(machineText(machine()))
console.log(lines(['', 'ms, median', 'least', 'most', `/ ${reference}`, 'MiB, median'], rows))

const { start: startInProcess }: typeof import('../src/index.ts') = createRequire(import.meta.url)(
  `${process.cwd()}/dist/index.cjs`,
)
const times: number[] = []
for (let run = 0; run <= Number(values.runs); run++) {
  const began = performance.now()
  await using _ = await startInProcess()
  times.push(performance.now() - began)
}
const [first = 0, ...others] = times
console.log(
  `start() of the library: first ${number(first)} ms, others ${number(median(others))} ms`,
)

const ours = programs[1]
const isWithin = ours && median(ours.ms) / bare <= budget.ratio && median(ours.mib) <= budget.mib
console.log(
  `Budget: at most ${budget.ratio} times the reference and ${budget.mib} MiB: ${isWithin ? 'met' : 'not met'}.`,
)
process.exitCode = isWithin ? 0 : 1
