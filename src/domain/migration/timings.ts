import type { Timings } from '../../schemas/control/timings.ts'
import type { PlannedWork, Source } from '../../schemas/stored/records.ts'
import { moment_max, never } from '../../schemas/time.ts'
import { ownValue } from '../../text/own-value.ts'

/**
 * How long things take at pace 1, in milliseconds (behaviour.md §4.1 and §4.6, measured on the
 * walkthrough unless marked *inferred*).
 */

/** From a command of the service to the first row: the agent's next poll finds it. */
export const pickup_ms = 16_000

/** From a stop to the agent's word that it has stopped: one poll. *Inferred.* */
export const stop_ms = 10_000

/** From the creation of a task with auto_start to its start (behaviour.md §4.2). */
export const auto_start_ms = 6_000

/** From a registration to its environment check (behaviour.md §2.3). */
export const check_ms = 90

/** The agent polls for commands this often, on the clock whatever the pace (§2.6, *inferred*). */
export const poll_ms = 10_000

/** An external agent that has not polled for so long is disconnected, whatever the pace (§2.6). */
export const silence_ms = 60_000

/** The measurement of the network and the drill (§4.6). */
export const network_check_ms = 240_000
export const drill_ms = 300_000

/** Deleting the snapshots of a target, and going back to them. *Inferred.* */
export const clear_ms = 30_000
export const rollback_ms = 60_000

/** An agent starts a task again by itself after one of these (behaviour.md §5.4). */
const recovered_codes = ['0807', '1807', '2802', '2805', '2806', '3802'].map(
  (code) => `SMS.${code}`,
)

/** How long it waits: a minute, then one more each time, at most so often. *Inferred.* */
const auto_start_interval_ms = 60_000
const auto_start_addition_ms = 60_000
export const auto_retries_max = 3

/** @returns after which time the agent tries again; undefined when it does not. */
export const autoRecovery = (code: string, retries: number): number | undefined =>
  recovered_codes.includes(code) && retries < auto_retries_max
    ? auto_start_interval_ms + retries * auto_start_addition_ms
    : undefined

/** When the agent was last heard of: while a simulated one lives, its latest poll on the clock. */
export function lastPoll(source: Source, now: number): number {
  const { connected, connected_at, agent, last_visit_time } = source
  if (!connected || connected_at === null || agent.mode === 'external') return last_visit_time
  return now - ((now - connected_at) % poll_ms)
}

/** What a continuous sync says it still has to do: the one number that was seen. */
export const sync_remain_ms = 60_000

/**
 * What the network carries, in Mbit/s. *Inferred*: with it a small Linux migration (2.9 GB)
 * takes about a quarter of an hour, as it does in the field.
 */
export const bandwidth_mbps = 50

type RowPlan = { after_ms: number; lasts_ms: number | null }

/** By the first word of the name; `lasts_ms: null` is a copy, whose bytes and rate decide. */
const rows: [prefix: string, RowPlan][] = [
  ['CREATE_CLOUD_SERVER', { after_ms: 0, lasts_ms: 120_000 }],
  ['SSL_CONFIG', { after_ms: 0, lasts_ms: 4_000 }],
  ['ATTACH_AGENT_IMAGE', { after_ms: 0, lasts_ms: 180_000 }],
  ['FORMAT_DISK_', { after_ms: 0, lasts_ms: 3_000 }],
  ['MIGRATE_', { after_ms: 50_000, lasts_ms: null }],
  ['SYNC_', { after_ms: 0, lasts_ms: 1_000 }],
  ['CLONE_VM', { after_ms: 0, lasts_ms: 120_000 }],
  ['CHECK_CONSISTENCY', { after_ms: 0, lasts_ms: 60_000 }],
  ['CONFIGURE_', { after_ms: 0, lasts_ms: 105_000 }],
  ['DETTACH_AGENT_IMAGE', { after_ms: 4_000, lasts_ms: 73_000 }],
]

