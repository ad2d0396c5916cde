import t from 'tap'
import { openDatabase } from '../../src/store/database.ts'
import { asIfInTransaction, enforceStrictWrites, inTransaction } from '../../src/store/memory.ts'
import { openStores } from '../../src/store/stores.ts'

/** What stores remember beside rows is what the rows say, whatever was written, undone, or written again. */

const store = () => {
  const db = openDatabase(':memory:')
  enforceStrictWrites(db)
  const stores = openStores(db)
  inTransaction(db, () => stores.shared.accounts.add({ id: 'a', name: 'a' } as never))
  return { db, stores, ...stores.of('a') }
}

t.test('the first timer is the first of those that are set', async (t) => {
  const { db, timers } = store()
  const inFile = db.prepare<[], number | null>('SELECT min(due_at) FROM timers').pluck()
  let random = 7
  const next = (below: number): number => {
    random = (random * 48_271) % 2_147_483_647
    return random % below
  }
  const write = (): void => {
    const id = `r${next(6)}`
    const former = timers.dueAt('task', id)
    const timer = {
      kind: 'task',
      resource_id: id,
      due_at: 1 + next(20),
      sequence: next(99),
    } as const
    if (next(3) === 0) timers.clear('task', id, former)
    else timers.set(timer, former)
  }
  for (let round = 0; round < 500; round++) {
    if (next(4) === 0) asIfInTransaction(db, write)
    else inTransaction(db, write)
    if (next(2) === 0) continue
    const first = inFile.get() ?? undefined
    t.equal(timers.next(Number.MAX_SAFE_INTEGER)?.due_at, first)
    t.equal(timers.next((first ?? 1) - 1), undefined)
  }
})

t.test(
  'tokens are forgotten once they have expired, whatever was written before or undone',
  async (t) => {
    const { db, tokens } = store()
    const inFile = db
      .prepare<[], number>('SELECT expires_at FROM tokens ORDER BY expires_at')
      .pluck()
    const save = (expires_at: number) => () =>
      tokens.save({
        digest: `at-${expires_at}`,
        expires_at,
        account_id: tokens.account_id,
      } as never)
    const forget = (moment: number) => () => tokens.forgetBefore(moment)
    for (const moment of [40, 30, 50]) inTransaction(db, save(moment))
    inTransaction(db, forget(30))
    t.strictSame(inFile.all(), [30, 40, 50])
    asIfInTransaction(db, save(10))
    asIfInTransaction(db, forget(45))
    t.strictSame(inFile.all(), [30, 40, 50])
    inTransaction(db, forget(45))
    t.strictSame(inFile.all(), [50])
    inTransaction(db, save(20))
    inTransaction(db, forget(21))
    t.strictSame(inFile.all(), [50])
    inTransaction(db, () => tokens.remove('at-50'))
    inTransaction(db, save(60))
    inTransaction(db, forget(61))
    t.strictSame(inFile.all(), [])
  },
)

t.test('documents are counted as they come and go', async (t) => {
  const { db, sources } = store()
  const save = (id: string) => () => sources.save(sourceOf(id))
  inTransaction(db, save('one'))
  t.equal(sources.count(), 1)
  inTransaction(db, save('one'))
  t.equal(sources.count(), 1, 'the same again')
  asIfInTransaction(db, save('two'))
  t.equal(sources.count(), 1, 'undone')
  inTransaction(db, save('two'))
  t.equal(sources.count(), 2)
  inTransaction(db, () => sources.remove('one'))
  t.equal(sources.count(), 1)
  inTransaction(db, () => sources.remove('one'))
  t.equal(sources.count(), 1, 'what was not there')
  t.equal(sources.list({ limit: 1, offset: 1 }).count, 1, 'in a list, too')
})

