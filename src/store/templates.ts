import type { ListTemplatesQuery, TemplateRecord } from '../schemas/sms/templates.ts'
import type { Db } from './database.ts'
import { contains, DocumentStore, documentTable, pages } from './documents.ts'

/** The templates table. A shared template is `is_template`; the others belong to a single task. */
export const templateTable = (db: Db) => ({
  ...documentTable<TemplateRecord>(db, 'templates'),
  page: pages(db, 'templates', 'ordinal DESC'),
  named: db
    .prepare<[string, string], string>(
      `SELECT document FROM templates
        WHERE account_id = ? AND name = ? AND is_template = 'true' LIMIT 1`,
    )
    .pluck(),
  shared: db
    .prepare<[string], number>(
      "SELECT count(*) FROM templates WHERE account_id = ? AND is_template = 'true'",
    )
    .pluck(),
})

export class TemplateStore extends DocumentStore<TemplateRecord, ReturnType<typeof templateTable>> {
  sharedNamed(name: string): TemplateRecord | undefined {
    const document = this.table.named.get(this.account_id, name)
    return document === undefined ? undefined : JSON.parse(document)
  }

  countShared(): number {
    return this.table.shared.get(this.account_id) ?? 0
  }

  /** One page of the shared templates that match every filter given, the newest first. */
  list(query: ListTemplatesQuery): { count: number; items: TemplateRecord[] } {
    return this.table.page.list(
      this,
      [
        ['is_template = ?', 'true'],
        contains('name', query.name),
        ['availability_zone = ?', query.availability_zone],
        ['region = ?', query.region],
        ['id = ?', query.id],
      ],
      query,
    )
  }
}
