import type { MigprojectRecord } from '../schemas/sms/migprojects.ts'
import type { Db } from './database.ts'
import { documentTable, pages } from './documents.ts'
import { cacheRows } from './memory.ts'

/** The migration projects table: one of an account's is the default. */
export function migprojectStore(db: Db) {
  const documents = documentTable<MigprojectRecord>(db, 'migprojects')
  const page = pages(db, 'migprojects', 'ordinal')
  const one = (condition: string) =>
    db
      .prepare<unknown[], string>(
        `SELECT id FROM migprojects WHERE account_id = ? AND ${condition} LIMIT 1`,
      )
      .pluck()
  const idNamed = one('name = ?')
  const idOfDefault = one('isdefault = 1')
  const defaults = cacheRows<string>(db, 'default migprojects')

  return class MigprojectStore extends documents {
    named(name: string) {
      return this.find(idNamed.get(this.account_id, name) ?? '')
    }

    /** The project that new sources join. */
    theDefault() {
      const id = defaults.get(this.account_id, () => idOfDefault.get(this.account_id))
      return id === undefined ? undefined : this.find(id)
    }

    override save(project: MigprojectRecord) {
      defaults.forget(this.account_id)
      return super.save(project)
    }

    override remove(id: string) {
      defaults.forget(this.account_id)
      return super.remove(id)
    }

    /** One page, the oldest first. */
    list(range: { limit: number; offset: number }) {
      return page.list(this, [], range)
    }
  }
}
