import { lines, median, number } from './markdown.ts'
import { type Results, rateKey, type Samples } from './peers-report.ts'
import type { Work } from './works.ts'

/** The goals of `npm run bench`: ratios of medians in one run, each in as many ways as it can be measured. */

type Goal = { than: string; at_least?: number; at_most?: number }
type Way = (samples: Samples) => number[]
/** A figure, in one or two ways. Of the second no goal was set; it tells what the first owes to the generator. */
type Figure = { what: string; ways: [Way, Way?]; goals: Goal[] }

const us = 'this emulator'
/** The same, started without a log of calls. */
export const without_log = 'this emulator with --log-level warn'

const measured = (samples: Samples, work: Work) => samples.loads.get(rateKey(work, 32)) ?? []
const perSecond =
  (work: Work): Way =>
  (samples) =>
    measured(samples, work).map(({ per_second }) => per_second)
const perProcessor =
  (work: Work): Way =>
  (samples) =>
    measured(samples, work).map(({ cpu_us }) => 1e6 / cpu_us)

const figures: Figure[] = [
  {
    what: 'get one',
    ways: [perSecond('get'), perProcessor('get')],
    goals: [
      { than: 'Prism', at_least: 12 },
      { than: 'WireMock', at_least: 3 },
      { than: 'node:http', at_least: 0.45 },
    ],
  },
  {
    what: 'p99 of get one',
    ways: [(samples) => measured(samples, 'get').map(({ p99_ms }) => p99_ms)],
    goals: [{ than: 'WireMock', at_most: 0.12 }],
  },
  {
    what: 'create a task',
    ways: [perSecond('create'), perProcessor('create')],
    goals: [
      { than: 'Prism', at_least: 2.5 },
      { than: 'Azurite', at_least: 8 },
      { than: 'Fastify', at_least: 0.3 },
    ],
  },
  {
    what: 'list of 20',
    ways: [perSecond('list20'), perProcessor('list20')],
    goals: [
      { than: 'Prism', at_least: 8 },
      { than: 'json-server 1', at_least: 2 },
    ],
  },
  {
    what: 'throughput with the default log',
    ways: [perSecond('get'), perProcessor('get')],
    goals: [{ than: without_log, at_least: 0.85 }],
  },
  {
    what: 'cold start to ready, without data',
    ways: [({ ready_ms }) => ready_ms],
    goals: [
      { than: 'node:http', at_most: 2 },
      { than: 'Prism', at_most: 0.2 },
    ],
  },
  {
    what: 'idle memory, without data',
    ways: [({ idle_mib }) => idle_mib],
    goals: [
      { than: 'node:http', at_most: 2 },
      { than: 'Prism', at_most: 0.55 },
    ],
  },
]

const not_measured = 'not measured'

function ratioOf(way: Way, results: Results, than: string): number {
  const [ours, theirs] = [us, than].map((name) => {
    const samples = results.get(name)
    return samples && samples.skipped === undefined ? median(way(samples)) : Number.NaN
  }) as [number, number]
  return ours / theirs
}

/** @returns the table, and how many of its goals lack a figure. */
export function goalTable(results: Results): { text: string; missing: number } {
  let [missing, unmet, amount] = [0, 0, 0]
  const rows = figures.flatMap(({ what, ways: [way, byProcessor], goals }) =>
    goals.map(({ than, at_least, at_most = 0 }) => {
      const meets = (ratio: number) =>
        at_least === undefined ? ratio <= at_most : ratio >= at_least
      const verdict = (ratio: number) => (meets(ratio) ? 'met' : '**not met**')
      const cells = (ratio: number) =>
        Number.isNaN(ratio) ? [not_measured, ''] : [number(ratio), verdict(ratio)]
      const ratio = ratioOf(way, results, than)
      amount++
      if (Number.isNaN(ratio)) missing++
      else if (!meets(ratio)) unmet++
      return [
        `${what} / ${than}`,
        at_least === undefined ? `at most ${at_most}` : `at least ${at_least}`,
        ...cells(ratio),
        ...(byProcessor ? cells(ratioOf(byProcessor, results, than)) : ['-', '']),
      ]
    }),
  )
  const head = ['ratio', 'goal', 'measured', '', 'per second of processor', '']
  const text = [
    '## Goals, at 32 connections',
    'Each goal is of what is *measured*: calls/s, milliseconds, MiB. Beside it the same for calls per second of processor time of the program: that ratio owes nothing to the generator, nor to how many cores a program takes.',
    lines(head, rows),
    `Of ${amount} goals ${amount - missing - unmet} are met, ${unmet} are not, and ${missing} were not measured.`,
  ].join('\n\n')
  return { text: `${text}\n`, missing }
}
