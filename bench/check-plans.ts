import assert from 'node:assert/strict'
import type Database from 'better-sqlite3'

/** How SQLite would carry statements out: whether any goes through all rows of a table or an account. */

/** Tables that grow with what clients do. */
const big = ['tasks', 'sources', 'timers', 'events', 'tokens', 'snapshot_rows', 'snapshot_events']

/** What may: its purpose is all of an account, or nothing says beforehand where its rows are. */
const allowed: [statement: RegExp, reason: string][] = [
  [/\bsnapshot_(rows|events)\b/, 'a snapshot is a copy of the account, and goes back to it'],
  [/^DELETE FROM (accounts|timers|snapshots) /, 'everything of an account or a snapshot goes'],
  [/^SELECT document FROM \w+ WHERE account_id = \? ORDER BY rowid$/, 'an export has everything'],
  [/ FROM events WHERE account_id = \? ORDER BY sequence$/, 'an export has everything'],
  [/^SELECT resource_id FROM timers .* ORDER BY due_at, sequence$/, 'an export has everything'],
  [/\bmin\(due_at\) FROM timers\b/, 'the first entry of the index'],
  [/\bstate IN \('RUNNING', 'SYNCING'\)/, 'a new scenario may concern whatever moves'],
  [
    /^SELECT \w+ FROM (tasks|sources) INDEXED BY \w+_listed WHERE account_id = \? ORDER BY \w+ DESC, ordinal DESC LIMIT/,
    'a page, in the order of the index',
  ],
  [
    /^SELECT [\w(*)]+ FROM (tasks|sources) INDEXED BY \w+_listed WHERE account_id = \? AND (name LIKE|(enterprise_project_id|ip|ipv6|migration_cycle|connected|is_consistency_result_exist) =) /,
    'filters without an index of their own: inside one that holds the list, without documents',
  ],
  [/ WHERE account_id = \? AND id = \?$/, 'one row, or none'],
  [
    /^SELECT state, count\(\*\) AS amount FROM \w+ WHERE account_id = \? GROUP BY state$/,
    'totals, counted once, and then remembered',
  ],
  [
    /^SELECT group_concat\(.* FROM (tasks|sources) INDEXED BY \w+_listed WHERE account_id = \?$/,
    'names, read at the first search for a part of one, and then remembered',
  ],
  [
    /^SELECT count\(\*\) FROM sources WHERE account_id = \? AND migproject_id = \?$/,
    'sources, of which an account has a thousand at most',
  ],
  [/ AND failed AND failed = \?( |$)/, 'the tasks that failed, from an index of no others'],
]

/** A statement with a value wherever it wants one, so that it can be explained. */
function valuesFor(sql: string): unknown[] {
  const bare = sql.replace(/'[^']*'/g, "''")
  const named = [...bare.matchAll(/@(\w+)/g)].map(([, name]) => [name, 'x'] as const)
  const positional = [...bare.matchAll(/\?/g)].map(() => 1)
  return [...positional, ...(named.length > 0 ? [Object.fromEntries(named)] : [])]
}

/** Whether it counts rows of a big table one by one, by whatever index. */
const counts = new RegExp(`\\bcount\\(\\*\\) FROM (${big.join('|')})\\b`, 'i')

/** The steps of its plan that read a big table from end to end, or all rows of an account. */
export function wholeReads(db: Database.Database, sql: string): string[] {
  if (!/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(sql)) return []
  const steps = db
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...valuesFor(sql))
  const isCount = counts.test(sql)
  return steps
    .map(({ detail }) => detail)
    .filter((detail) => {
      const [, how, table = ''] = /^(SCAN|SEARCH) (\w+)/.exec(detail) ?? []
      if (!big.includes(table)) return false
      return how === 'SCAN' || isCount || /\((account_id|snapshot)=\?\)$/.test(detail)
    })
}

/** @throws AssertionError naming the statements that read more than their answer. @returns what was looked at */
export function mustBeBounded(db: Database.Database, statements: string[]): string {
  const bad = statements.flatMap((sql) => {
    const reads = wholeReads(db, sql)
    const text = sql.replace(/\s+/g, ' ').trim()
    if (reads.length === 0 || allowed.some(([pattern]) => pattern.test(text))) return []
    return [`${text}\n      ${reads.join('\n      ')}`]
  })
  assert.equal(
    bad.length,
    0,
    `${bad.length} statements read more than they answer:\n    ${bad.join('\n    ')}`,
  )
  return `${statements.length} statements`
}
