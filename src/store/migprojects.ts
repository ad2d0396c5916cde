import type { MigprojectRecord } from '../schemas/sms/migprojects.ts'
import type { Db } from './database.ts'
import { documentTable, pages } from './documents.ts'

/** The migration projects table: one of an account's is the default. */
export function migprojectStore(db: Db) {
  const documents = documentTable<MigprojectRecord>(db, 'migprojects')
  const page = pages(db, 'migprojects', 'ordinal')
  const one = (condition: string) =>
    db
      .prepare<unknown[], string>(
        `SELECT document FROM migprojects WHERE account_id = ? AND ${condition} LIMIT 1`,
      )
      .pluck()
  const named = one('name = ?')
  const byDefault = one('isdefault = 1')
  const total = db
    .prepare<[string], number>('SELECT count(*) FROM migprojects WHERE account_id = ?')
    .pluck()
  const read = (document: string | undefined): MigprojectRecord | undefined =>
    document === undefined ? undefined : JSON.parse(document)

  return class MigprojectStore extends documents {
    named(name: string) {
      return read(named.get(this.account_id, name))
    }

    /** The project that new sources join. */
    theDefault() {
      return read(byDefault.get(this.account_id))
    }

    count(): number {
      return total.get(this.account_id) ?? 0
    }

    /** One page, the oldest first. */
    list(range: { limit: number; offset: number }) {
      return page.list(this, [], range)
    }
  }
}

export type MigprojectStore = InstanceType<ReturnType<typeof migprojectStore>>
