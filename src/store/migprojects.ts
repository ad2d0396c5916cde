import type { MigprojectRecord } from '../schemas/sms/migprojects.ts'
import type { Db } from './database.ts'
import { documentTable, pages } from './documents.ts'

/** The migration projects table: one of an account's is the default. */
export function migprojectStore(db: Db) {
  const documents = documentTable<MigprojectRecord>(db, 'migprojects')
  const page = pages<MigprojectRecord>(db, 'migprojects', 'ordinal', documents)
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

  return {
    ...documents,
    named: (account_id: string, name: string) => read(named.get(account_id, name)),
    /** The project that new sources join. */
    theDefault: (account_id: string) => read(byDefault.get(account_id)),
    count: (account_id: string): number => total.get(account_id) ?? 0,
    /** One page, the oldest first. */
    list: (account_id: string, range: { limit: number; offset: number }) =>
      page.list(account_id, [], range),
  }
}
