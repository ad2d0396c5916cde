import Database from 'better-sqlite3'
import t from 'tap'
import {
  act,
  credentials,
  linuxSource,
  newTask,
  startTest,
  storesOf,
  type TestEmulator,
  until,
} from '../helper.ts'

/** What clients are told when the disk under the database fails; test/crash has real disks. */

const full = new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
const words =
  /^The database file :memory: cannot be written \(database or disk is full\), .*Make room/

/** From now on no transaction finds room for its end. @returns how to make room. */
function fill({ emulator }: TestEmulator): () => void {
  const { commits } = emulator
  const { atomically, asIf } = commits
  let depth = 0
  const inside = <Result>(work: () => Result): Result => {
    depth++
    try {
      return work()
    } finally {
      depth--
    }
  }
  commits.asIf = (work) => asIf(() => inside(work))
  commits.atomically = (work) =>
    atomically(() => {
      const result = inside(work)
      if (depth === 0) throw full
      return result
    })
  return () => Object.assign(commits, { atomically, asIf })
}

t.test('a full disk is a 507 in the dialect of each service, and nothing is stored', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  const before = emulator.emulator.dump()
  const makeRoom = fill(emulator)

  t.match(await emulator.sms('DELETE', `/v3/tasks/${task}`), {
    status: 507,
    body: { error_code: 'EMULATOR.0507', error_msg: words, request_id: /^[0-9a-f]{32}$/ },
  })
  t.equal((await act(emulator, task, 'start')).status, 507)
  t.match(await emulator.call('POST', '/v3/auth/tokens', { payload: credentials() }), {
    status: 507,
    body: { error: { code: 507, message: words, title: 'Insufficient Storage' } },
  })
  t.match(
    await emulator.sms('POST', '/v3.0/OS-CREDENTIAL/securitytokens', {
      auth: { identity: { methods: ['token'] } },
    }),
    { status: 507, body: { error_code: 'EMULATOR.0507', error_msg: words } },
  )
  t.match(await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT1H' }), {
    status: 507,
    body: { error: { code: 'EMULATOR.0507', message: words } },
  })
  t.equal((await emulator.control('POST', '/_emulator/reset')).status, 507)
  t.equal((await emulator.control('POST', '/_emulator/reset?all=true')).status, 507)
  t.equal((await emulator.sms('GET', `/v3/tasks/${task}`)).status, 200, 'reads go on')
  t.ok(
    emulator.emulator.accounts.get().observed.journal.all().length > 0,
    'what failed was no reset',
  )

  makeRoom()
  t.strictSame(emulator.emulator.dump(), before)
  t.equal((await act(emulator, task, 'start')).status, 200, 'and writes, when there is room')
  t.match(await emulator.sms('GET', `/v3/sources/${source}`), {
    body: { state: /initialize|replicating/ },
  })
})

t.test('what cannot be committed is a 507, whatever was to be answered', async (t) => {
  const emulator = await startTest(t)
  const { commits } = emulator.emulator
  const { committed } = commits
  const login = { payload: credentials() }
  await emulator.sms('GET', '/v3/tasks')
  /** What the next answer waits for fails, as what a whole group has done is lost once. */
  const lost = <Result>(call: () => Promise<Result>): Promise<Result> => {
    commits.committed = () => {
      commits.committed = committed
      return Promise.reject(full)
    }
    return call()
  }
  const refused = { status: 507, body: { error_code: 'EMULATOR.0507', error_msg: words } }
  t.match(await lost(() => emulator.sms('GET', '/v3/tasks')), refused, 'an answer')
  t.match(await lost(() => emulator.sms('GET', '/v3/tasks/unknown')), refused, 'a refusal')
  t.match(await lost(() => emulator.call('GET', '/v3/tasks')), refused, 'nobody knows who calls')
  t.match(await lost(() => emulator.call('GET', '/v3/nothing')), { status: 507 }, 'no such path')
  const token = await lost(() => emulator.call('POST', '/v3/auth/tokens', login))
  t.match(token, { status: 507, body: { error: { code: 507, message: words } } })
  t.notOk(token.headers['x-subject-token'], 'no token that nobody knows')
  const list = await lost(() =>
    emulator.sms('POST', '/v3/tasks/consistency-results/export', { task_ids: [] }),
  )
  t.match(list, { status: 507, body: { error_code: 'EMULATOR.0507' } })
  t.notOk(list.headers['content-disposition'], 'no file')
  t.equal((await emulator.call('POST', '/v3/auth/tokens', login)).status, 201)
})

