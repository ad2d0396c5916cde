/** Tested by: test/http/control/standstill.test.ts */
import { isoOf } from '../../schemas/time.ts'
import { counted } from '../../text/numbers.ts'

/**
 * Why nothing happens in an account whose clock is frozen.
 *
 * @param now what its clock shows, in epoch ms.
 * @param waiting how many timers it has, and when the first is due, in epoch ms; null without one.
 */
export function standstillSentence({
  account,
  now,
  waiting: { count, first },
}: {
  account: { readonly name: string }
  now: number
  waiting: { count: number; first: number | null }
}): string {
  const clock = `The clock of account ${account.name} is frozen at ${isoOf(now)}`
  if (first === null) {
    return `${clock} and no timer waits: nothing happens by itself, however far it is advanced. Start a task, let its agent report, or change what is asked for.`
  }
  const timers = `${counted(count, 'timer waits, at', 'timers wait, the next at')} ${isoOf(first)}`
  return `${clock}; ${timers}: advance it (POST /_emulator/clock/advance) or start with --clock flowing.`
}
