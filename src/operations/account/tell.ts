import { clockTold } from '../../domain/clock.ts'
import type { ClockTold, Control, Message } from '../../schemas/control/stream.ts'
import type { Account } from './account.ts'

/**
 * Tells those who follow an account of a change, once it is in the file; of one that is undone they are not told.
 *
 * @param message makes it, and is called only when somebody follows.
 */
export function tell(account: Account, message: () => Message): void {
  const { feed } = account.observed
  if (!feed.isFollowed()) return
  const made = message()
  account.internals.commits.afterCommit(() => feed.tell(made))
}

/** Tells them that a list of the control API changed, once however often it did. */
export function tellOf(account: Account, control: Control): void {
  const { feed } = account.observed
  if (feed.isFollowed()) account.internals.commits.afterCommit(feed.tellerOf(control))
}

/** How the clock of an account runs. */
export const clockNow = ({ clock, internals }: Account): ClockTold =>
  clockTold(clock, internals.time.now())