t.test('what the end of a turn could not commit is refused, and not listed', async (t) => {
  const { prepare } = Database.prototype
  let isFull = false
  Database.prototype.prepare = function (this: Database.Database, sql: string) {
    const statement = prepare.call(this, sql)
    if (sql !== 'COMMIT') return statement
    const run = statement.run.bind(statement)
    statement.run = () => {
      if (!isFull) return run([])
      isFull = false
      throw full
    }
    return statement
  } as typeof prepare
  t.teardown(() => {
    Database.prototype.prepare = prepare
  })
  const { sms } = await startTest(t)
  await sms('GET', '/v3/sources')
  isFull = true
  t.equal((await sms('POST', '/v3/sources', linuxSource())).status, 507)
  t.match(await sms('GET', '/v3/sources'), { status: 200, body: { count: 0 } })
})

t.test('reset: one that does not come into the file is none', async (t) => {
  const emulator = await startTest(t)
  const { commits } = emulator.emulator
  const { commit } = commits
  const callsKept = () => emulator.emulator.accounts.get().observed.journal.all().length
  await emulator.login()
  for (const path of ['/_emulator/reset', '/_emulator/reset?all=true']) {
    commits.commit = () => {
      throw full
    }
    t.equal((await emulator.control('POST', path)).status, 507)
    t.equal(callsKept(), 1, 'the journal is there')
    commits.commit = commit
  }
  t.equal((await emulator.control('POST', '/_emulator/reset')).status, 200)
  t.equal(callsKept(), 0)
})

t.test('what is due on a full disk is shown, and stored when there is room', async (t) => {
  const emulator = await startTest(t, { clock: 'flowing' })
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  const { body } = await until(emulator, task, { state: 'MIGRATE_SUCCESS' }).then(() =>
    emulator.sms('GET', `/v3/tasks/${task}`),
  )

  const other = await startTest(t, { clock: 'flowing' })
  const same = await newTask(other)
  await act(other, same.task, 'start')
  const before = other.emulator.dump()
  const makeRoom = fill(other)
  other.wall.now += 20 * 3_600_000
  const seen = await other.sms('GET', `/v3/tasks/${same.task}`)
  t.match(seen, { status: 200, body: { state: 'MIGRATE_SUCCESS' } })
  t.same(seen.body.sub_tasks, body.sub_tasks)
  t.strictSame(await other.sms('GET', `/v3/tasks/${same.task}`).then((one) => one.body), seen.body)
  t.strictSame(other.emulator.dump(), before, 'nothing was stored by looking')
  makeRoom()
  t.strictSame(await other.sms('GET', `/v3/tasks/${same.task}`).then((one) => one.body), seen.body)
  t.notSame(other.emulator.dump(), before)
})

t.test('a file that cannot be read is a 500 that names it', async (t) => {
  const emulator = await startTest(t)
  await emulator.sms('GET', '/v3/sources')
  storesOf(emulator.emulator).sources.list = () => {
    throw new Database.SqliteError('database disk image is malformed', 'SQLITE_CORRUPT')
  }
  t.match(await emulator.sms('GET', '/v3/sources'), {
    status: 500,
    body: { error_code: 'EMULATOR.0500', error_msg: /:memory: cannot be read .*malformed/ },
  })
  const other = new Database.SqliteError('no such table', 'SQLITE_ERROR')
  t.equal(emulator.emulator.commits.refusalOf(other), undefined, 'a bug of ours stays one')
})

t.test(
  'loadFixture: a disk that is full in the midst of it is a 507, and not its fault',
  async (t) => {
    const { control, emulator } = await startTest(t)
    storesOf(emulator).sources.save = () => {
      throw full
    }
    const accounts = [{ name: 'emulator', sources: [linuxSource()] }]
    t.match(await control('POST', '/_emulator/fixtures', { accounts }), { status: 507 })
  },
)