t.test('a page shows what the rows say, whatever was written, undone or restored', async (t) => {
  const { db, stores, sources } = store()
  inTransaction(db, () => stores.shared.accounts.add({ id: 'b', name: 'b' } as never))
  const inFile = db
    .prepare<[string, string], string>(
      `SELECT id FROM sources WHERE account_id = ? AND name LIKE ?
        ORDER BY add_date DESC, ordinal DESC`,
    )
    .pluck()
  let random = 7
  const next = (below: number): number => {
    random = (random * 48_271) % 2_147_483_647
    return random % below
  }
  const write = (): void => {
    const { sources } = stores.of(next(2) === 0 ? 'a' : 'b')
    const id = `s${next(5)}`
    if (next(4) === 0) sources.remove(id)
    else sources.save(sourceOf(id, `named-${next(3)}`))
  }
  const look = (): void => {
    const name = `named-${next(3)}`
    for (const of of ['a', 'b']) {
      const { count, items } = stores.of(of).sources.list({ name, limit: 100, offset: 0 })
      const ids = items.map(({ id }) => id)
      t.strictSame([ids, count], [inFile.all(of, `%${name}%`), ids.length])
      t.ok(items.every((item) => item.name === name))
    }
  }
  for (let round = 0; round < 200; round++) {
    const both = (): void => {
      write()
      look()
    }
    if (next(3) === 0) asIfInTransaction(db, both)
    else inTransaction(db, both)
    look()
  }
  const rows = stores.of('a').rows.all()
  inTransaction(db, () => sources.save(sourceOf('late', 'named-1')))
  look()
  inTransaction(db, () => stores.of('a').rows.replace(rows))
  look()
})

t.test('pages take no place from the rows that they show', async (t) => {
  const { db, stores } = store()
  const sources = ['a', 'b', 'c'].map((account) => {
    if (account !== 'a') {
      const record = { id: account, name: account } as never
      inTransaction(db, () => stores.shared.accounts.add(record))
    }
    return stores.of(account).sources
  })
  for (const those of sources) {
    inTransaction(db, () => {
      for (let number = 0; number < 1_000; number++) those.save(sourceOf(`s${number}`))
    })
  }
  const known = sources[0]?.find('s1')
  // The rows of all three take a sixth of what is remembered.
  for (const those of [...sources, ...sources]) those.list({ limit: 1_000, offset: 0 })
  t.equal(sources[0]?.find('s1'), known, 'not parsed again')
})

const sourceOf = (id: string, name = id) =>
  ({
    ...{ id, name, ip: '', ipv6: '', state: 'waiting', migration_cycle: 'checking' },
    ...{ connected: true, migproject_id: 'p', enterprise_project_id: '0' },
    ...{ is_consistency_result_exist: false, add_date: 1 },
  }) as never

t.test('the default project and the users by name are those that were saved last', async (t) => {
  const { db, migprojects, users } = store()
  const project = (id: string, isdefault: boolean) =>
    migprojects.save({ id, name: id, isdefault } as never)
  inTransaction(db, () => project('p', true))
  t.equal(migprojects.theDefault()?.id, 'p')
  inTransaction(db, () => [project('p', false), project('q', true)])
  t.equal(migprojects.theDefault()?.id, 'q')
  asIfInTransaction(db, () => migprojects.remove('q'))
  t.equal(migprojects.theDefault()?.id, 'q')

  const user = (id: string, name: string) => users.save({ id, name } as never)
  t.equal(users.named('ann'), undefined)
  inTransaction(db, () => user('u', 'ann'))
  t.equal(users.named('ann')?.id, 'u')
  inTransaction(db, () => [user('u', 'bob'), user('v', 'ann')])
  t.equal(users.named('ann')?.id, 'v')
  t.equal(users.named('bob')?.id, 'u')
  inTransaction(db, () => users.remove('v'))
  t.equal(users.named('ann'), undefined)
})

t.test('an id is taken by whatever of the account has it, and by nothing of another', async (t) => {
  const { db, takenIds, sources, templates } = store()
  t.notOk(takenIds.has('x'))
  inTransaction(db, () => sources.save(sourceOf('x')))
  inTransaction(db, () => templates.save({ id: 'y', name: 'y' } as never))
  t.ok(takenIds.has('x'))
  t.ok(takenIds.has('y'))
  t.notOk(openStores(db).of('b').takenIds.has('x'))
})