/**
 * What rows that set things up show of their work: from a share on, a percentage (behaviour.md §4.6 and
 * §4.7, observed by third parties). *Inferred*: the shares, read off the moments of the polls.
 */
const milestones: [prefix: string, from: [share: number, percent: number][]][] = [
  [
    'CREATE_CLOUD_SERVER',
    [
      [0.3, 40],
      [0.7, 80],
    ],
  ],
  ['SSL_CONFIG', [[0.5, 50]]],
  [
    'ATTACH_AGENT_IMAGE',
    [
      [0.02, 5],
      [0.12, 20],
      [0.22, 80],
      [0.88, 90],
      [0.92, 95],
    ],
  ],
  [
    'FORMAT_DISK_',
    [
      [0, 1],
      [0.1, 10],
    ],
  ],
  ['CONFIGURE_', [[0, 15]]],
  [
    'DETTACH_AGENT_IMAGE',
    [
      [0, 20],
      [0.55, 80],
    ],
  ],
]

/** The milestones of a row, in order; undefined for a row that moves evenly. */
export const milestonesOf = (name: string): [share: number, percent: number][] | undefined =>
  milestones.find(([prefix]) => name.startsWith(prefix))?.[1]

type RowTimings = Readonly<
  Record<string, { after?: number | undefined; lasts?: number | undefined }>
>

function override({ rounds = {} }: Timings, user_op: string, name: string) {
  const here: RowTimings = ownValue(rounds, user_op) ?? {}
  const everywhere: RowTimings = ownValue(rounds, user_op.replace(/\d+$/, '')) ?? {}
  return ownValue(here, name) ?? ownValue(everywhere, name)
}

/**
 * The planned gap and duration of one row at pace 1.
 *
 * @param first whether the row opens its round, and so waits for the agent to pick the command up.
 */
export function rowPlan(timings: Timings, user_op: string, name: string, first: boolean): RowPlan {
  const usual = rows.find(([prefix]) => name.startsWith(prefix))?.[1]
  const wanted = override(timings, user_op, name)
  return {
    after_ms: wanted?.after ?? (first ? pickup_ms : (usual?.after_ms ?? 0)),
    lasts_ms: wanted?.lasts ?? (usual ? usual.lasts_ms : 0),
  }
}

/**
 * A planned duration on a clock whose migrations run `pace` times as fast, in whole milliseconds. What takes
 * time at all takes at least one, so that nothing repeats without end at a single moment.
 */
export const atPace = (ms: number, pace: number): number =>
  ms <= 0 ? 0 : Math.max(1, Math.round(ms / pace))

/** What lies half-way between two milliseconds but for the last bits of a sum is rounded up like the rest. */
const rounding_ms = 1e-4

/** The moment `ms` of the clock after `now`, in whole milliseconds; `never` past the last one of a clock. */
export const momentAfter = (now: number, ms: number): number =>
  now + ms <= moment_max ? now + Math.round(ms + rounding_ms) : never

/** The moment at which `ms` of migration work are done that begin at `now`. */
export const dueAfter = (now: number, ms: number, pace: number): number =>
  momentAfter(now, atPace(ms, pace))

/** Plans a moment `ms` of migration work after `now`, and remembers that work exactly. */
export const planAfter = (now: number, ms: number, pace: number): PlannedWork => ({
  due: dueAfter(now, ms, pace),
  since: now,
  work_ms: Math.max(ms, 0),
})

/**
 * How much migration work is left at `now` until a planned moment, in milliseconds at pace 1.
 *
 * @param planned the work that was remembered with it, if any.
 * @param pace of the clock since it was planned.
 */
export function workLeft(
  due: number,
  planned: PlannedWork | undefined,
  now: number,
  pace: number,
): number {
  const left =
    planned?.due === due ? planned.work_ms - (now - planned.since) * pace : (due - now) * pace
  return Math.max(left, 0)
}
