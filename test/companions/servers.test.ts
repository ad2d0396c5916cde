import t from 'tap'
import { account_id, project_id, startTest, type TestEmulator } from '../helper.ts'
import { create, createRunning, ecs, jobPath, subnet_id, wait } from './ecs.ts'

/** Servers are looked at, started, stopped and deleted (companions.md). */

const act = ({ sms }: TestEmulator, what: 'os-start' | 'os-stop', ...ids: string[]) =>
  sms('POST', `${ecs}/action`, { [what]: { servers: ids.map((id) => ({ id })), type: 'SOFT' } })

const remove = ({ sms }: TestEmulator, id: string, more: object = {}) =>
  sms('POST', `${ecs}/delete`, { servers: [{ id }], ...more })

const statusOf = async ({ sms }: TestEmulator, id: string): Promise<string> =>
  (await sms('GET', `${ecs}/${id}`)).body.server?.status ?? 'gone'

const companionsOf = ({ emulator }: TestEmulator) =>
  emulator.accounts.get().internals.stores.companions.all()

t.test('EcsBatchStartOrStopServers: a server stops and starts, by a job each', async (t) => {
  const emulator = await startTest(t)
  const id = await createRunning(emulator)
  const { status, body } = await act(emulator, 'os-stop', id)
  t.equal(status, 200)
  t.match((await emulator.sms('GET', `${ecs}/${id}`)).body.server, {
    ...{ status: 'ACTIVE', 'OS-EXT-STS:task_state': 'powering-off' },
  })
  await wait(emulator, 5)
  t.match((await emulator.sms('GET', jobPath(body.job_id))).body, {
    ...{ status: 'SUCCESS', job_type: 'stopServer' },
    entities: { sub_jobs: [{ job_type: 'stopSingleServer', entities: { server_id: id } }] },
  })
  t.match((await emulator.sms('GET', `${ecs}/${id}`)).body.server, {
    ...{ status: 'SHUTOFF', 'OS-EXT-STS:power_state': 4, 'OS-EXT-STS:vm_state': 'stopped' },
  })

  t.equal((await act(emulator, 'os-start', id)).status, 200)
  await wait(emulator, 5)
  t.match((await emulator.sms('GET', `${ecs}/${id}`)).body.server, {
    ...{ status: 'ACTIVE', 'OS-EXT-STS:power_state': 1 },
    'OS-SRV-USG:launched_at': '2026-01-01T12:00:20.000000',
  })
})

t.test(
  'EcsBatchStartOrStopServers, EcsDeleteServers: a server that cannot is Ecs.0100, and nothing is done to others',
  async (t) => {
    const emulator = await startTest(t)
    const running = await createRunning(emulator)
    const refused = (message: RegExp) => ({
      status: 409,
      body: { error: { code: 'Ecs.0100', message } },
    })
    t.match(await act(emulator, 'os-start', running), refused(/is ACTIVE; it must be SHUTOFF/))
    const [building = ''] = await create(emulator)
    t.match(await act(emulator, 'os-stop', running, building), refused(/is spawning: job .* works/))
    t.match(await remove(emulator, building), refused(/is spawning/))
    t.equal((await act(emulator, 'os-stop', running)).status, 200, 'the first one was free')
    t.match(await remove(emulator, running), refused(/is powering-off/))
    await wait(emulator, 20)
    t.equal(await statusOf(emulator, running), 'SHUTOFF')
    t.match(await act(emulator, 'os-stop', running), refused(/is SHUTOFF; it must be ACTIVE/))
  },
)

t.test('EcsBatchStartOrStopServers: the body says what to do, once', async (t) => {
  const emulator = await startTest(t)
  const id = await createRunning(emulator)
  const servers = [{ id }]
  const both = { 'os-start': { servers }, 'os-stop': { servers } }
  for (const [body, found] of [
    [{}, /neither/],
    [{ reboot: { servers, type: 'SOFT' } }, /neither/],
    [both, /both/],
  ] as const) {
    t.match(await emulator.sms('POST', `${ecs}/action`, body), {
      status: 400,
      body: { error: { code: 'Ecs.0005', message: found } },
    })
  }
})

t.test('a server that a migration holds is neither stopped nor deleted', async (t) => {
  const emulator = await startTest(t)
  const id = await createRunning(emulator)
  emulator.emulator.accounts.get(account_id).write((session) => {
    const server = session.companions.find(id)
    if (server?.kind !== 'server') throw new Error('no server')
    session.saveCompanion({ ...server, moving_by: 'task-1' })
  })
  const refused = { status: 409, body: { error: { code: 'Ecs.0100', message: /task task-1/ } } }
  t.match(await act(emulator, 'os-stop', id), refused)
  t.match(await remove(emulator, id), refused)
  t.equal((await emulator.sms('GET', `${ecs}/${id}`)).body.server.locked, true)
})

t.test('EcsDeleteServers: a server is gone after its job, with its system disk', async (t) => {
  const emulator = await startTest(t)
  const id = await createRunning(emulator, {
    data_volumes: [
      { volumetype: 'SSD', size: 100 },
      { volumetype: 'SSD', size: 50, delete_on_termination: true },
    ],
  })
  const { status, body } = await remove(emulator, id, { delete_publicip: true })
  t.equal(status, 200)
  t.equal(await statusOf(emulator, id), 'ACTIVE')
  await wait(emulator, 10)
  t.match((await emulator.sms('GET', jobPath(body.job_id))).body, {
    ...{ status: 'SUCCESS', job_type: 'deleteServer' },
    entities: { sub_jobs: [{ entities: { server_id: id } }] },
  })
  t.match(await emulator.sms('GET', `${ecs}/${id}`), {
    status: 404,
    body: { error: { code: 'Ecs.0114', message: new RegExp(id) } },
  })
  t.match(await remove(emulator, id), { status: 404, body: { error: { code: 'Ecs.0114' } } })
  t.match(
    companionsOf(emulator).filter(({ kind }) => kind === 'volume'),
    [{ size: 100, status: 'available', attachments: [] }],
    'the data disk stays, and is attached to nothing',
  )
})

