import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import type { AccountRecord } from '../../src/schemas/stored/accounts.ts'
import { keyOwnerStore } from '../../src/store/access-keys.ts'
import {
  accountStore,
  identitySettingsTable,
  providerOwnerStore,
  SingleStore,
} from '../../src/store/accounts.ts'
import { openDatabase } from '../../src/store/database.ts'
import { application_id } from '../../src/store/database-file.ts'
import { storageRefusal } from '../../src/store/failures.ts'
import { NamedStore, userOwnerStore, userTable } from '../../src/store/identities.ts'
import { asIfInTransaction, inTransaction } from '../../src/store/memory.ts'
import { migrations } from '../../src/store/migrations/index.ts'
import { lasting_tables } from '../../src/store/migrations/lasting.ts'
import { owners } from '../../src/store/migrations/owners.ts'
import { providers } from '../../src/store/migrations/providers.ts'

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))

/** A database to be made: its content counts, and not that it outlives a power cut. */
function openToMake(file: string): Database.Database {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  return db
}

t.test('the migrations lead to the schema that a new file gets', async (t) => {
  const [old, fresh] = [new Database(':memory:'), openDatabase(':memory:')]
  for (const migration of migrations) old.exec(migration)
  const schemaOf = (db: Database.Database) =>
    db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all()
  t.strictSame(schemaOf(old), schemaOf(fresh))
  old.close()
  fresh.close()
})

t.test('a file from a newer version is refused in a sentence', async (t) => {
  const file = join(folder, 'newer.db')
  openDatabase(file).close()
  const db = new Database(file)
  db.pragma('user_version = 99')
  db.close()
  t.throws(() => openDatabase(file), {
    name: 'DatabaseRefused',
    message:
      /newer version of the emulator \(schema 99, this one knows \d+\)\. Start that version, or another file/,
  })
})

t.test(
  'a file of the first version is brought up to date, and learns whose its keys are',
  async (t) => {
    const file = join(folder, 'first.db')
    const old = openToMake(file)
    old.exec(migrations[0] ?? '')
    old.pragma('user_version = 1')
    old.exec(`INSERT INTO accounts (id, document) VALUES ('a', '{"id":"a","name":"kept"}')`)
    const insert = old.prepare('INSERT INTO users (account_id, id, document) VALUES (?, ?, ?)')
    insert.run('a', 'u', JSON.stringify({ name: 'u', access_keys: [{ ak: 'AK', sk: 'SK' }] }))
    old.close()
    const db = openDatabase(file)
    t.match(keyOwnerStore(db).find('AK'), { account_id: 'a', user_id: 'u' })
    t.equal(db.prepare('SELECT name FROM accounts').pluck().get(), 'kept')
    t.equal(db.pragma('user_version', { simple: true }), migrations.length)
    db.close()
  },
)

/** A file as it was before a migration. */
function fileBefore(file: string, migration: string): Database.Database {
  const old = openToMake(file)
  const before = migrations.indexOf(migration)
  for (const earlier of migrations.slice(0, before)) old.exec(earlier)
  old.pragma(`user_version = ${before}`)
  old.pragma(`application_id = ${application_id}`)
  return old
}

