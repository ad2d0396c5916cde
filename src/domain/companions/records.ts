/** Tested by: test/companions/networks.test.ts, test/companions/servers.test.ts */
import type { CompanionRecord } from '../../schemas/stored/companions.ts'
import type { CompanionMove } from '../resources/timers.ts'

/** Resources beside SMS, whatever they are. */

/** A resource with all of its moments moved by `shift_ms`. */
export function shiftCompanion(record: CompanionRecord, shift_ms: number): CompanionRecord {
  const shifted = <M extends number | null>(moment: M) =>
    (moment === null ? null : moment + shift_ms) as M
  const created_at = record.created_at + shift_ms
  switch (record.kind) {
    case 'job': {
      const { due, ended_at } = record
      return { ...record, created_at, due: shifted(due), ended_at: shifted(ended_at) }
    }
    case 'server': {
      const { updated_at, launched_at } = record
      return {
        ...record,
        created_at,
        updated_at: shifted(updated_at),
        launched_at: shifted(launched_at),
      }
    }
    case 'volume': {
      const { updated_at, attachments } = record
      return {
        ...record,
        created_at,
        updated_at: shifted(updated_at),
        attachments: attachments.map((one) => ({ ...one, attached_at: shifted(one.attached_at) })),
      }
    }
    default:
      return { ...record, created_at }
  }
}

/** When something happens to a resource by itself; null when nothing will. */
export const dueOfCompanion = (record: CompanionRecord): Record<CompanionMove, number | null> => ({
  job: record.kind === 'job' ? record.due : null,
})
