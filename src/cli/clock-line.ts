import type { Clock } from '../client/types.ts'
import { moment, type Output } from './output.ts'

/** `clock frozen at 2026-01-01 00:00:00 UTC, pace 60`: below what depends on it. */
export const clockLine = ({ mode, now, pace }: Clock, out: Output): string =>
  out.style('dim', `clock ${mode} at ${moment(now)} UTC, pace ${pace}`)

/** Why nothing happens, below what a client waits for. */
export const noticeLines = (
  { notice }: { notice?: string | null | undefined },
  out: Output,
): string[] => (notice ? [out.style('yellow', notice)] : [])
