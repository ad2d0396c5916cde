import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { openDatabase } from '../../src/store/database.ts'
import { watchFile } from '../../src/store/database-file.ts'
import { migrations } from '../../src/store/migrations/index.ts'
import { startTest } from '../helper.ts'

/** Only files of this program are opened; any other stays as it is, to the byte. */

const root = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(root, { recursive: true }))
let folders = 0
const newFile = (): string => {
  const folder = join(root, String(++folders))
  mkdirSync(folder)
  return join(folder, 'some.db')
}

/** Names, bytes and moments of a folder's files. */
const contents = (file: string): unknown =>
  readdirSync(join(file, '..')).map((name) => {
    const path = join(file, '..', name)
    const stat = statSync(path)
    return [name, stat.mtimeMs, stat.isFile() ? readFileSync(path, 'base64') : '']
  })

/** A database to be made: its bytes count, and not that they outlive a power cut. */
function openToMake(file: string): Database.Database {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  return db
}

/** Writes a database, as a program does that ends well. */
function write(file: string, work: (db: Database.Database) => void): void {
  const db = openToMake(file)
  work(db)
  db.close()
}

/** Writes a database in the way of one that was killed: its last commits are only in its log. */
function writeAndDie(file: string, work: (db: Database.Database) => void): void {
  const alive = newFile()
  const db = openToMake(alive)
  db.pragma('journal_mode = WAL')
  work(db)
  for (const end of ['', '-wal']) copyFileSync(alive + end, file + end)
  db.close()
}

const schemaOf = (db: Database.Database, version: number): void => {
  for (const migration of migrations.slice(0, version)) db.exec(migration)
  db.pragma(`user_version = ${version}`)
}

const foreign: Record<string, [make: (file: string) => void, sentence: RegExp]> = {
  'a file with the id of another program': [
    (file) => write(file, (db) => db.exec('PRAGMA application_id = 252006674; CREATE TABLE t (a)')),
    /is a database of another program, by application_id 252006674, and was left as it is/,
  ],
  'a file without an id, with tables': [
    (file) => write(file, (db) => db.exec('CREATE TABLE t (a)')),
    /another program, by its tables/,
  ],
  'one in the journal mode that we use': [
    (file) => write(file, (db) => db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a)')),
    /another program, by its tables/,
  ],
  'one whose tables are only in its log': [
    (file) => writeAndDie(file, (db) => db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)')),
    /another program, by its tables/,
  ],
  'one that counts its versions as we do': [
    (file) => write(file, (db) => db.exec('PRAGMA user_version = 3; CREATE TABLE accounts (id)')),
    /another program, by its tables/,
  ],
  'one that has a table beside ours': [
    (file) =>
      writeAndDie(file, (db) => {
        schemaOf(db, 6)
        db.exec('CREATE TABLE theirs (a)')
      }),
    /another program, by its tables/,
  ],
  'one of a later version than any of ours without an id': [
    (file) => write(file, (db) => schemaOf(db, 8) ?? db.pragma('user_version = 9')),
    /another program, by user_version 9/,
  ],
  'our own of a newer version': [
    (file) => {
      openDatabase(file).close()
      write(file, (db) => db.pragma('user_version = 99'))
    },
    /was written by a newer version of the emulator \(schema 99, this one knows \d+\)\. Start that version, or another file\.$/,
  ],
  'our own of a newer version that was killed': [
    (file) => {
      openDatabase(newFile()).close()
      writeAndDie(file, (db) => {
        db.exec('PRAGMA application_id = 1397576549; CREATE TABLE later (a)')
        db.pragma('user_version = 99')
      })
    },
    /was written by a newer version/,
  ],
  'a text': [(file) => writeFileSync(file, 'not a database'), /cannot be opened as a database/],
  'a long text': [
    (file) => writeFileSync(file, 'SQLite format 4 '.repeat(1000)),
    /cannot be opened as a database/,
  ],
  'a folder': [(file) => mkdirSync(file), /is a folder\. Give --db a file in it/],
}

for (const [what, [make, sentence]] of Object.entries(foreign)) {
  t.test(`${what} is refused in a sentence, and untouched`, async (t) => {
    const file = newFile()
    make(file)
    const before = contents(file)
    t.throws(() => openDatabase(file), { name: 'DatabaseRefused', message: sentence })
    t.throws(() => openDatabase(` ${file} `), { message: sentence }, 'white space beside its name')
    t.strictSame(contents(file), before)
  })
}

