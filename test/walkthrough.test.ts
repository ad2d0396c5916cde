import { readFileSync } from 'node:fs'
import t from 'tap'
import { startTest } from './helper.ts'

/**
 * The vendor's walkthrough, from its first call to its last: its own bodies, and in the end the
 * task that its page shows, played at the page's moments.
 */

const read = (path: string) => JSON.parse(readFileSync(`test/${path}`, 'utf8'))
const bodies = read('reference/walkthrough.json')
const golden = read('golden/walkthrough-task.json')

const fixture = ['fixtures/walkthrough.yaml']

t.test('every call of the page is answered as the page says', async (t) => {
  const { call } = await startTest(t, { fixture })

  const token = await call('POST', '/v3/auth/tokens', { payload: bodies.token })
  t.equal(token.status, 201)
  const headers = { 'x-auth-token': String(token.headers['x-subject-token']) }

  const registered = await call('POST', '/v3/sources', { headers, payload: bodies.register })
  t.match(registered, { status: 200, body: { id: /^[0-9a-f-]{36}$/ } })

  const created = await call('POST', '/v3/tasks', { headers, payload: bodies.createTask })
  t.match(created, { status: 200, body: { id: /^[0-9a-f-]{36}$/ } })

  const shown = await call('GET', `/v3/tasks/${created.body.id}`, { headers })
  t.match(shown, { status: 200, body: { id: created.body.id, name: 'MigrationTask' } })
})

t.test("the page's registered source passes its checks", async (t) => {
  const { call, control } = await startTest(t, { fixture })
  const token = await call('POST', '/v3/auth/tokens', { payload: bodies.token })
  const headers = { 'x-auth-token': String(token.headers['x-subject-token']) }
  const { body } = await call('POST', '/v3/sources', { headers, payload: bodies.register })

  await control('POST', '/_emulator/clock/advance?account=domainname', { events: 1 })

  const { body: source } = await call('GET', `/v3/sources/${body.id}`, { headers })
  t.match(source, { name: 'bike-centos', state: 'waiting', migration_cycle: 'checking' })
})

/** The user's actions, in seconds after the creation; the agent picks each up 16 s later. */
const actions: [at: number, operation: string][] = [
  [174_083 - 16, 'cutover'],
  [174_354 - 16, 'restart'],
  [183_121 - 16, 'cutover'],
  [230_925 - 16, 'restart'],
]

t.test('the task of the page comes out as the page shows it', async (t) => {
  const { call, control } = await startTest(t, { fixture })
  const token = await call('POST', '/v3/auth/tokens', { payload: bodies.token })
  let headers = { 'x-auth-token': String(token.headers['x-subject-token']) }

  const { body: created } = await call('POST', '/v3/tasks', {
    headers,
    payload: {
      name: golden.name,
      type: golden.type,
      os_type: golden.os_type,
      auto_start: true,
      syncing: true,
      use_public_ip: false,
      migration_ip: golden.migration_ip,
      region_name: golden.region_name,
      region_id: golden.region_id,
      project_name: golden.project_name,
      project_id: golden.project_id,
      source_server: { id: golden.source_server.id },
      target_server: {
        name: golden.target_server.name,
        vm_id: golden.target_server.vm_id,
        disks: golden.target_server.disks,
      },
    },
  })

  const advanceTo = (seconds: number) =>
    control('PUT', '/_emulator/clock?account=domainname', {
      now: golden.create_date + seconds * 1000,
    })
  for (const [at, operation] of actions) {
    await advanceTo(at)
    // A token lives for a day and this migration for three: a client logs in again.
    const again = await call('POST', '/v3/auth/tokens', { payload: bodies.token })
    headers = { 'x-auth-token': String(again.headers['x-subject-token']) }
    const url = `/v3/tasks/${created.id}/action`
    t.equal((await call('POST', url, { headers, payload: { operation } })).status, 200, operation)
  }
  await advanceTo(231_123)

  const { body: task } = await call('GET', `/v3/tasks/${created.id}`, { headers })
  t.match(task, comparable(golden), 'every field of the page')
  t.equal(task.sub_tasks.length, 14)
  t.equal(task.total_time, 935_000)
  t.equal(task.state, 'SYNCING', 'the state that the page prints was edited (behaviour.md §4.1)')
  const ids = task.sub_tasks.map(({ id }: { id: number }) => id)
  t.strictSame(
    ids,
    [...ids].sort((a, b) => a - b),
    'ids rise',
  )
})

/** The golden answer without what an emulator cannot know: ids that were given elsewhere. */
function comparable(answer: typeof golden) {
  const { id: _, state: __, sub_tasks, target_server, ...rest } = answer
  const { id: ___, image_disk_id: ____, disks, ...target } = target_server
  return {
    ...rest,
    sub_tasks: sub_tasks.map(({ id: _, ...row }: { id: number }) => row),
    target_server: {
      ...target,
      disks: disks.map(
        ({ id: _, disk_index: __, physical_volumes, ...disk }: (typeof disks)[0]) => ({
          ...disk,
          physical_volumes: physical_volumes.map(({ id: _, ...volume }: { id: number }) => volume),
        }),
      ),
    },
  }
}
