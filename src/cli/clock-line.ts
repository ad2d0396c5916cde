import type { Clock } from '../client/types.ts'
import { moment, type Output, wrapped } from './output.ts'

/** `clock frozen at 2026-01-01 00:00:00 UTC, pace 60`: below what depends on it. */
export const clockLine = ({ mode, now, pace }: Clock, out: Output): string =>
  out.style('dim', `clock ${mode} at ${moment(now)} UTC, pace ${pace}`)

/** What to do with a clock that is frozen. @param account if it is not the one that commands are about anyway. */
export function frozenAdvice(account?: string): string {
  const more = account === undefined ? '' : ` --account ${account}`
  return `move it with sms-emulator clock advance 10m${more}, or let it flow with sms-emulator clock --mode flowing${more}`
}

/** Why nothing happens, below what a client waits for; in the words of the command line. */
export function noticeLines(
  { notice }: { notice?: string | null | undefined },
  out: Output,
): string[] {
  if (!notice) return []
  const text = notice.replace(
    'advance it (POST /_emulator/clock/advance) or start with --clock flowing',
    frozenAdvice(),
  )
  const lines = out.columns === undefined ? [text] : wrapped(text, out.columns)
  return lines.map((line) => out.style('yellow', line))
}