t.test(
  'what is no file is refused',
  { skip: process.platform === 'win32' && 'it has no /dev' },
  async (t) => {
    t.throws(() => openDatabase('/dev/null'), { message: /is not a regular file/ })
  },
)

const own: Record<string, (file: string) => void> = {
  'a file that is not there': () => {},
  'an empty file': (file) => writeFileSync(file, ''),
  'a database without tables': (file) => write(file, (db) => db.exec('PRAGMA journal_mode = WAL')),
  'a file of ours': (file) => openDatabase(file).close(),
  'a file of ours that a killed process leaves': (file) => {
    const alive = newFile()
    const db = openDatabase(alive)
    for (const end of ['', '-wal']) copyFileSync(alive + end, file + end)
    db.close()
  },
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8].flatMap((version) => [
      [`one of version ${version}`, (file: string) => write(file, (db) => schemaOf(db, version))],
      [
        `one of version ${version} that a killed process leaves`,
        (file: string) => writeAndDie(file, (db) => schemaOf(db, version)),
      ],
    ]),
  ),
}

t.test('files of ours, also of earlier versions, are opened and marked', async (t) => {
  for (const [what, make] of Object.entries(own)) {
    const file = newFile()
    make(file)
    const db = openDatabase(file)
    t.equal(db.pragma('application_id', { simple: true }), 0x534d5365, what)
    t.equal(db.pragma('user_version', { simple: true }), migrations.length, what)
    db.close()
    // Known by its first bytes, whatever becomes of its log.
    t.equal(readFileSync(file).readInt32BE(68), 0x534d5365, what)
  }
})

t.test('a new file is marked before anything is in it', async (t) => {
  const file = newFile()
  const db = openDatabase(file)
  t.equal(readFileSync(file).readInt32BE(68), 0x534d5365)
  db.close()
})

t.test('a migration that fails leaves a file at the version that it had', async (t) => {
  const file = newFile()
  write(file, (db) => {
    schemaOf(db, 1)
    db.exec(`INSERT INTO accounts (id, document) VALUES ('a', '{"name":"a"}')`)
    // The columns of version 7 want what this document does not have.
    db.exec(`INSERT INTO sources (account_id, id, document) VALUES ('a', 's', '{}')`)
  })
  t.throws(() => openDatabase(file), {
    name: 'DatabaseRefused',
    message: /cannot be brought to the schema of this version/,
  })
  write(file, (db) => {
    t.equal(db.pragma('user_version', { simple: true }), 1)
    t.equal(db.pragma('application_id', { simple: true }), 0)
    t.throws(() => db.prepare('SELECT * FROM snapshots'), { message: /no such table/ })
  })
})

t.test('a file that is removed or replaced under the process is noticed', async (t) => {
  const file = newFile()
  const db = openDatabase(file)
  t.teardown(() => db.close())
  const look = watchFile(file)
  t.equal(look(), null)
  renameSync(file, `${file}.away`)
  t.match(look(), /^The database file \S+some\.db is no longer there: what .* Restart it\.$/)
  writeFileSync(file, '')
  t.match(look(), /some\.db was replaced by another/)
  renameSync(`${file}.away`, file)
  t.equal(look(), null, 'and that it is back')
  rmSync(`${file}-wal`)
  t.match(look(), /some\.db-wal is no longer there/)
})

t.test('who asks whether it is ready hears that the file is gone', async (t) => {
  const file = newFile()
  const { control } = await startTest(t, { db: file })
  t.match(await control('GET', '/_emulator/ready'), { status: 200, body: { ready: true } })
  rmSync(file)
  t.match(await control('GET', '/_emulator/ready'), {
    status: 503,
    body: { ready: false, reason: /some\.db is no longer there/ },
  })
  t.equal((await control('GET', '/_emulator/health')).status, 200)
})

t.test(
  'a file that another program took a table or a column out of is refused untouched',
  async (t) => {
    for (const change of ['DROP TABLE tasks', 'ALTER TABLE accounts RENAME COLUMN document TO x']) {
      const file = newFile()
      openDatabase(file).close()
      write(file, (db) => {
        db.pragma('foreign_keys = OFF')
        db.exec(change)
      })
      const before = readFileSync(file, 'base64')
      t.throws(() => openDatabase(file), {
        name: 'DatabaseRefused',
        message:
          /some\.db lacks (tasks|accounts)\.\w+.* and cannot be used: another program changed/,
      })
      t.equal(readFileSync(file, 'base64'), before, change)
    }
  },
)
