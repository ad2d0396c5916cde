import type { ListServersQuery } from '../schemas/sms/source-servers.ts'
import type { SourceState } from '../schemas/sms/states.ts'
import type { Source } from '../schemas/stored/records.ts'
import { source_columns } from './columns.ts'
import type { Db } from './database.ts'
import {
  contains,
  DocumentStore,
  documentTable,
  type Filter,
  pages,
  searchNames,
} from './documents.ts'

/** The sources table. */
export const sourceTable = (db: Db) => ({
  ...documentTable<Source>(db, 'sources', source_columns),
  ...searchNames(db, 'sources'),
  page: pages(db, 'sources', 'add_date DESC, ordinal DESC'),
  ofVm: sourceOfVm(db),
  inProject: db
    .prepare<[string, string], number>(
      'SELECT count(*) FROM sources WHERE account_id = ? AND migproject_id = ?',
    )
    .pluck(),
  tasks: db.prepare<[string], number>('SELECT count(*) FROM tasks WHERE account_id = ?').pluck(),
  totals: db
    .prepare<[string], [SourceState, number]>(
      'SELECT state, count(*) FROM sources WHERE account_id = ? GROUP BY state',
    )
    .raw(),
})

export class SourceStore extends DocumentStore<Source, ReturnType<typeof sourceTable>> {
  /** One page of the sources that match every filter given; an empty text is no filter. */
  list(query: ListServersQuery): { count: number; items: Source[] } {
    return this.table.page.list(
      this,
      [
        ['state = ?', query.state],
        contains('name', query.name),
        ['id = ?', query.id],
        ['ip = ?', query.ip],
        ['ipv6 = ?', query.ipv6],
        ['migproject_id = ?', query.migproject],
        ['migration_cycle = ?', query.migration_cycle],
        ['connected = ?', query.connected],
        ['enterprise_project_id = ?', query.enterprise_project_id],
        ['is_consistency_result_exist = ?', query.is_consistency_result_exist],
        this.table.ofVm(this.account_id, query.vm_id),
      ],
      query,
    )
  }

  /** How many sources are in each state, and how many have no task. */
  overview() {
    return {
      states: Object.fromEntries(this.table.totals.all(this.account_id)) as Partial<
        Record<SourceState, number>
      >,
      // A task has a source, and a source at most one task.
      unconfigured: this.count() - (this.table.tasks.get(this.account_id) ?? 0),
    }
  }

  /** How many sources a migration project holds. */
  countInProject(id: string): number {
    return this.table.inProject.get(this.account_id, id) ?? 0
  }

  /** The sources with that name: none, one, or two of more. */
  named(name: string): Source[] {
    return this.findMany(this.table.byName.all(this.account_id, name))
  }

  /** The ids of all sources by their names: for many searches, as each of `named` looks at every name. */
  idsByName(): Map<string, string[]> {
    const found = new Map<string, string[]>()
    for (const { id, name } of this.table.idsAndNames.all(this.account_id)) {
      found.set(name, [...(found.get(name) ?? []), id])
    }
    return found
  }

  /** The names of all sources, in the order of the alphabet. */
  names(): string[] {
    return this.table.names.all(this.account_id)
  }
}

/** A filter on the source whose task has this target; of a fixture there may be several. */
function sourceOfVm(db: Db) {
  const byVm = db
    .prepare<[string, string], string>(
      "SELECT document ->> '$.source_server_id' FROM tasks WHERE account_id = ? AND vm_id = ?",
    )
    .pluck()
  return (account_id: string, vm_id: string | undefined): Filter => {
    if (!vm_id) return ['id = ?', undefined]
    const [id = 'none', ...more] = byVm.all(account_id, vm_id)
    if (more.length === 0) return ['id = ?', id]
    return ['id IN (SELECT value FROM json_each(?))', JSON.stringify([id, ...more])]
  }
}
