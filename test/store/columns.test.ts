import t, { type Test } from 'tap'
import type { Source, Task } from '../../src/schemas/stored/records.ts'
import { type Column, source_columns, task_columns } from '../../src/store/columns.ts'
import { openDatabase } from '../../src/store/database.ts'
import { DocumentStore, documentTable } from '../../src/store/documents.ts'
import { account_id, act, newTask, scenario, startTest, until } from '../helper.ts'

/** What stands beside a document is what the document says, whoever has written it. */

/** The rows of a table, and what SQL makes of their documents. */
function mustAgree<Document>(
  t: Test,
  rows: unknown[] | undefined,
  columns: readonly Column<Document>[],
): void {
  const db = openDatabase(':memory:')
  const sql = columns.map(({ name, sql }) => `${sql} AS ${name}`).join(', ')
  const worked = db.prepare<[string], Record<string, unknown>>(
    `SELECT ${sql} FROM (SELECT ? AS document)`,
  )
  for (const row of rows as (Record<string, unknown> & { document: string })[]) {
    const expected = worked.get(row.document)
    const beside = Object.fromEntries(columns.map(({ name }) => [name, row[name]]))
    t.strictSame(beside, expected)
    const document = JSON.parse(row.document)
    t.strictSame(Object.fromEntries(columns.map(({ name, of }) => [name, of(document)])), expected)
  }
  db.close()
}

t.test('they follow creation, moves, failure, snapshots and reset', async (t) => {
  const emulator = await startTest(t)
  const { control, sms } = emulator
  const agree = () => {
    const { tasks, sources } = emulator.emulator.dump()
    t.not(tasks?.length, 0)
    mustAgree<Task>(t, tasks, task_columns)
    mustAgree<Source>(t, sources, source_columns)
  }
  const { task, source } = await newTask(emulator)
  agree()
  await act(emulator, task, 'start')
  agree()
  await control('POST', '/_emulator/snapshots/before')
  const fail = { at: 'MIGRATE_LINUX_FILE', percent: 50, code: 'SMS.3802' }
  await control('POST', '/_emulator/scenarios', scenario('breaks', { fail }))
  await until(emulator, task, { state: 'MIGRATE_FAIL' })
  agree()
  t.match(await sms('GET', '/v3/errors'), { body: { count: 1 } })
  await sms('PUT', `/v3/sources/${source}`, { name: 'renamed' })
  agree()
  await control('PUT', '/_emulator/snapshots/before')
  agree()
  t.match(await sms('GET', '/v3/errors'), { body: { count: 0 } })
  t.match(await sms('GET', '/v3/tasks?state=RUNNING'), { body: { count: 1 } })
  t.match(await sms('GET', `/v3/tasks?source_server_id=${source}`), {
    body: { count: 1, tasks: [{ id: task }] },
  })
})

t.test('of a row that is there only what changes is set', async (t) => {
  const db = openDatabase(':memory:')
  t.teardown(() => db.close())
  db.prepare('INSERT INTO accounts (id, document) VALUES (?, ?)').run(account_id, '{"name":"a"}')
  const table = new DocumentStore(documentTable<Task>(db, 'tasks', task_columns), account_id)
  const task = {
    ...{ id: '1', name: 'one', state: 'READY', error_json: '', create_date: 5 },
    target_server: { vm_id: 'a' },
  } as unknown as Task
  t.equal(table.save(task), undefined)
  const row = db.prepare('SELECT name, state, vm_id, failed FROM tasks')
  t.match(row.get(), { name: 'one', state: 'READY', vm_id: 'a', failed: 0 })
  db.prepare("UPDATE tasks SET name = 'as it was'").run()
  const moved = { ...task, state: 'RUNNING' } as Task
  t.equal(table.save(moved), task)
  t.match(row.get(), { name: 'as it was', state: 'RUNNING' })
  table.save({ ...moved, error_json: '{}' })
  t.match(row.get(), { name: 'as it was', failed: 1 })
})
