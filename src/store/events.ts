import type { Event } from '../domain/migration/events.ts'
import type { Db } from './database.ts'
import { OfAccount } from './of-account.ts'

/**
 * The events table: what happened in an account, in order. What one write tells of a task is one row: events are only ever
 * read by their task or all together, and there are thirty of them for each task of a full account.
 */
export const eventTable = (db: Db) => ({
  insert: db.prepare<Row>(
    `INSERT INTO events (account_id, sequence, task_id, deleted_source_id, texts)
     VALUES (?, ?, ?, ?, ?)`,
  ),
  ofTask: db
    .prepare<[string, string], string>(
      `SELECT texts FROM events INDEXED BY events_by_task
        WHERE account_id = ? AND task_id = ? ORDER BY sequence`,
    )
    .pluck(),
  ofDeletion: db
    .prepare<[string, string], string>(
      `SELECT texts FROM events INDEXED BY events_of_deletion
        WHERE account_id = ? AND deleted_source_id = ?`,
    )
    .pluck(),
  every: db
    .prepare<[string], string>('SELECT texts FROM events WHERE account_id = ? ORDER BY sequence')
    .pluck(),
})
type Row = [account_id: string, sequence: number, ...Key, texts: string]
type Key = [task_id: string | null, deleted_source_id: string | null]

export class EventStore extends OfAccount<ReturnType<typeof eventTable>> {
  /** @param sequence the number of the first; the others have those that follow. */
  add(sequence: number, events: readonly Event[]): void {
    const { insert } = this.table
    for (const row of rowsOf(sequence, events)) {
      insert.run(this.account_id, row.sequence, row.task, row.deleted_source, row.texts.join())
    }
  }

  ofTask(task: string): Event[] {
    return this.table.ofTask.all(this.account_id, task).flatMap(parseTexts)
  }

  /** When a source was deleted, in epoch ms on the account's clock; undefined if it was not. */
  sourceDeletedAt(source: string): number | undefined {
    const texts = this.table.ofDeletion.get(this.account_id, source)
    return texts === undefined ? undefined : parseTexts(texts)[0]?.at
  }

  /** All events: each text is the JSON of some that follow each other, with commas between them. */
  texts(): string[] {
    return this.table.every.all(this.account_id)
  }
}

type EventRow = {
  sequence: number
  task: string | null
  deleted_source: string | null
  texts: string[]
}

/** The rows of events: consecutive events of one task share a row; the deletion of a source has its own. */
function rowsOf(sequence: number, events: readonly Event[]): EventRow[] {
  const rows: EventRow[] = []
  let last: EventRow | undefined
  for (const [place, { at, type, task, source, data }] of events.entries()) {
    const text = JSON.stringify({ at, type, task, source, data })
    const deleted_source = type === 'source.deleted' ? (source ?? null) : null
    const isSame = last?.task === (task ?? null) && last.deleted_source === deleted_source
    if (last && isSame) last.texts.push(text)
    else {
      last = { sequence: sequence + place, task: task ?? null, deleted_source, texts: [text] }
      rows.push(last)
    }
  }
  return rows
}

const parseTexts = (texts: string): Event[] => JSON.parse(`[${texts}]`)
