import t from 'tap'
import { act, healthySource, newTask, startTest, until } from '../../helper.ts'

/** `/_emulator/tasks` and `/_emulator/sources`. */

t.test('overviewTasks: a task is shown with its sub-task at work and every row', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })
  const before = emulator.emulator.dump()
  const { status, body } = await emulator.control('GET', '/_emulator/tasks')
  t.equal(status, 200)
  t.equal(body.count, 1)
  const [shown] = body.tasks
  t.match(shown, {
    id: task,
    state: 'RUNNING',
    source: { id: source },
    migration_cycle: 'replicating',
    connected: true,
    subtask: 'MIGRATE_LINUX_FILE',
    percent: 63,
  })
  t.ok(shown.speed > 0)
  t.ok(shown.remaining_ms > 0)
  t.match(shown.rows[0], { user_op: 'REPLICATE', percent: 100, ended: true, error: null })
  t.match(
    shown.rows.find(({ name }: { name: string }) => name === 'MIGRATE_LINUX_FILE'),
    { percent: 63, ended: false },
  )
  t.strictSame(emulator.emulator.dump(), before, 'reading changed nothing')
})

t.test('overviewSources: sources with their task, in pages, the newest first', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  const second = await healthySource(emulator, {
    name: 'second',
    ip: '192.168.0.155',
    networks: [{ name: 'eth0', ip: '192.168.0.155', mac: 'fa:16:3e:b9:49:20' }],
  })
  const { body } = await emulator.control('GET', '/_emulator/sources')
  t.match(body, {
    count: 2,
    sources: [
      { id: second, name: 'second', task: null },
      { id: source, state: 'waiting', connected: true, task: { id: task, state: 'READY' } },
    ],
  })
  const page = await emulator.control('GET', '/_emulator/sources?limit=1&offset=1')
  t.match(page.body, { count: 2, sources: [{ id: source }] })
  t.equal(page.body.sources.length, 1)
})

t.test('overviewTasks: one task, by its id or a name that only one has', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { name: 'one' })
  for (const asked of [task, 'one']) {
    const { body } = await emulator.control('GET', `/_emulator/tasks?task=${asked}`)
    t.match(body, { count: 1, tasks: [{ id: task }] })
  }
  t.match(await emulator.control('GET', '/_emulator/tasks?task=on'), {
    status: 404,
    body: { error: { message: 'There is no task "on" in account "emulator". Did you mean one?' } },
  })
})

t.test('overviewTasks, overviewSources: an unknown account, a page that is none', async (t) => {
  const { control } = await startTest(t)
  t.match(await control('GET', '/_emulator/tasks?account=nobody'), { status: 404 })
  t.match(await control('GET', '/_emulator/sources?account=nobody'), { status: 404 })
  t.match(await control('GET', '/_emulator/tasks?limit=many'), { status: 400 })
})
