import assert from 'node:assert/strict'
import type Database from 'better-sqlite3'

/** How SQLite would carry statements out: whether any goes through all rows of a table. */

/** Tables that grow with what clients do. */
const big = ['tasks', 'sources', 'timers', 'events', 'tokens', 'snapshot_rows', 'snapshot_events']

/** A statement with a value wherever it wants one, so that it can be explained. */
function valuesFor(sql: string): unknown[] {
  const bare = sql.replace(/'[^']*'/g, "''")
  const named = [...bare.matchAll(/@(\w+)/g)].map(([, name]) => [name, 'x'] as const)
  const positional = [...bare.matchAll(/\?/g)].map(() => 1)
  return [...positional, ...(named.length > 0 ? [Object.fromEntries(named)] : [])]
}

/** The steps of its plan that read a big table from end to end, over all accounts. */
export function wholeReads(db: Database.Database, sql: string): string[] {
  if (!/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(sql)) return []
  return db
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...valuesFor(sql))
    .map(({ detail }) => detail)
    .filter((detail) => big.includes(/^SCAN (\w+)/.exec(detail)?.[1] ?? ''))
}

/** @throws AssertionError naming the statements that read the rows of other accounts. @returns what was looked at */
export function mustBeBounded(db: Database.Database, statements: string[]): string {
  const bad = statements.flatMap((sql) => {
    const reads = wholeReads(db, sql)
    const text = sql.replace(/\s+/g, ' ').trim()
    return reads.length === 0 ? [] : [`${text}\n      ${reads.join('\n      ')}`]
  })
  assert.equal(
    bad.length,
    0,
    `${bad.length} statements read a whole table:\n    ${bad.join('\n    ')}`,
  )
  return `${statements.length} statements`
}
