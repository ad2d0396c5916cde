import type { TaskState } from '../schemas/sms/states.ts'
import type { ListTasksQuery } from '../schemas/sms/tasks.ts'
import type { Task } from '../schemas/stored/records.ts'
import { task_columns } from './columns.ts'
import type { Db } from './database.ts'
import {
  contains,
  DocumentStore,
  documentTable,
  type Filter,
  pages,
  searchNames,
} from './documents.ts'

/** The tasks table. */
export const taskTable = (db: Db) => ({
  ...documentTable<Task>(db, 'tasks', task_columns),
  ...searchNames(db, 'tasks'),
  page: pages(db, 'tasks', 'create_date DESC, ordinal DESC'),
  ofSource: taskOfSource(db),
  byVm: db
    .prepare<[string, string], string>(
      'SELECT document FROM tasks WHERE account_id = ? AND vm_id = ? LIMIT 1',
    )
    .pluck(),
  // Two searches, each by an index: one for either column would go through the account.
  byTemplate: db
    .prepare<[{ account_id: string; id: string }], string>(
      `SELECT document FROM tasks WHERE ordinal IN
         (SELECT ordinal FROM tasks INDEXED BY tasks_by_template
           WHERE account_id = @account_id AND vm_template_id = @id
          UNION
          SELECT ordinal FROM tasks INDEXED BY tasks_by_clone_template
           WHERE account_id = @account_id AND clonevm_template_id = @id)`,
    )
    .pluck(),
  totals: db
    .prepare<[string], [TaskState, number]>(
      'SELECT state, count(*) FROM tasks WHERE account_id = ? GROUP BY state ORDER BY state',
    )
    .raw(),
})

export class TaskStore extends DocumentStore<Task, ReturnType<typeof taskTable>> {
  /** One page of the tasks that match every filter given; an empty text is no filter. */
  list(query: Omit<ListTasksQuery, 'state'> & { state?: string | undefined }): {
    count: number
    items: Task[]
  } {
    return this.table.page.list(
      this,
      [
        ['state = ?', query.state],
        contains('name', query.name),
        ['id = ?', query.id],
        this.table.ofSource(this.account_id, query.source_server_id),
        ['enterprise_project_id = ?', query.enterprise_project_id],
      ],
      query,
    )
  }

  /** How many tasks are in each state. */
  overview(): Partial<Record<TaskState, number>> {
    return Object.fromEntries(this.table.totals.all(this.account_id))
  }

  /** The task whose target is this ECS, if any. */
  withTarget(vm_id: string): Task | undefined {
    const document = this.table.byVm.get(this.account_id, vm_id)
    return document === undefined ? undefined : JSON.parse(document)
  }

  /** The tasks whose target, or whose copy of it, is made from this template. */
  withTemplate(id: string): Task[] {
    return this.table.byTemplate
      .all({ account_id: this.account_id, id })
      .map((document) => JSON.parse(document))
  }

  /** One page of the tasks that have failed. */
  listFailed(query: {
    enterprise_project_id?: string | undefined
    limit: number
    offset: number
  }): { count: number; items: Task[] } {
    return this.table.page.list(
      this,
      [
        ['failed AND failed = ?', true],
        ['enterprise_project_id = ?', query.enterprise_project_id],
      ],
      query,
    )
  }

  /** Ids of the tasks with that name: none, one, or two of more. */
  idsNamed(name: string): string[] {
    return this.table.byName.all(this.account_id, name)
  }

  /** The names of all tasks, in the order of the alphabet. */
  names(): string[] {
    return this.table.names.all(this.account_id)
  }
}

/** A filter on the task of a source: it has one, which it names. */
function taskOfSource(db: Db) {
  const bySource = db
    .prepare<[string, string], string | null>(
      "SELECT document ->> '$.task_id' FROM sources WHERE account_id = ? AND id = ?",
    )
    .pluck()
  return (account_id: string, source_id: string | undefined): Filter => [
    'id = ?',
    source_id && (bySource.get(account_id, source_id) ?? 'none'),
  ]
}
