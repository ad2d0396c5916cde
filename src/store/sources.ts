import type { Source, SourceShown } from '../schemas/records.ts'
import type { ListServersQuery } from '../schemas/servers.ts'
import type { SourceState } from '../schemas/states.ts'
import { source_columns } from './columns.ts'
import type { Db } from './database.ts'
import { contains, documentTable, type Filter, keyOf, pages } from './documents.ts'
import { remembered } from './memory.ts'
import { namesOf } from './names.ts'
import { totalsOf } from './totals.ts'

/** The sources table. */
export function sourceStore(db: Db) {
  const totals = totalsOf(db, 'sources')
  const names = namesOf(db, 'sources', 'add_date')
  const tasks = totalsOf(db, 'tasks')
  const shown = shownSources(db)
  const documents = documentTable<Source>(db, 'sources', {
    columns: source_columns,
    changed({ account_id, id }, former, next) {
      totals.moved(account_id, former?.state, next?.state)
      names.changed(account_id, id, named(former), named(next))
      shown.forget(account_id, id)
    },
  })
  const page = pages<Source>(db, 'sources', 'add_date DESC, ordinal DESC', documents, {
    totals,
    names,
  })
  const { inProject, unchecked, byName } = statements(db)
  const ofVm = sourceOfVm(db)

  return {
    ...documents,

    /** What its task shows of a source, which costs less than the whole. It must not be changed. */
    shown: shown.find,

    /** One page of the sources that match every filter given; an empty text is no filter. */
    list(account_id: string, query: ListServersQuery): { count: number; items: Source[] } {
      return page.list(
        account_id,
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
          ofVm(account_id, query.vm_id),
        ],
        query,
      )
    },

    /** How many sources are in each state, and how many have no task. */
    overview(account_id: string) {
      return {
        states: totals.byState(account_id) as Partial<Record<SourceState, number>>,
        // A task has a source, and a source at most one task.
        unconfigured: totals.all(account_id) - tasks.all(account_id),
      }
    },

    /** The sources whose environment check is still to come. */
    unchecked: (account_id: string): Source[] =>
      unchecked.all(account_id).map((document): Source => JSON.parse(document)),

    /** How many sources a migration project holds. */
    countInProject: (account_id: string, id: string): number => inProject.get(account_id, id) ?? 0,

    /** The sources with that name: none, one, or two of more. */
    named: (account_id: string, name: string): Source[] =>
      byName.all(account_id, name).map((document): Source => JSON.parse(document)),

    count: totals.all,
  }
}

/** The searches that are no pages. */
function statements(db: Db) {
  const inProject = db
    .prepare<[string, string], number>(
      'SELECT count(*) FROM sources WHERE account_id = ? AND migproject_id = ?',
    )
    .pluck()
  const unchecked = db
    .prepare<[string], string>(
      `SELECT document FROM sources
        WHERE account_id = ? AND id IN
          (SELECT resource_id FROM timers WHERE account_id = sources.account_id AND kind = 'source')
        ORDER BY ordinal`,
    )
    .pluck()
  const byName = db
    .prepare<[string, string], string>(
      'SELECT document FROM sources WHERE account_id = ? AND name = ? LIMIT 2',
    )
    .pluck()
  return { inProject, unchecked, byName }
}

/** Sources as tasks show them, from the columns beside the documents. */
function shownSources(db: Db) {
  type Columns = Omit<SourceShown, 'connected' | 'oem_system'> & {
    connected: number
    oem_system: number | null
  }
  const one = db.prepare<[string, string], Columns>(
    `SELECT id, ip, name, os_type, os_version, oem_system, state, migration_cycle, connected
       FROM sources WHERE account_id = ? AND id = ?`,
  )
  const memory = remembered<SourceShown>(db, 'shown sources')
  return {
    /** @returns undefined when the account has no such source. */
    find: (account_id: string, id: string): SourceShown | undefined =>
      memory.get(keyOf(account_id, id), () => {
        const row = one.get(account_id, id)
        return row && { ...row, connected: row.connected === 1, oem_system: row.oem_system === 1 }
      }),
    forget: (account_id: string, id: string): void => memory.forget(keyOf(account_id, id)),
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

const named = (one: Source | undefined) => one && { name: one.name, date: one.add_date }
