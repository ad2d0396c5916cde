import type { MigprojectRecord } from '../schemas/sms/migprojects.ts'
import type { Db } from './database.ts'
import { DocumentStore, documentTable, pages } from './documents.ts'
import { cacheRows } from './memory.ts'

/** The migration projects table: one of an account's is the default. */
export function migprojectTable(db: Db) {
  const one = (condition: string) =>
    db
      .prepare<unknown[], string>(
        `SELECT id FROM migprojects WHERE account_id = ? AND ${condition} LIMIT 1`,
      )
      .pluck()
  return {
    ...documentTable<MigprojectRecord>(db, 'migprojects'),
    page: pages(db, 'migprojects', 'ordinal'),
    idNamed: one('name = ?'),
    idOfDefault: one('isdefault = 1'),
    defaults: cacheRows<string>(db, 'default migprojects'),
  }
}

export class MigprojectStore extends DocumentStore<
  MigprojectRecord,
  ReturnType<typeof migprojectTable>
> {
  named(name: string) {
    return this.find(this.table.idNamed.get(this.account_id, name) ?? '')
  }

  /** The project that new sources join. */
  theDefault() {
    const { defaults, idOfDefault } = this.table
    const id = defaults.get(this.account_id, () => idOfDefault.get(this.account_id))
    return id === undefined ? undefined : this.find(id)
  }

  override save(project: MigprojectRecord) {
    this.table.defaults.forget(this.account_id)
    return super.save(project)
  }

  override remove(id: string) {
    this.table.defaults.forget(this.account_id)
    return super.remove(id)
  }

  /** One page, the oldest first. */
  list(range: { limit: number; offset: number }) {
    return this.table.page.list(this, [], range)
  }
}
