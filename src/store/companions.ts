import type { CompanionKind, CompanionRecord, RecordOf } from '../schemas/stored/companions.ts'
import type { Db } from './database.ts'
import { DocumentStore, documentTable } from './documents.ts'

/** The companions table: what belongs to an account beside SMS. */
export const companionTable = (db: Db) => ({
  ...documentTable<CompanionRecord>(db, 'companions'),
  idsOfKind: db
    .prepare<[account_id: string, kind: string, project_id: string], string>(
      `SELECT id FROM companions
        WHERE account_id = ? AND kind = ? AND project_id = ? ORDER BY ordinal`,
    )
    .pluck(),
})

export class CompanionStore extends DocumentStore<
  CompanionRecord,
  ReturnType<typeof companionTable>
> {
  /** The resources of one kind in a project, the oldest first. */
  ofKind<Kind extends CompanionKind>(kind: Kind, project_id: string): RecordOf<Kind>[] {
    const ids = this.table.idsOfKind.all(this.account_id, kind, project_id)
    return this.findMany(ids).filter((one): one is RecordOf<Kind> => one.kind === kind)
  }
}
