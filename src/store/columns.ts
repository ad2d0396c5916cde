import type { Source, Task } from '../schemas/stored/records.ts'
import { ownValue } from '../text/own-value.ts'

/**
 * The columns beside the documents of a table: what is filtered and sorted without the document.
 * `test/store/columns.test.ts` holds both ways of working them out against each other.
 */
export type Column<Document> = {
  name: string
  /** From the document as it is kept, in SQL. */
  sql: string
  /** From the document as it is saved. */
  of: (document: Document) => string | number | null
}

type Value = string | number | boolean | null | undefined

/** A field of the document as it stands; booleans are 0 and 1. */
function field<Document extends { [key in Name]?: Value }, Name extends string>(
  name: Name,
): Column<Document> {
  const of = (document: Document): string | number | null => {
    const value: Value = document[name]
    return typeof value === 'boolean' ? Number(value) : (value ?? null)
  }
  return { name, sql: `document ->> '$.${name}'`, of }
}

export const task_columns: readonly Column<Task>[] = [
  field('name'),
  field('state'),
  {
    name: 'vm_id',
    sql: "document ->> '$.target_server.vm_id'",
    of: ({ target_server }) => target_server.vm_id ?? null,
  },
  field('enterprise_project_id'),
  field('vm_template_id'),
  field('clonevm_template_id'),
  {
    name: 'failed',
    sql: "document ->> '$.error_json' <> ''",
    of: ({ error_json }) => Number(error_json !== ''),
  },
  field('create_date'),
]

export const source_columns: readonly Column<Source>[] = [
  field('name'),
  field('ip'),
  field('ipv6'),
  field('state'),
  field('migration_cycle'),
  field('connected'),
  field('migproject_id'),
  field('enterprise_project_id'),
  field('is_consistency_result_exist'),
  field('add_date'),
]

/** The statement that puts a row in, whose values are those of the account, the id, the columns, and the document. */
export function insertionInto(table: string, columns: readonly { name: string }[]): string {
  const names = ['account_id', 'id', ...columns.map(({ name }) => name), 'document']
  return `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
}

/** The columns of a table that are written beside its documents; of others there are none, or generated ones. */
export const columnsOf = (table: string): readonly Pick<Column<never>, 'name' | 'sql'>[] =>
  ownValue<readonly Column<never>[]>({ tasks: task_columns, sources: source_columns }, table) ?? []
