import t, { type Test } from 'tap'
import { openDatabase } from '../../src/store/database.ts'
import {
  act,
  credentials,
  healthySource,
  linuxSource,
  newTask,
  startTest,
  taskFor,
} from '../helper.ts'

/** What the calls that clients make most ask of the file. A first call asks for more than those after it. */

const statement_form = /^\s*(SELECT|INSERT|UPDATE|DELETE)\b(?:.*?\b(?:FROM|INTO))?\s+(\w+)/s

/**
 * From now on statements can be listed. It is to be called before the emulator starts.
 *
 * @returns what lists the statements that some work takes, as `SELECT sources`, but for those of transactions.
 */
function listStatements(t: Test): (work: () => Promise<unknown>) => Promise<string[]> {
  const db = openDatabase(':memory:')
  const statement = Object.getPrototypeOf(db.prepare('SELECT 1'))
  db.close()
  const { get, all, run } = statement
  t.teardown(() => Object.assign(statement, { get, all, run }))
  let asked: string[] = []
  for (const [name, method] of Object.entries({ get, all, run })) {
    statement[name] = function ask(this: { source: string }, ...values: unknown[]) {
      const [, verb, table] = statement_form.exec(this.source) ?? []
      if (verb !== undefined) asked.push(`${verb} ${table}`)
      return method.apply(this, values)
    }
  }
  return async (work) => {
    asked = []
    await work()
    return asked
  }
}

t.test('RegisterServer: an id is looked for once, and the rest only writes', async (t) => {
  const statementsOf = listStatements(t)
  const { sms } = await startTest(t)
  const register = () => sms('POST', '/v3/sources', linuxSource())
  await register()
  await register()
  t.strictSame(await statementsOf(register), [
    'SELECT sources',
    'INSERT sources',
    'INSERT timers',
    'INSERT events',
    'INSERT counters',
  ])
})

t.test('CreateTask: the target and two ids are looked for, and the rest only writes', async (t) => {
  const statementsOf = listStatements(t)
  const emulator = await startTest(t)
  const { target_server } = taskFor('')
  const create = (source: string) => () =>
    emulator.sms(
      'POST',
      '/v3/tasks',
      taskFor(source, { target_server: { ...(target_server as object), vm_id: source } }),
    )
  await create(await healthySource(emulator))()
  const another = create(await healthySource(emulator))
  await emulator.sms('GET', '/v3/sources')
  t.strictSame(await statementsOf(another), [
    'SELECT companions',
    'SELECT tasks',
    'SELECT companions',
    'SELECT sources',
    'SELECT sources',
    'INSERT tasks',
    'UPDATE sources',
    'INSERT events',
    'INSERT counters',
  ])
})

t.test(
  'ListTasks: a page that was asked for asks for nothing until a task is written',
  async (t) => {
    const statementsOf = listStatements(t)
    const emulator = await startTest(t)
    const { task } = await newTask(emulator)
    const list = () => emulator.sms('GET', '/v3/tasks?state=READY&limit=5')
    await list()
    t.strictSame(await statementsOf(list), [])
    await act(emulator, task, 'start')
    t.strictSame(await statementsOf(list), ['SELECT timers', 'SELECT tasks', 'SELECT tasks'])
    t.strictSame((await list()).body, { count: 0, tasks: [] })
  },
)

t.test('KeystoneCreateToken: a login writes a token and the number of tokens', async (t) => {
  const statementsOf = listStatements(t)
  const { call } = await startTest(t)
  const payload = credentials({ project: { name: 'ap-southeast-1' } })
  const login = () => call('POST', '/v3/auth/tokens', { payload })
  await login()
  t.strictSame(await statementsOf(login), ['INSERT tokens', 'INSERT counters'])
})
