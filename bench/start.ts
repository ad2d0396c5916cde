import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { type Child, type Command, freePort, memoryOf, startChild } from './children.ts'
import { clientOf } from './client.ts'
import { sourceBody } from './data.ts'
import { machine, machineText } from './machine.ts'
import { lines, median, number } from './markdown.ts'
import { shipped } from './serve.ts'

/**
 * `npm run bench -- start`: from the start of the process to the first 200 of `ready`, the memory then, and how long it
 * takes until a source is registered with a token of one's own; for the built command, for `npm start` in this clone,
 * and for the reference, in turn. Ends with 1 when a budget is exceeded. `--command FILE` also measures another build of the command.
 */

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    command: { type: 'string', multiple: true, default: [] },
  },
})

type Program = {
  name: string
  command(port: string): Command
  /** Whether it is an emulator, which sources can be registered with. */
  isOurs: boolean
}

const reference = 'bench/bare.mjs'
const start = ['start', '--log-level', 'warn', '--port']
const node = (...args: string[]): Command => ({ file: process.execPath, args })
const bare: Program = {
  name: reference,
  command: (port) => node(reference, port),
  isOurs: false,
}
const commandOf = (file: string): Program => ({
  name: file,
  command: (port) => node(file, ...start, port),
  isOurs: true,
})
const built = commandOf(shipped())
const npm: Program = {
  name: 'npm start',
  command: (port) => ({ file: 'npm', args: ['start', '--silent', '--', ...start.slice(1), port] }),
  isOurs: true,
}

/** What runs of a program took, in milliseconds and MiB. */
type Taken = { ready: number[]; source: number[]; mib: number[] }

const programs = [bare, built, npm, ...values.command.map(commandOf)]
const taken = new Map<Program, Taken>(
  programs.map((program) => [program, { ready: [], source: [], mib: [] }]),
)

/** Logs in and registers a source, as the first calls of a test do. @returns how long it took. */
async function registerSource({ port }: Child): Promise<number> {
  const began = performance.now()
  const client = await clientOf(port)
  await client.must('POST', '/v3/sources', JSON.parse(sourceBody))
  const ms = performance.now() - began
  client.close()
  return ms
}

// The first start after a change makes it while it runs.
execFileSync(process.execPath, ['scripts/clone-bundle.cjs'])

// The first run fills the caches of the system, and Node's own.
for (let run = 0; run <= Number(values.runs); run++) {
  for (const [program, { ready, source, mib }] of taken) {
    const port = await freePort()
    const { child, ready_ms } = await startChild(
      program.command(String(port)),
      port,
      '/_emulator/ready',
    )
    const memory = memoryOf(child.pid)
    const to_source = program.isOurs ? ready_ms + (await registerSource(child)) : Number.NaN
    if (run > 0) {
      ready.push(ready_ms)
      source.push(to_source)
      mib.push(memory)
    }
    await child.stop()
  }
}

const takenBy = (program: Program): Taken =>
  taken.get(program) ?? { ready: [], source: [], mib: [] }
const bare_ms = median(takenBy(bare).ready)
const columns = ['', 'ms to ready, median', 'least', 'most', `/ ${reference}`]
const more = ['ms to the first source, median', `/ ${reference}`, 'MiB when ready, median']
const rows = programs.map((program) => {
  const { ready, source, mib } = takenBy(program)
  const times = [median(ready), Math.min(...ready), Math.max(...ready), median(ready) / bare_ms]
  const registered = [median(source), median(source) / bare_ms].map(number)
  return [
    program.name,
    ...times.map(number),
    ...(program.isOurs ? registered : ['', '']),
    // Of `npm start` it would be that of npm.
    program === npm ? '' : number(median(mib)),
  ]
})
console.log(machineText(machine()))
console.log(lines([...columns, ...more], rows))

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

const ours = takenBy(built)
/** What is held: what it is, the most that it may be, and what it is now. */
const budgets: [what: string, most: number, is: number][] = [
  [`to ready, in times of ${reference}`, 1.8, median(ours.ready) / bare_ms],
  [`to the first source, in times of ${reference}`, 3, median(ours.source) / bare_ms],
  [
    'npm start to ready, in times of the built command',
    3,
    median(takenBy(npm).ready) / median(ours.ready),
  ],
  ['memory when ready, in MiB', 85, median(ours.mib)],
]
for (const [what, most, is] of budgets) {
  console.log(`${is <= most ? 'Met' : 'Not met'}: ${what}: ${number(is)}, at most ${number(most)}.`)
}
process.exitCode = budgets.every(([, most, is]) => is <= most) ? 0 : 1
