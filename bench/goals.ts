import { median, spread } from './load.ts'
import { type Machine, machineText } from './machine.ts'
import { works as titles, type Work } from './targets.ts'

/** The tables of `npm run bench`, and the goals that are held against them. */

/** What the rounds have measured of a target: rates by work and connections, and single figures. */
export type Samples = {
  rates: Map<string, number[]>
  p99: Map<string, number[]>
  start_ms: number[]
  idle_mib: number[]
  loaded_mib: number[]
  failed: number
  skipped?: string
}

type Results = ReadonlyMap<string, Samples>

const us = 'this emulator'

export const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Math.round(value * 100) / 100)

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`
/** A Markdown table. */
export const lines = (head: string[], rows: string[][]): string =>
  [row(head), row(head.map((_, place) => (place === 0 ? '---' : '---:'))), ...rows.map(row)].join(
    '\n',
  )

const cell = (values: number[] | undefined): string =>
  values?.length ? `${number(median(values))} ±${spread(values)} %` : '-'

/** Everything that was measured, for people. */
export function table(
  results: Results,
  {
    ran_on,
    rounds,
    works,
    connections,
  }: { ran_on: Machine; rounds: number; works: Work[]; connections: number[] },
): string {
  const there = [...results].filter(([, { skipped }]) => skipped === undefined)
  const names = there.map(([name]) => name)
  const parts = works.flatMap((work) => {
    const has = there.filter(([, { rates }]) => rates.has(`${work} ${connections[0]}`))
    if (has.length === 0) return []
    const head = [titles[work], ...has.map(([name]) => name)]
    const rates = connections.map((amount) => [
      `${amount} connections, calls/s`,
      ...has.map(([, samples]) => cell(samples.rates.get(`${work} ${amount}`))),
    ])
    const p99 = connections.map((amount) => [
      `${amount} connections, p99 ms`,
      ...has.map(([, samples]) => cell(samples.p99.get(`${work} ${amount}`))),
    ])
    return [lines(head, [...rates, ...p99])]
  })
  const single = lines(
    ['', ...names],
    [
      ['cold start to the first 200, ms', ...there.map(([, { start_ms }]) => cell(start_ms))],
      ['idle, MiB', ...there.map(([, { idle_mib }]) => cell(idle_mib))],
      ['after the load, MiB', ...there.map(([, { loaded_mib }]) => cell(loaded_mib))],
    ],
  )
  const skipped = [...results].flatMap(([name, { skipped: reason }]) =>
    reason === undefined ? [] : [`- ${name} was left out: ${reason.split('\n')[0]}`],
  )
  const failed = [...results].flatMap(([name, { failed: amount }]) =>
    amount === 0 ? [] : [`- ${name}: ${amount} calls failed; only those that succeeded count.`],
  )
  return [
    '# This emulator, its peers and the limits',
    `Made by \`npm run bench\`. ${machineText(ran_on)}. ${rounds} rounds, in each of which every program is started anew, in turn; medians and (greatest - smallest) / median. This emulator runs on a file, with strict authentication, validation and state; its first 200 is that of \`/_emulator/ready\`. Peers answer what they were given; the limits answer one fixed task.`,
    ...parts,
    single,
    [...skipped, ...failed].join('\n'),
    '',
  ].join('\n\n')
}

type Goal = { what: string; than: string; at_least?: number; at_most?: number; aim: number }
type Figure = { of: (samples: Samples) => number[] | undefined; goals: Goal[] }

const rate =
  (key: string) =>
  ({ rates }: Samples) =>
    rates.get(`${key} 32`)

const figures: Figure[] = [
  {
    of: rate('get'),
    goals: [
      { what: 'get one', than: 'Prism', at_least: 4, aim: 5.5 },
      { what: 'get one', than: 'WireMock', at_least: 2, aim: 2.8 },
      { what: 'get one', than: 'node:http', at_least: 0.35, aim: 0.5 },
    ],
  },
  {
    of: ({ p99 }) => p99.get('get 32'),
    goals: [{ what: 'p99 of get one', than: 'WireMock', at_most: 0.15, aim: 0.15 }],
  },
  {
    of: rate('create'),
    goals: [
      { what: 'create', than: 'Prism', at_least: 1.8, aim: 3 },
      { what: 'create', than: 'Azurite', at_least: 6, aim: 10 },
      { what: 'create', than: 'Fastify', at_least: 0.3, aim: 0.5 },
    ],
  },
  {
    of: rate('list20'),
    goals: [
      { what: 'list of 20', than: 'Prism', at_least: 2, aim: 3 },
      { what: 'list of 20', than: 'json-server 1', at_least: 2, aim: 3 },
    ],
  },
  {
    of: ({ start_ms }) => start_ms,
    goals: [
      { what: 'cold start', than: 'node:http', at_most: 2, aim: 1.6 },
      { what: 'cold start', than: 'Prism', at_most: 0.2, aim: 0.15 },
    ],
  },
  {
    of: ({ idle_mib }) => idle_mib,
    goals: [
      { what: 'idle memory', than: 'node:http', at_most: 2, aim: 2 },
      { what: 'idle memory', than: 'Prism', at_most: 0.55, aim: 0.55 },
    ],
  },
]

/** Ratios of medians in this run, beside what they are to be. */
export function goalTable(results: Results): string {
  const rows = figures.flatMap(({ of, goals }) =>
    goals.flatMap(({ what, than, at_least, at_most, aim }) => {
      const ours = results.get(us)
      const theirs = results.get(than)
      const [one, other] = [ours && of(ours), theirs && of(theirs)]
      if (!one?.length || !other?.length) return []
      const ratio = median(one) / median(other)
      const met = at_least === undefined ? ratio <= (at_most ?? 0) : ratio >= at_least
      const goal = at_least === undefined ? `at most ${at_most}` : `at least ${at_least}`
      return [[`${what} / ${than}`, number(ratio), goal, String(aim), met ? 'met' : '**not met**']]
    }),
  )
  return `## Goals, at 32 connections\n\n${lines(['ratio', 'measured', 'goal', 'aim', ''], rows)}\n`
}
