import type { TaskOverview } from '../../client/types.ts'
import { durationText } from './moments.ts'

/** Where a task is, and what is left: the list and the detail say it in the same words. */

/**
 * @returns such as `MIGRATE_LINUX_FILE 41 %`, `paused at MIGRATE_LINUX_FILE 30 %`,
 * `failed at ATTACH_AGENT_IMAGE 90 % · SMS.1404`, `continuous sync`; with the round where it is not the first.
 */
export function placeText(task: TaskOverview): string {
  const round = task.rows.at(-1)?.user_op ?? ''
  const prefix = round === '' || round === 'REPLICATE' ? '' : `${round} · `
  return `${prefix}${placeInRound(task)}`
}

function placeInRound({ rows, subtask, percent, state }: TaskOverview): string {
  const failed = rows.findLast(({ error }) => error !== null)
  if (state.endsWith('_FAIL'))
    return failed ? `failed at ${failed.name} ${failed.percent} % · ${failed.error}` : 'failed'
  if (subtask !== null) return `${subtask} ${percent ?? 0} %`
  if (state === 'READY') return 'not started'
  if (state === 'SYNCING') return 'continuous sync'
  if (state.endsWith('SUCCESS')) return 'target launched'
  const next = rows.find(({ ended }) => !ended)
  if (state === 'RUNNING') return next ? `before ${next.name}` : ''
  return next ? `paused at ${next.name} ${next.percent} %` : 'paused'
}

/** @returns such as `50 Mbit/s · 4 min 29 s left`; empty where nothing is at work. */
export function restText(task: TaskOverview): string {
  const { speed, rest } = restParts(task)
  return `${speed}${rest}`
}

/** The two halves of `restText`: a narrow list leaves out the speed, so that the percentage before it is not cut off. */
export function restParts({ speed, remaining_ms, connected, subtask }: TaskOverview): {
  speed: string
  rest: string
} {
  if (!connected) return { speed: '', rest: 'agent not connected' }
  if (subtask === null) return { speed: '', rest: '' }
  const rest = remaining_ms !== null && remaining_ms > 0 ? `${durationText(remaining_ms)} left` : ''
  const rate = speed > 0 ? `${Math.round(speed)} Mbit/s` : ''
  return { speed: rate !== '' && rest !== '' ? `${rate} · ` : rate, rest }
}