t.test('EcsDeleteServers: delete_volume takes all volumes', async (t) => {
  const emulator = await startTest(t)
  const id = await createRunning(emulator, { data_volumes: [{ volumetype: 'SSD', size: 100 }] })
  await remove(emulator, id, { delete_volume: true })
  await wait(emulator, 10)
  t.strictSame(
    companionsOf(emulator).filter(({ kind }) => kind === 'volume'),
    [],
  )
})

t.test('EcsListServersDetails: filters and numbers of pages', async (t) => {
  const emulator = await startTest(t)
  const [one = '', two = ''] = await create(emulator, { name: 'web', count: 2 })
  const three = await createRunning(emulator, {
    ...{ name: 'db', flavorRef: 'c6.large.4', server_tags: [{ key: 'team', value: 'a' }] },
    nics: [{ subnet_id, ip_address: '192.168.0.77' }],
    extendparam: { enterprise_project_id: 'e1' },
  })
  await act(emulator, 'os-stop', three)
  await wait(emulator, 5)
  const listed = async (query: string): Promise<string[]> => {
    const { status, body } = await emulator.sms('GET', `${ecs}/detail?${query}`)
    t.equal(status, 200)
    return body.servers.map(({ id }: { id: string }) => id)
  }
  t.strictSame(await listed(''), [one, two, three])
  for (const query of [
    ...['name=db', 'status=shutoff', 'flavor=c6.large.4', 'ip=0.77', 'ip_eq=192.168.0.77'],
    ...['tags=team', 'tags=team%3Da', `server_id=${three},x`, 'enterprise_project_id=e1'],
  ]) {
    t.strictSame(await listed(query), [three], query)
  }
  t.strictSame(await listed('not-tags=team'), [one, two])
  t.strictSame(await listed('enterprise_project_id=all_granted_eps'), [one, two, three])
  t.strictSame(await listed('ip_eq=192.168.0'), [])
  t.strictSame(await listed('limit=2'), [one, two])
  t.strictSame(await listed('limit=2&offset=0'), [one, two])
  t.strictSame(await listed('limit=2&offset=2'), [three])
  t.strictSame(await listed('limit=2&offset=3'), [])
  t.strictSame(await listed(`limit=1&marker=${one}`), [two])
  t.strictSame(await listed('marker=unknown'), [])
  t.equal((await emulator.sms('GET', `${ecs}/detail?limit=1`)).body.count, 3)
})

t.test('EcsListServerBlockDevices, EcsShowServerBlockDevice: the disks of a server', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const id = await createRunning(emulator, { data_volumes: [{ volumetype: 'SSD', size: 100 }] })
  const { body } = await sms('GET', `${ecs}/${id}/block_device`)
  t.match(body, {
    attachableQuantity: { free_disk: 58 },
    volumeAttachments: [
      { bootIndex: 0, device: '/dev/vda', size: 40, serverId: id, pciAddress: '0000:02:01.0' },
      { bootIndex: null, device: '/dev/vdb', size: 100, serverId: id },
    ],
  })
  const [, data] = body.volumeAttachments
  t.match((await sms('GET', `${ecs}/${id}/block_device/${data.volumeId}`)).body, {
    volumeAttachment: data,
  })
  t.match(await sms('GET', `${ecs}/${id}/block_device/nothing`), {
    status: 404,
    body: { error: { code: 'Ecs.0103', message: /nothing is not attached/ } },
  })
  t.match(await sms('GET', `${ecs}/nothing/block_device`), {
    status: 404,
    body: { error: { code: 'Ecs.0114' } },
  })
})

t.test('EcsShowServer: a server is in its own project only', async (t) => {
  const emulator = await startTest(t)
  const id = await createRunning(emulator)
  const { projects } = (await emulator.sms('GET', '/v3/projects?name=cn-north-4')).body
  const [other] = projects
  t.not(other.id, project_id)
  t.match(await emulator.sms('GET', `/v1/${other.id}/cloudservers/${id}`), {
    status: 404,
    body: { error: { code: 'Ecs.0114' } },
  })
})

t.test(
  'a job that is under way goes on after a snapshot and an export, and ends with a reset',
  async (t) => {
    const emulator = await startTest(t)
    const { sms, control } = emulator
    const [id = ''] = await create(emulator)
    await wait(emulator, 15)
    await control('POST', '/_emulator/snapshots/building')
    const fixture = (await control('GET', '/_emulator/fixtures')).body
    const builtAfter5s = async (what: string): Promise<void> => {
      await wait(emulator, 4)
      t.equal(await statusOf(emulator, id), 'BUILD', `${what}: not yet`)
      await wait(emulator, 1)
      t.equal(await statusOf(emulator, id), 'ACTIVE', what)
    }

    await builtAfter5s('as it was')
    await control('PUT', '/_emulator/snapshots/building')
    await builtAfter5s('a snapshot')
    t.equal((await control('POST', '/_emulator/fixtures?replace=true', fixture)).status, 200)
    await builtAfter5s('an export')

    await remove(emulator, id)
    await control('POST', '/_emulator/reset')
    t.strictSame(companionsOf(emulator), [])
    await wait(emulator, 60)
    t.match((await sms('GET', `${ecs}/detail`)).body, { count: 0 })
  },
)
