import type { Event } from '../domain/migration/events.ts'
import type { Db } from './database.ts'
import { OfAccount } from './of-account.ts'

/** An expression for the JSON of an event, from the columns of its row. */
export const event_text = `
  '{"at":' || at || ',"type":' || json_quote(type)
  || iif(task_id IS NULL, '', ',"task":' || json_quote(task_id))
  || iif(source_id IS NULL, '', ',"source":' || json_quote(source_id))
  || ',"data":' || data || '}'`

/** The events table: what happened in an account, in order. */
export function eventStore(db: Db) {
  type Columns = {
    at: number
    type: string
    task_id: string | null
    source_id: string | null
    data: string
  }
  type Row = [account_id: string, sequence: number, ...Given]
  type Given = [at: number, type: string, task: string | null, source: string | null, data: string]
  const insert = db.prepare<Row>(
    `INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const ofTask = db.prepare<[string, string], Columns>(
    `SELECT at, type, task_id, source_id, data FROM events INDEXED BY events_by_task
      WHERE account_id = ? AND task_id = ? ORDER BY sequence`,
  )
  const sourceDeleted = db
    .prepare<[string, string], number>(
      `SELECT at FROM events INDEXED BY events_of_deletion
        WHERE account_id = ? AND source_id = ? AND type = 'source.deleted'`,
    )
    .pluck()
  const every = db
    .prepare<[string], string>(
      `SELECT ${event_text} FROM events WHERE account_id = ? ORDER BY sequence`,
    )
    .pluck()
  const read = ({ at, type, task_id, source_id, data }: Columns): Event =>
    ({
      at,
      type,
      ...(task_id === null ? {} : { task: task_id }),
      ...(source_id === null ? {} : { source: source_id }),
      data: JSON.parse(data),
    }) as Event

  return class EventStore extends OfAccount {
    add(sequence: number, { at, type, task, source, data }: Event): void {
      const text = JSON.stringify(data)
      insert.run(this.account_id, sequence, at, type, task ?? null, source ?? null, text)
    }

    ofTask(task: string): Event[] {
      return ofTask.all(this.account_id, task).map(read)
    }

    /** When a source was deleted, in epoch ms on the account's clock; undefined if it was not. */
    sourceDeletedAt(source: string): number | undefined {
      return sourceDeleted.get(this.account_id, source)
    }

    /** All events, as JSON. */
    texts(): string[] {
      return every.all(this.account_id)
    }
  }
}

export type EventStore = InstanceType<ReturnType<typeof eventStore>>
