import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { start } from '../../src/index.ts'
import { version } from '../../src/package.ts'

/**
 * `node --import tsx test/upgrade/dump.ts`: writes a database of this version as SQL beside this file.
 * Done once for each version, when it is released; test/upgrade.test.ts opens all of them.
 */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
const file = join(folder, 'emulator.db')
const { endpoints, close } = await start({
  db: file,
  now: '2026-01-01T00:00:00Z',
  fixture: ['test/upgrade/life.yaml'],
})
const login = await fetch(`${endpoints.iam}/v3/auth/tokens`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    auth: {
      identity: {
        methods: ['password'],
        password: {
          user: { name: 'developer', password: 'Emulator@123', domain: { name: 'emulator' } },
        },
      },
      scope: { project: { name: 'ap-southeast-1' } },
    },
  }),
})
if (login.status !== 201) throw new Error(`no token: ${login.status}`)
await close()

const db = new Database(file, { readonly: true })
const lines = [
  `PRAGMA user_version = ${db.pragma('user_version', { simple: true })};`,
  // Rows come before those that they hang on, and triggers after all of them.
  'PRAGMA foreign_keys = OFF;',
]
type Row = { name: string; type: string; sql: string }
const schema = db.prepare<[], Row>(
  "SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type <> 'table', name",
)
for (const { name, type, sql } of schema.all()) {
  lines.push(`${sql};`)
  if (type !== 'table') continue
  // Generated columns come by themselves.
  const columns = (db.pragma(`table_xinfo(${name})`) as { name: string; hidden: number }[])
    .filter(({ hidden }) => hidden === 0)
    .map((column) => column.name)
  const quoted = columns.map((column) => `quote(${column})`).join(` || ', ' || `)
  const rows = db.prepare<[], string>(`SELECT ${quoted} FROM ${name}`).pluck().all()
  for (const row of rows) lines.push(`INSERT INTO ${name} (${columns.join(', ')}) VALUES (${row});`)
}
db.close()
rmSync(folder, { recursive: true })
writeFileSync(`test/upgrade/${version}.sql`, `${lines.join('\n')}\n`)
