import t from 'tap'
import { linuxServer, start, type TaskChanges, taskFor, windowsServer } from '../../src/index.ts'
import { callerOf, taskOf } from './migration.ts'

/** The bodies that the library makes for RegisterServer and CreateTask. */

// Strict: what the contract does not know is refused, and so are long names of tasks.
const emulator = await start({ strictContract: true })
t.teardown(() => emulator.close())

const windows = { os_type: 'WINDOWS' } as const
const cases: [string, typeof linuxServer, TaskChanges][] = [
  ['a Linux server by files', linuxServer, {}],
  ['a Linux server by blocks', linuxServer, { type: 'MIGRATE_BLOCK' }],
  ['a Windows server by blocks', windowsServer, windows],
]
for (const [title, builder, changes] of cases) {
  t.test(
    `RegisterServer, CreateTask: ${title} passes all checks and migrates to the end`,
    async (t) => {
      await using account = await emulator.account()
      const { client } = account
      const call = await callerOf(account)
      const { status, body } = await call('POST', '/v3/sources', builder())
      t.equal(status, 200)
      await client.clock.advance({ events: 1 })
      const source = await call('GET', `/v3/sources/${body.id}`)
      t.match(source.body, { state: 'waiting' })
      const checks = source.body.checks as { name: string; result: string }[]
      t.equal(checks.length, 12)
      t.strictSame(
        checks.filter(({ result }) => result !== 'OK'),
        [],
      )

      const task = await call('POST', '/v3/tasks', taskFor(body.id, changes))
      t.equal(task.status, 200, JSON.stringify(task.body))
      await call('POST', `/v3/tasks/${task.body.id}/action`, { operation: 'start' })
      const { id } = task.body
      await client.clock.advanceUntil({ task: id, state: 'MIGRATE_SUCCESS' })
      t.match((await call('GET', `/v3/sources/${body.id}`)).body, { state: 'finished' })
    },
  )
}

t.test('CreateTask: servers of one account have targets of their own', async (t) => {
  await using account = await emulator.account()
  await taskOf(account, { auto_start: true })
  await taskOf(account, { auto_start: true, syncing: true }, { name: 'web-2' })
  await taskOf(account, { ...windows, auto_start: true }, { name: 'ad-1' }, windowsServer)
  await account.client.clock.advanceUntil('idle')
  const { tasks } = await account.client.tasks()
  t.strictSame(tasks.map(({ state, source }) => [source.name, state]).sort(), [
    ['ad-1', 'MIGRATE_SUCCESS'],
    ['linux-1', 'MIGRATE_SUCCESS'],
    ['web-2', 'SYNCING'],
  ])
})

t.test('fields can be changed; those of the target one by one', async (t) => {
  t.match(linuxServer({ name: 'web-1', boot_loader: 'LILO' }), {
    name: 'web-1',
    boot_loader: 'LILO',
  })
  t.match(windowsServer({ account_rights: false }), { account_rights: false, os_type: 'WINDOWS' })
  const task = taskFor('s1', { project_id: 'p', target_server: { vm_id: 'vm-1' } })
  t.match(task, { project_id: 'p', target_server: { vm_id: 'vm-1', disks: [{ name: 'Disk 0' }] } })
})
