import type { JournalEntry } from '../../client/types.ts'
import { counted } from '../../text/numbers.ts'
import { clock, flow, nextEvent } from '../state/clock.ts'
import { useOverview } from '../state/overview.ts'

/** That a client waits for what cannot happen while the clock is frozen, and what mends it. */

/** @param calls about the task that is shown; none elsewhere. */
export function Hint({ calls }: { calls?: readonly JournalEntry[] }) {
  const overview = useOverview().value
  const shown = clock.value
  if (shown?.mode !== 'frozen' || !overview?.notice) return null
  const reads = calls?.filter(
    ({ operation, clock: at }) => operation === 'ShowTask' && at === shown.now,
  ).length
  // It waits for another task.
  if (reads !== undefined && reads < 2) return null
  const what =
    reads === undefined
      ? 'your client gets the same answer again and again'
      : `your client has read this task ${counted(reads, 'time')}`
  return (
    <p class="hint" role="status">
      The clock is frozen and {what}:{' '}
      {overview.next === null ? (
        'nothing happens by itself, however far time moves. Start a task, or have its agent report.'
      ) : (
        <>
          nothing will change until time moves.{' '}
          <button type="button" class="link" onClick={() => void nextEvent()}>
            Advance to the next event
          </button>{' '}
          or{' '}
          <button type="button" class="link" onClick={() => void flow()}>
            let it flow
          </button>
          .
        </>
      )}
    </p>
  )
}
