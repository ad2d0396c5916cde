import type { TaskOverview } from '../../client/types.ts'

/** Tasks between two calls: as the clock flows their numbers move, without a question to the emulator. */

/**
 * A task some time after it was read, while no event tells of a change.
 *
 * @param now what the clock shows, in epoch milliseconds.
 * @returns the task itself where nothing of it moves.
 */
export function movedTo(task: TaskOverview, now: number): TaskOverview {
  const { ahead, percent, subtask, remaining_ms, speed } = task
  if (!ahead?.evenly) return task
  const since = Date.parse(ahead.since)
  const passed = now - since
  if (passed <= 0) return task
  const share = Math.min(1, passed / Math.max(1, Date.parse(ahead.at) - since))
  const there = Math.floor(ahead.from + (ahead.to - ahead.from) * share)
  // Where it ends, an event tells.
  const shown = Math.max(percent ?? 0, Math.min(there, Math.ceil(ahead.to) - 1))
  const at = task.rows.findLastIndex(({ name }) => name === subtask)
  return {
    ...task,
    percent: shown,
    rows: task.rows.map((row, index) => (index === at ? { ...row, percent: shown } : row)),
    remaining_ms:
      remaining_ms === null || speed === 0 ? remaining_ms : Math.max(0, remaining_ms - passed),
  }
}

/** When the first of some tasks will show another percentage that does not go evenly there; Infinity if none will. */
export const nextMilestone = (tasks: readonly TaskOverview[]): number =>
  tasks.reduce(
    (least, { ahead }) => (ahead && !ahead.evenly ? Math.min(least, Date.parse(ahead.at)) : least),
    Number.POSITIVE_INFINITY,
  )
