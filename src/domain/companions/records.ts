/** Tested by: test/companions/networks.test.ts */
import type { CompanionRecord } from '../../schemas/stored/companions.ts'
import type { CompanionMove } from '../resources/timers.ts'

/** Resources beside SMS, whatever they are. */

/** A resource with all of its moments moved by `shift_ms`. */
export function shiftCompanion(record: CompanionRecord, shift_ms: number): CompanionRecord {
  const created_at = record.created_at + shift_ms
  if (record.kind !== 'job') return { ...record, created_at }
  const { due, ended_at } = record
  return {
    ...record,
    created_at,
    due: due === null ? null : due + shift_ms,
    ended_at: ended_at === null ? null : ended_at + shift_ms,
  }
}

/** When something happens to a resource by itself; null when nothing will. */
export const dueOfCompanion = (record: CompanionRecord): Record<CompanionMove, number | null> => ({
  job: record.kind === 'job' ? record.due : null,
})
