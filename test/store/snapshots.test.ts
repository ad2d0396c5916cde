import t from 'tap'
import { columnsOf } from '../../src/store/columns.ts'
import { openDatabase } from '../../src/store/database.ts'
import { inTransaction } from '../../src/store/memory.ts'
import { SnapshotStore, snapshotTable } from '../../src/store/snapshots.ts'

/** Snapshots of accounts, table by table. */

const lists = [
  'users',
  'projects',
  'scenarios',
  'faults',
  'templates',
  'migprojects',
  'sources',
  'tasks',
]
const singles = ['agreements', 'identity_settings']

/** A file with two accounts, of which `a` has three rows in each table of documents. */
function opened(test: { teardown(work: () => void): void }) {
  const db = openDatabase(':memory:')
  test.teardown(() => db.close())
  for (const id of ['a', 'b']) {
    db.prepare('INSERT INTO accounts (id, document) VALUES (?, ?)').run(id, `{"name": "${id}"}`)
  }
  const put = (table: string, account: string, id: string) => {
    const document = JSON.stringify({
      ...{ id, name: `${id} of ${account}`, ip: '', ipv6: '', state: 'READY', error_json: '' },
      ...{ migration_cycle: '', connected: true, migproject_id: '', enterprise_project_id: '' },
      ...{ is_consistency_result_exist: false, add_date: 1, create_date: 1, target_server: {} },
    })
    const columns = columnsOf(table)
    const names = ['account_id', 'id', 'document', ...columns.map(({ name }) => name)]
    const values = ['@account', '@id', 'document', ...columns.map(({ sql }) => sql)]
    db.prepare(
      `INSERT INTO ${table} (${names}) SELECT ${values} FROM (SELECT @document AS document)`,
    ).run({ account, id, document })
  }
  for (const table of lists) for (const id of ['1', '2', '3']) put(table, 'a', id)
  for (const table of singles) db.prepare(`INSERT INTO ${table} VALUES ('a', '{}')`).run()
  db.prepare("INSERT INTO timers VALUES ('a', 'task', '1', 5, 1)").run()
  for (const sequence of [1, 2]) {
    db.prepare("INSERT INTO events VALUES ('a', ?, NULL, NULL, '{}')").run(sequence)
  }
  const table = snapshotTable(db)
  const snapshots = new SnapshotStore(table, 'a')
  const others = new SnapshotStore(table, 'b')
  const rowsOf = (table: string, account: string) => {
    const hasRowid = !['timers', 'events'].includes(table)
    const select = `SELECT ${hasRowid ? 'rowid AS place, ' : ''}* FROM ${table} WHERE account_id = ?`
    return db.prepare<[string], Record<string, unknown>>(select).all(account)
  }
  const save = (name: string) => inTransaction(db, () => snapshots.save(name, 0))
  save('s')
  const restore = (name = 's') => inTransaction(db, () => snapshots.restore(name))
  return { db, put, snapshots, others, rowsOf, save, restore }
}

for (const table of lists) {
  t.test(`restoreSnapshot: ${table} are what they were, each in its place`, (t) => {
    const { db, put, rowsOf, restore } = opened(t)
    const before = rowsOf(table, 'a')
    db.prepare(`DELETE FROM ${table} WHERE account_id = 'a' AND id = '2'`).run()
    db.prepare(
      `UPDATE ${table} SET document = json_set(document, '$.note', 'x') WHERE id = '1'`,
    ).run()
    put(table, 'a', '4')
    put(table, 'b', '1b')
    const others = rowsOf(table, 'b')
    restore()
    t.strictSame(rowsOf(table, 'a'), before)
    t.strictSame(rowsOf(table, 'b'), others)
    t.end()
  })

  t.test(`restoreSnapshot: ${table} keep their order when their places were taken`, (t) => {
    const { db, put, rowsOf, restore } = opened(t)
    const ids = () => rowsOf(table, 'a').map(({ id }) => id)
    db.prepare(`DELETE FROM ${table} WHERE account_id = 'a' AND id = '3'`).run()
    put(table, 'b', '1b')
    const others = rowsOf(table, 'b')
    restore()
    t.strictSame(ids(), ['1', '2', '3'])
    t.strictSame(rowsOf(table, 'b'), others, 'nothing of another account moves')
    t.end()
  })
}

for (const table of [...singles, 'timers', 'events']) {
  t.test(`restoreSnapshot: ${table} are what they were`, (t) => {
    const { db, rowsOf, restore } = opened(t)
    const before = rowsOf(table, 'a')
    db.prepare(`DELETE FROM ${table} WHERE account_id = 'a'`).run()
    restore()
    t.strictSame(rowsOf(table, 'a'), before)
    t.end()
  })
}

t.test('restoreSnapshot: events and timers that came later are gone', (t) => {
  const { db, rowsOf, restore } = opened(t)
  const before = [rowsOf('timers', 'a'), rowsOf('events', 'a')]
  db.prepare("INSERT INTO timers VALUES ('a', 'log', '1', 9, 2)").run()
  db.prepare("INSERT INTO events VALUES ('a', 3, NULL, NULL, '{}')").run()
  restore()
  t.strictSame([rowsOf('timers', 'a'), rowsOf('events', 'a')], before)
  t.end()
})

t.test('restoreSnapshot: histories that part go back to each other', (t) => {
  const { db, rowsOf, restore, save } = opened(t)
  const numbers = () => rowsOf('events', 'a').map(({ sequence }) => sequence)
  const happen = (number: number) =>
    db.prepare("INSERT INTO events VALUES ('a', ?, NULL, NULL, '{}')").run(number)
  happen(3)
  save('one')
  restore()
  happen(4)
  happen(5)
  save('other')
  restore('one')
  t.strictSame(numbers(), [1, 2, 3])
  restore('other')
  t.strictSame(numbers(), [1, 2, 4, 5])
  restore()
  t.strictSame(numbers(), [1, 2])
  t.end()
})

t.test('a snapshot that is put into another account is the same there', (t) => {
  const { db, snapshots, others } = opened(t)
  const rows = snapshots.rowsOf('s')
  inTransaction(db, () => others.add('s', 1, rows))
  t.match(others.all(), [{ ...snapshots.all()[0], saved_at: 1 }])
  t.match(others.all(), [{ name: 's', sources: 3, tasks: 3 }])
  t.strictSame(others.rowsOf('s'), rows)
  t.end()
})