t.test('in an older file a provider stays with the account that was made first', async (t) => {
  const file = join(folder, 'providers.db')
  const old = fileBefore(file, providers)
  const account = old.prepare('INSERT INTO accounts (id, document) VALUES (?, ?)')
  const settings = old.prepare('INSERT INTO identity_settings (account_id, document) VALUES (?, ?)')
  const provider = (name: string, client_id: string) => ({
    name,
    issuer: 'i',
    client_id,
    keys: ['k'],
  })
  // The order of the accounts counts, not that of their ids or their settings.
  for (const id of ['b', 'a', 'c']) account.run(id, JSON.stringify({ id, name: id }))
  for (const id of ['a', 'b']) {
    const identity_providers = [provider('p', id), provider('corp', 'x'), provider('q', id)]
    settings.run(id, JSON.stringify({ agencies: [], identity_providers }))
  }
  settings.run('c', JSON.stringify({ agencies: [], identity_providers: [provider('corp', 'x')] }))
  old.close()

  const db = openDatabase(file)
  const table = identitySettingsTable(db)
  const kept = (id: string) => new SingleStore(table, id)
  const known = providerOwnerStore(db)
  t.equal(known.find(provider('corp', 'x')), 'b')
  t.strictSame(kept('b').find()?.identity_providers, [
    provider('p', 'b'),
    provider('corp', 'x'),
    provider('q', 'b'),
  ])
  t.strictSame(kept('a').find(), {
    agencies: [],
    identity_providers: [provider('p', 'a'), provider('q', 'a')],
  })
  t.strictSame(kept('c').find(), { agencies: [], identity_providers: [] })
  t.match(known.named('p'), [
    { account_id: 'a', client_id: 'a' },
    { account_id: 'b', client_id: 'b' },
  ])
  const again = { agencies: [], identity_providers: [provider('corp', 'x')] }
  t.throws(() => kept('a').save(again), { message: /UNIQUE/ })
  accountStore(db).remove('b')
  kept('a').save(again)
  t.equal(known.find(provider('corp', 'x')), 'a')
  t.equal(known.find(provider('p', 'a')), undefined)
  db.close()
})

t.test('in an older file a key and an id stay with the account that was made first', async (t) => {
  const file = join(folder, 'owners.db')
  const old = fileBefore(file, owners)
  const account = old.prepare('INSERT INTO accounts (id, document) VALUES (?, ?)')
  const user = old.prepare('INSERT INTO users (account_id, id, document) VALUES (?, ?, ?)')
  for (const id of ['b', 'a']) {
    account.run(id, JSON.stringify({ id, name: id }))
    const access_keys = ['own', 'shared', 'other'].map((name) => ({
      ak: name === 'shared' ? 'AK' : `${id}-${name}`,
      sk: 'SK',
    }))
    user.run(id, 'u', JSON.stringify({ id: 'u', name: 'u', access_keys }))
  }
  old.close()

  const db = openDatabase(file)
  const keys = keyOwnerStore(db)
  const users = userTable(db)
  t.strictSame(keys.find('AK'), { account_id: 'b', user_id: 'u' })
  t.equal(userOwnerStore(db).find('u'), 'b')
  t.match(new NamedStore(users, 'b').all(), [{ id: 'u', access_keys: [{}, { ak: 'AK' }, {}] }])
  const [moved, ...more] = new NamedStore(users, 'a').all()
  t.strictSame(moved, {
    id: 'a-u',
    name: 'u',
    access_keys: [
      { ak: 'a-own', sk: 'SK' },
      { ak: 'a-other', sk: 'SK' },
    ],
  })
  t.equal(more.length, 0)
  t.strictSame(keys.find('a-own'), { account_id: 'a', user_id: 'a-u' })
  const [again, id] = [
    ['a', 'v', { id: 'v', name: 'v', access_keys: [{ ak: 'AK' }] }],
    ['a', 'u', { id: 'u', name: 'v', access_keys: [] }],
  ] as const
  const insert = db.prepare('INSERT INTO users (account_id, id, document) VALUES (?, ?, ?)')
  for (const [of, user_id, document] of [again, id]) {
    t.throws(() => insert.run(of, user_id, JSON.stringify(document)), { message: /UNIQUE/ })
  }
  db.close()
})

t.test('what is no database, or cannot be opened, is refused in a sentence', async (t) => {
  const file = join(folder, 'text.db')
  writeFileSync(file, 'this is not a database, whatever its name says; '.repeat(100))
  t.throws(() => openDatabase(file), { message: /text\.db cannot be opened as a database/ })
  t.throws(() => openDatabase(join(folder, 'no', 'such', 'folder.db')), {
    message: /Give --db a writable path, or :memory:/,
  })
})

