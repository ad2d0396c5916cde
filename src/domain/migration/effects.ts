/** Tested by: test/scenarios/consequences.test.ts, test/domain/detours.test.ts */
import type { Row, Task } from '../../schemas/stored/records.ts'
import { ownValue } from '../../text/own-value.ts'
import type { Deviations, Effect } from '../deviations/scenarios.ts'

/** Where on its way a migration meets what a scenario has laid there. */

type Placed = { at: string; round?: string | undefined }

const placeFits = (at: string, name: string): boolean =>
  at.endsWith('*') ? name.startsWith(at.slice(0, -1)) : name === at

const roundFits = (round: string | undefined, user_op: string): boolean =>
  round === undefined || round === user_op || round === user_op.replace(/\d+$/, '')

const isAt = ({ at, round }: Placed, name: string, user_op: string): boolean =>
  placeFits(at, name) && roundFits(round, user_op)

/** Where real faults stop a sub-task, in percent (behaviour.md §6.3; others *inferred*). */
const usual_percent: [prefix: string, percent: number][] = [
  ['CREATE_CLOUD_SERVER', 50],
  ['SSL_CONFIG', 50],
  ['ATTACH_AGENT_IMAGE', 80],
  ['FORMAT_DISK_', 10],
  ['SYNC_', 6],
]

const percentOf = (effect: { percent?: number | undefined }, name: string): number =>
  effect.percent ?? usual_percent.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 50

/** The code that failures of a sub-task usually have (behaviour.md §6.3). */
export const usual_codes: readonly (readonly [prefix: string, code: string])[] = [
  ['CREATE_CLOUD_SERVER', 'SMS.0601'],
  ['SSL_CONFIG', 'SMS.3805'],
  ['ATTACH_AGENT_IMAGE', 'SMS.1105'],
  ['FORMAT_DISK_WINDOWS', 'SMS.2204'],
  ['FORMAT_DISK_', 'SMS.1314'],
  ['MIGRATE_LINUX_FILE', 'SMS.0805'],
  ['MIGRATE_', 'SMS.1801'],
  ['CHECK_CONSISTENCY', 'SMS.1511'],
  ['CONFIGURE_WINDOWS', 'SMS.2104'],
  ['CONFIGURE_', 'SMS.3103'],
  ['DETTACH_AGENT_IMAGE', 'SMS.1106'],
  ['CLONE_VM', 'SMS.6526'],
  ['CLEAR', 'SMS.1409'],
  ['ROLLBACK', 'SMS.1412'],
  ['SYNC_LINUX_FILE', 'SMS.0806'],
  ['SYNC_', 'SMS.1910'],
  ['CONTINUOUS_SYNC', 'SMS.0806'],
]

export const usualCode = (name: string): string =>
  usual_codes.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'SMS.0007'

const isLeft = ({ effects_used }: Task, { key, times = 1 }: Effect): boolean =>
  times === 'always' || (ownValue(effects_used, key) ?? 0) < times

/** Two shares closer than this are the same place. */
const tiny = 1e-9

/** What is met first in a row at or after `done`, and where; shares from 0 to 1. */
export function nextEffect(
  task: Task,
  row: Row,
  done: number,
  { effects }: Deviations,
): { effect: Effect; share: number } | undefined {
  const ahead = effects
    .filter((effect) => isAt(effect, row.name, row.user_op) && isLeft(task, effect))
    .map((effect) => ({ effect, share: percentOf(effect, row.name) / 100 }))
    .filter(({ share }) => share >= done - tiny)
  return ahead.sort((one, other) => one.share - other.share)[0]
}

/** Whether `share` has been reached. */
export const isReached = (share: number, done: number): boolean => done >= share - tiny

/** Whether a scenario has a row stand still, now or once before. */
export function mayStall(task: Task, index: number, { effects }: Deviations): boolean {
  const row = task.sub_tasks[index]
  return effects.some(
    (effect) => effect.kind === 'stall' && row && isAt(effect, row.name, row.user_op),
  )
}

/** What several factors make of a row together: within what a time can be computed with. */
const [slowness_min, slowness_max] = [1e-6, 1e9]

/** How many times as long a row takes at `done`, and the next share at which that changes. */
export function slowness(
  { name, user_op }: Row,
  done: number,
  { slow }: Deviations,
): { factor: number; next: number } {
  const here = slow.filter((one) => isAt(one, name, user_op))
  const shares = here.map(({ percent = 0 }) => percent / 100)
  const factor = here.reduce(
    (product, one, index) => (isReached(shares[index] ?? 0, done) ? product * one.factor : product),
    1,
  )
  const next = Math.min(1, ...shares.filter((share) => !isReached(share, done)))
  return { factor: Math.min(Math.max(factor, slowness_min), slowness_max), next }
}

/** What happens in a phase that is no row, the earliest first. */
export function effectInPhase(
  task: Task,
  phase: 'CONTINUOUS_SYNC' | 'CLEAR' | 'ROLLBACK',
  { effects }: Deviations,
): { effect: Effect; after: number } | undefined {
  const user_op = task.sub_tasks.at(-1)?.user_op ?? ''
  return effects
    .filter((effect) => isAt(effect, phase, user_op) && isLeft(task, effect))
    .map((effect) => ({ effect, after: effect.after ?? 0 }))
    .sort((one, other) => one.after - other.after)[0]
}

/** The task after an effect has happened once more. */
export const withEffectUsed = (task: Task, { key }: Effect): Task['effects_used'] => ({
  ...task.effects_used,
  [key]: (ownValue(task.effects_used, key) ?? 0) + 1,
})
