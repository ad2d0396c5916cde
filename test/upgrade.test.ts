import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { openDatabase } from '../src/store/database.ts'
import { startTest, until } from './helper.ts'

/** A database that a released version wrote opens in this one, and goes on. See upgrade/dump.ts. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const schemaOf = (db: Database.Database): unknown[] => [
  db.pragma('user_version'),
  ...db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all(),
]

const released = readdirSync('test/upgrade').filter((name) => name.endsWith('.sql'))
t.ok(released.length > 0)

for (const name of released) {
  const file = join(folder, `${name}.db`)
  const written = new Database(file)
  written.exec(readFileSync(join('test/upgrade', name), 'utf8'))
  written.close()

  t.test(`${name}: its schema becomes that of a new file`, async (t) => {
    const [old, fresh] = [openDatabase(file), openDatabase(':memory:')]
    t.strictSame(schemaOf(old), schemaOf(fresh))
    old.close()
    fresh.close()
  })

  t.test(`${name}: what was under way goes on to its end`, async (t) => {
    const emulator = await startTest(t, { db: file })
    const { body } = await emulator.sms('GET', '/v3/tasks')
    const task = body.tasks.find((one: { name: string }) => one.name === 'under-way')
    t.match(task, { state: 'RUNNING' })
    t.match(await emulator.sms('GET', `/v3/tasks/${task.id}`), {
      status: 200,
      body: { sub_tasks: [{}, {}, {}] },
    })

    await until(emulator, task.id, { state: 'MIGRATE_SUCCESS' })

    t.match(await emulator.sms('GET', `/v3/tasks/${task.id}`), {
      body: { state: 'MIGRATE_SUCCESS' },
    })
    const { body: exported } = await emulator.control('GET', '/_emulator/fixtures')
    type Past = { type: string; task?: string }[]
    const past: Past = exported.accounts[0].events.filter((one: Past[0]) => one.task === task.id)
    t.equal(past[0]?.type, 'task.created', 'what happened before is still told')
    t.ok(past.some(({ type }) => type === 'subtask.ended'))
    t.match(await emulator.sms('GET', '/v3/sources'), { body: { count: 2 } })
    t.match(await emulator.sms('GET', '/v3/vm/templates'), { body: { count: 1 } })
    t.match(await emulator.control('POST', '/_emulator/reset'), { status: 200 })
  })
}