t.test('every row but what lasts hangs on an account and goes with it', async (t) => {
  const db = openDatabase(':memory:')
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'accounts'",
    )
    .pluck()
    .all()
  for (const table of tables.filter((name) => !lasting_tables.includes(name))) {
    const keys = db.pragma(`foreign_key_list(${table})`) as { table: string; on_delete: string }[]
    const owner = /^snapshot_/.test(table) ? 'snapshots' : 'accounts'
    t.match(keys, [{ table: owner, on_delete: 'CASCADE' }], table)
  }
  db.close()
})

t.test('a file belongs to one process at a time', async (t) => {
  const file = join(folder, 'shared.db')
  const db = openDatabase(file)
  t.throws(() => openDatabase(file), { message: /in use by another emulator/ })
  db.close()
  openDatabase(file).close()
})

t.test(
  'a folder that cannot be written is refused with the user and the cure',
  {
    skip:
      process.platform === 'linux' ? false : 'only Linux has a folder that not even root can write',
  },
  async (t) => {
    t.throws(() => openDatabase('/proc/emulator.db'), {
      name: 'DatabaseRefused',
      message: new RegExp(`cannot be written by user ${process.getuid?.()} .*chown.*--user`),
    })
  },
)

t.test('what does not fit is undone, and what was there is there', async (t) => {
  const db = openDatabase(':memory:')
  const accounts = accountStore(db)
  const account = (id: string, note = '') => ({ id, name: id, note }) as unknown as AccountRecord
  inTransaction(db, () => accounts.add(account('a')))
  db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 10}`)
  const refused = t.throws(() =>
    inTransaction(db, () => {
      accounts.add(account('b'))
      t.ok(accounts.find('b'))
      accounts.add(account('c', 'x'.repeat(1_000_000)))
    }),
  )
  t.match(storageRefusal('x.db', refused), {
    statusCode: 507,
    code: 'EMULATOR.0507',
    message: /x\.db .*full/,
  })
  t.equal(accounts.find('b'), undefined)
  t.match(accounts.find('a'), { id: 'a' })
  inTransaction(db, () => accounts.add(account('b')))
  t.match(accounts.find('b'), { id: 'b' })
  db.close()
})

t.test('what is done as if is seen by nobody else', async (t) => {
  const db = openDatabase(':memory:')
  const accounts = accountStore(db)
  const account = { id: 'a', name: 'a' } as AccountRecord
  const seen = asIfInTransaction(db, () => {
    accounts.add(account)
    return accounts.find('a')?.name
  })
  t.equal(seen, 'a')
  t.equal(accounts.find('a'), undefined)
  const fail = (): never => {
    throw new Error('refused')
  }
  t.throws(() => asIfInTransaction(db, fail), { message: /^refused$/ })
  db.close()
})

t.test('a transaction that is part of another is undone alone, in any depth', async (t) => {
  const db = openDatabase(':memory:')
  const accounts = accountStore(db)
  const add = (id: string) => accounts.add({ id, name: id } as AccountRecord)
  const there = () => ['a', 'b', 'c', 'd'].filter((id) => accounts.find(id)).join('')
  inTransaction(db, () => {
    add('a')
    const seen = asIfInTransaction(db, () => {
      add('b')
      t.throws(() =>
        inTransaction(db, () => {
          add('c')
          throw new Error('no')
        }),
      )
      inTransaction(db, () => add('d'))
      return there()
    })
    t.equal(seen, 'abd')
    t.equal(there(), 'a')
    t.ok(db.inTransaction)
  })
  t.equal(there(), 'a')
  t.notOk(db.inTransaction)
  db.close()
})

t.test('work that goes on after its transaction is refused and undone', async (t) => {
  const db = openDatabase(':memory:')
  const accounts = accountStore(db)
  const later = async () => accounts.add({ id: 'a', name: 'a' } as AccountRecord)
  t.throws(() => inTransaction(db, later), { message: /promise/ })
  t.equal(accounts.find('a'), undefined)
  t.notOk(db.inTransaction)
  db.close()
})
