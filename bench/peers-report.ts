import type { Measured } from './load.ts'
import { type Machine, machineText } from './machine.ts'
import { cell, lines } from './markdown.ts'
import { works as titles, type Work } from './works.ts'

/** What `npm run bench` has measured, and its tables. */

export type Samples = {
  /** By work and connections (`rateKey`), one for each round. */
  loads: Map<string, Measured[]>
  start_ms: number[]
  ready_ms: number[]
  /** Without data, where there is such a thing. */
  idle_mib: number[]
  idle_with_data_mib: number[]
  loaded_mib: number[]
  /** Ten seconds after its last call. */
  settled_mib: number[]
  failed: number
  /** What ended early, as nothing was left to create with: by work and connections. */
  used_up: string[]
  /** What the first call that failed was answered. */
  wrong?: string
  /** Why it could not be measured to the end; then none of its figures count. */
  skipped?: string
}
export type Results = ReadonlyMap<string, Samples>

export const rateKey = (work: Work, connections: number): string => `${work} ${connections}`

export const noSamples = (): Samples => ({
  ...{ loads: new Map(), failed: 0, used_up: [], start_ms: [], ready_ms: [] },
  ...{ idle_mib: [], idle_with_data_mib: [], loaded_mib: [], settled_mib: [] },
})

type Plan = { ran_on: Machine; rounds: number; works: Work[]; connections: number[] }

const columns: [title: string, value: (measured: Measured) => number][] = [
  ['calls/s', ({ per_second }) => per_second],
  ['CPU us a call', ({ cpu_us }) => cpu_us],
  ['p99 ms', ({ p99_ms }) => p99_ms],
]

/** One table for each work: what was measured at each number of connections, and of what size the answers were. */
function workTable(work: Work, all: [string, Samples][], connections: number[]): string[] {
  const has = all.filter(([, { loads }]) => loads.has(rateKey(work, connections[0] ?? 0)))
  if (has.length === 0) return []
  const cellsOf = (amount: number, value: (measured: Measured) => number) =>
    has.map(([, { loads }]) => cell((loads.get(rateKey(work, amount)) ?? []).map(value)))
  const middle = connections.includes(32) ? 32 : (connections[0] ?? 0)
  const rows = columns.flatMap(([title, value]) =>
    connections.map((amount) => [`${amount} connections, ${title}`, ...cellsOf(amount, value)]),
  )
  return [
    lines(
      [titles[work], ...has.map(([name]) => name)],
      [
        ...rows,
        ['bytes of an answer', ...cellsOf(middle, ({ bytes }) => bytes)],
        [
          `generator busy at ${middle} connections, %`,
          ...cellsOf(middle, ({ busy }) => Math.round(busy * 100)),
        ],
      ],
    ),
  ]
}

const about = `The load comes from one thread that writes ready-made bytes and looks for the ends of answers; all programs are sent the same bodies, each create another one. *CPU us* is the processor time of the program, all its threads together, for one call. Where the generator was busy nearly all the time, calls/s are its own limit rather than the program's, and CPU us tells more. Every work is warmed up before it is measured: creations for four seconds or 10,000 calls, others for one and a half, those of WireMock for six.

This emulator runs on a file with 10,000 tasks, and otherwise with its default options: strict authentication, validation, journal, state, and a log with a line for each request, which goes to a file; a column of its own has it without that log. Sources are created in accounts of 990 each, as one holds 1,000. Cold start and idle memory are without data: an empty database for this emulator, and for peers what they answer from. Prism answers from our OpenAPI document, with the seeded task and list as its examples; WireMock keeps no journal of requests; json-server rewrites its file of 10,000 tasks at every create; Azurite, which keeps its blobs in files, gets and puts 4 KB; the limits answer one fixed task.`

/** Everything that was measured, for people. */
export function table(results: Results, { ran_on, rounds, works, connections }: Plan): string {
  const there = [...results].filter(([, { skipped }]) => skipped === undefined)
  const single = lines(
    ['', ...there.map(([name]) => name)],
    [
      ['cold start to the first 200, ms', ...there.map(([, { start_ms }]) => cell(start_ms))],
      ['cold start to ready, ms', ...there.map(([, { ready_ms }]) => cell(ready_ms))],
      ['idle, without data, MiB', ...there.map(([, { idle_mib }]) => cell(idle_mib))],
      ['idle, MiB', ...there.map(([, samples]) => cell(samples.idle_with_data_mib))],
      ['right after the load, MiB', ...there.map(([, { loaded_mib }]) => cell(loaded_mib))],
      ['ten seconds later, MiB', ...there.map(([, { settled_mib }]) => cell(settled_mib))],
    ],
  )
  const troubles = [...results].flatMap(([name, { skipped, failed, wrong, used_up }]) => [
    ...used_up.map(
      (key) => `- ${name}, ${key} connections: ended early, as what was prepared was used up.`,
    ),
    ...(skipped === undefined ? [] : [`- **${name} was not measured**: ${skipped.split('\n')[0]}`]),
    ...(failed === 0
      ? []
      : [`- **${name}: ${failed} calls failed** (${wrong}); only those that succeeded count.`]),
  ])
  return [
    '# This emulator, its peers and the limits',
    `Made by \`npm run bench\`. ${machineText(ran_on)}. ${rounds} rounds, in each of which every program is started anew, in turn; medians and (greatest - smallest) / median.`,
    about,
    ...works.flatMap((work) => workTable(work, there, connections)),
    single,
    ...(troubles.length > 0 ? [troubles.join('\n')] : []),
    '',
  ].join('\n\n')
}
