import type { ListTemplatesQuery, TemplateRecord } from '../schemas/sms/templates.ts'
import type { Db } from './database.ts'
import { contains, documentTable, pages } from './documents.ts'

/** The templates table. A shared template is `is_template`; the others belong to a single task. */
export function templateStore(db: Db) {
  const documents = documentTable<TemplateRecord>(db, 'templates')
  const page = pages(db, 'templates', 'ordinal DESC')
  const named = db
    .prepare<[string, string], string>(
      `SELECT document FROM templates
        WHERE account_id = ? AND name = ? AND is_template = 'true' LIMIT 1`,
    )
    .pluck()
  const shared = db
    .prepare<[string], number>(
      "SELECT count(*) FROM templates WHERE account_id = ? AND is_template = 'true'",
    )
    .pluck()
  return class TemplateStore extends documents {
    sharedNamed(name: string): TemplateRecord | undefined {
      const document = named.get(this.account_id, name)
      return document === undefined ? undefined : JSON.parse(document)
    }

    countShared(): number {
      return shared.get(this.account_id) ?? 0
    }

    /** One page of the shared templates that match every filter given, the newest first. */
    list(query: ListTemplatesQuery): { count: number; items: TemplateRecord[] } {
      return page.list(
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
}
