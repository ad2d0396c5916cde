import { type Machine, machineText } from './machine.ts'
import { lines, median, number } from './markdown.ts'
import { plot } from './plot.ts'

/** What a soak says: its samples as a plot, and whether they are flat. */

export type Sample = {
  /** Since the load began. */
  minutes: number
  rss_mib: number
  heap_mib: number
  /** After a collection of garbage; only now and then, as it takes time. */
  reachable_mib?: number
  file_mb: number
  calls: number
  p50_ms: number
  p99_ms: number
  /** Processor time of the emulator for a call; NaN where nobody tells. */
  cpu_us: number
}

/**
 * How much greater the median of the last quarter may be than that of the second. Memory that
 * levels off stays within some percent (1.02 in the first runs), and what leaks all the time does not: 1.1 has room
 * for the former. Neighbors on the machine make every call wait, 1.3 times as long at the median and 1.6 times at
 * p99 in the same runs, and hardly cost it processor time: latencies have more room.
 */
const limits = {
  rss_mib: { what: 'resident memory, MiB', limit: 1.1 },
  reachable_mib: { what: 'reachable in the heap after a collection, MiB', limit: 1.1 },
  file_mb: { what: 'database file with its log, MB', limit: 1.1 },
  cpu_us: { what: 'processor time of a call, us', limit: 1.2 },
  p50_ms: { what: 'p50 of all calls, ms', limit: 1.5 },
  p99_ms: { what: 'p99 of all calls, ms', limit: 2 },
} as const

export type Verdict = {
  what: string
  second: number
  last: number
  limit: number
  flat: boolean
}

/** The second quarter against the last: the first is warming up, and medians bear a bad minute. */
export function verdictsOf(samples: readonly Sample[]): Verdict[] {
  const end = samples.at(-1)?.minutes ?? 0
  return Object.entries(limits).flatMap(([key, { what, limit }]) => {
    const quarter = (from: number, to: number) =>
      median(
        samples.flatMap((sample) => {
          const value = sample[key as keyof typeof limits]
          const isIn = sample.minutes > end * from && sample.minutes <= end * to
          return typeof value === 'number' && !Number.isNaN(value) && isIn ? [value] : []
        }),
      )
    const [second, last] = [quarter(0.25, 0.5), quarter(0.75, 1)]
    const isKnown = !Number.isNaN(last / second)
    return isKnown ? [{ what, second, last, limit, flat: last / second <= limit }] : []
  })
}

export type Soak = {
  machine: Machine
  minutes: number
  workers: number
  calls: number
  /** Answers that were not what they should be. */
  wrong: number
  first_wrong: string[]
  processor_share: number
  samples: Sample[]
}

const verdictText = (flat: boolean, wrong: number): string =>
  flat && wrong === 0 ? 'flat, and nothing wrong' : '**not flat, or something was wrong**'

export function soakText(soak: Soak): string {
  const { machine, minutes, workers, calls, wrong, first_wrong, processor_share, samples } = soak
  const verdicts = verdictsOf(samples)
  const rows = verdicts.map(({ what, second, last, limit, flat }) => [
    ...[what, number(second), number(last), number(last / second), `at most ${limit}`],
    flat ? 'flat' : '**not flat**',
  ])
  const share = Number.isNaN(processor_share)
    ? ''
    : `, ${Math.round(processor_share * 100)} % of a core`
  return `${[
    '# Soak',
    `Made by \`npm run bench -- soak --minutes ${minutes}\`. ${machineText(machine)}. ${workers} workers, each in an account of its own, log in, register, create, start, list, get, advance, meet faults, read the journal, take snapshots, delete and reset: ${calls.toLocaleString('en')} calls, ${wrong} of them with another answer than they should have${share}.`,
    `Verdict: ${verdictText(
      verdicts.every(({ flat }) => flat),
      wrong,
    )}.`,
    lines(['median of', 'the second quarter', 'the last quarter', 'ratio', 'limit', ''], rows),
    '![Memory and latency over time](soak.svg)',
    ...first_wrong.map((text) => `- ${text}`),
  ].join('\n\n')}\n`
}

const series = (samples: Sample[], names: Record<string, keyof Sample>) =>
  samples.flatMap((sample) =>
    Object.entries(names).flatMap(([name, key]) =>
      typeof sample[key] !== 'number'
        ? []
        : [{ minutes: sample.minutes, name, value: sample[key] }],
    ),
  )

/** Memory above, latency below, over time. */
export async function plotSoak(file: string, { samples, minutes, calls }: Soak): Promise<void> {
  const panel = (title: string, values: object[], log: boolean) => ({
    ...{ width: 640, height: 220, data: { values } },
    mark: { type: 'line', strokeWidth: 1.5, point: { size: 8 } },
    encoding: {
      x: { field: 'minutes', type: 'quantitative', title: 'minutes' },
      y: {
        ...{ field: 'value', type: 'quantitative', title },
        scale: log ? { type: 'log' } : { zero: true },
      },
      color: { field: 'name', type: 'nominal', title: null },
    },
  })
  const memory = series(samples, {
    'resident, MiB': 'rss_mib',
    'heap in use, MiB': 'heap_mib',
    'heap after a collection, MiB': 'reachable_mib',
    'database file, MB': 'file_mb',
  })
  const latency = series(samples, { 'p50 of all calls': 'p50_ms', 'p99 of all calls': 'p99_ms' })
  await plot(file, {
    title: {
      text: `${minutes} minutes of mixed load, ${calls.toLocaleString('en')} calls`,
      subtitle: 'memory from zero, latency logarithmic',
    },
    resolve: { scale: { color: 'independent' } },
    vconcat: [panel('MiB', memory, false), panel('milliseconds', latency, true)],
  })
}
