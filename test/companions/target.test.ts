import t from 'tap'
import { imageOf, smsImageIds } from '../../src/domain/companions/default-images.ts'
import {
  act,
  healthySource,
  newTask,
  project_id,
  scenario,
  startTest,
  storesOf,
  taskFor,
  until,
} from '../helper.ts'
import {
  disk,
  gigabyte,
  keep,
  put,
  server,
  server_id,
  serverNow,
  to,
  volume,
  volume_id,
} from './saved.ts'

/** A migration moves the cloud server that is its target (companions.md, behaviour.md §4.4). */

t.test(
  'UpdateTaskStatus: the target is stopped for the copy, and started at the launch',
  async (t) => {
    const emulator = await startTest(t)
    await keep(emulator, [server(), volume()])
    const { task } = await newTask(emulator, to(server_id))
    t.match(serverNow(emulator), { status: 'ACTIVE', moving_by: null })

    await act(emulator, task, 'start')
    t.match(serverNow(emulator), { status: 'ACTIVE' }, 'while its certificate is set')
    await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE' })
    t.match(serverNow(emulator), { status: 'SHUTOFF', moving_by: task })
    t.equal(serverNow(emulator)?.volumes.length, 2, 'the disk of the agent is attached')

    await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
    t.match(serverNow(emulator), { status: 'ACTIVE', moving_by: null })
    t.strictSame(
      serverNow(emulator)?.volumes.map(({ id }) => id),
      [volume_id],
    )
  },
)

t.test('UpdateTaskStatus: start_target_server false leaves the target off', async (t) => {
  const emulator = await startTest(t)
  await keep(emulator, [server(), volume()])
  const { task } = await newTask(emulator, { ...to(server_id), start_target_server: false })
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.match(serverNow(emulator), { status: 'SHUTOFF', moving_by: null })
})

t.test('CreateTask: disks without disk_id get the volumes that they fit, in order', async (t) => {
  const emulator = await startTest(t)
  const second = '5b1d7c3e-2f48-4a96-b0d3-7e6a1c9f8b25'
  const attached = { id: second, boot_index: null, device: '/dev/vdb', delete_on_termination: true }
  await keep(emulator, [
    server({ volumes: [...server().volumes, attached] }),
    volume(),
    volume({ id: second, size: 100, bootable: false }),
  ])
  const large = { ...disk, name: '/dev/vdb', size: 80 * gigabyte }
  const { task } = await newTask(emulator, to(server_id, large, disk))
  const { body } = await emulator.sms('GET', `/v3/tasks/${task}`)
  t.strictSame(
    body.target_server.disks.map(({ disk_id }: { disk_id: string }) => disk_id),
    [second, volume_id],
  )
})

t.test('CreateTask: a target that does not fit is refused', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const other = { id: '11111111-7b1e-4d85-93c0-2e8b5a7f1d64' }
  const uefi = { id: '22222222-7b1e-4d85-93c0-2e8b5a7f1d64' }
  const region = 'ap-southeast-1'
  const image_id = smsImageIds(region).linux_image_id ?? ''
  t.equal(imageOf(region, image_id)?.boot_mode, 'bios')
  await keep(emulator, [
    server(),
    volume(),
    server({ ...other, status: 'BUILD', volumes: [] }),
    server({ ...uefi, image_id }),
  ])
  const source = await healthySource(emulator)
  const refusal = async (change: object, id = source) => {
    const { status, body } = await sms('POST', '/v3/tasks', taskFor(id, change))
    return `${status} ${body.error_code} ${body.error_msg}`
  }
  t.match(
    await refusal(to(server_id, { ...disk, size: 41 * gigabyte })),
    /400 SMS\.8106 .*"\/dev\/vda" of 41 GB/,
  )
  t.match(await refusal(to(server_id, disk, disk)), /400 SMS\.8106 /, 'more disks than volumes')
  t.match(await refusal(to(server_id, { ...disk, disk_id: 'x' })), /400 SMS\.6103 .*"x"/)
  t.match(await refusal(to(other.id)), /400 SMS\.8104 .*BUILD/)
  t.match(
    await refusal({ ...to(server_id), project_id: 'f'.repeat(32) }),
    /403 SMS\.6527 .*0215ef11e49d4743be23dd97a1561e91/,
  )
  const booted = await healthySource(emulator, { firmware: 'UEFI' })
  t.match(await refusal(to(uefi.id, { ...disk, disk_id: volume_id }), booted), /400 SMS\.6561 /)
})

t.test(
  'CreateTask: a vm_id that is no server is taken as given, unless companions is strict',
  async (t) => {
    const given = { ...disk, disk_id: 'a-volume' }
    for (const [companions, status] of [
      ['lenient', 200],
      ['strict', 400],
    ] as const) {
      const emulator = await startTest(t, { companions })
      const source = await healthySource(emulator)
      const answer = await emulator.sms('POST', '/v3/tasks', taskFor(source, to(server_id, given)))
      t.equal(answer.status, status, companions)
      if (status === 400) t.equal(answer.body.error_code, 'SMS.8103')
    }
  },
)

t.test(
  'UpdateTaskStatus: a target that was stopped meanwhile fails the attaching with SMS.1502',
  async (t) => {
    const emulator = await startTest(t)
    await keep(emulator, [server({ status: 'SHUTOFF' }), volume()])
    const { task } = await newTask(emulator, to(server_id))
    await act(emulator, task, 'start')
    await until(emulator, task, { state: 'MIGRATE_FAIL' })
    const { body } = await emulator.sms('GET', `/v3/tasks/${task}`)
    t.match(body.error_json, /SMS\.1502/)
    t.match(serverNow(emulator), { moving_by: null }, 'and is not held')

    put(emulator, server())
    await act(emulator, task, 'start')
    await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
    t.match(serverNow(emulator), { status: 'ACTIVE' }, 'once it runs, the migration goes on')
  },
)

t.test(
  'UpdateTaskStatus: a target that was deleted fails the attaching with SMS.0412',
  async (t) => {
    const emulator = await startTest(t)
    await keep(emulator, [server(), volume()])
    const { task } = await newTask(emulator, to(server_id))
    const { id, project_id, name, created_at } = server()
    put(emulator, {
      kind: 'removed',
      id,
      project_id,
      name,
      created_at,
    })
    await act(emulator, task, 'start')
    await until(emulator, task, { state: 'MIGRATE_FAIL' })
    t.match((await emulator.sms('GET', `/v3/tasks/${task}`)).body.error_json, /SMS\.0412/)
    t.match(await emulator.sms('POST', `/v3/tasks/${task}/unlock`), {
      status: 400,
      body: { error_code: 'SMS.8103' },
    })
  },
)

t.test('UnlockTargetEcs, DeleteTask: the target is free again', async (t) => {
  for (const way of ['unlock', 'delete']) {
    const emulator = await startTest(t)
    await emulator.control(
      'POST',
      '/_emulator/scenarios',
      scenario('one', { fail: [{ at: 'MIGRATE_*' }] }),
    )
    await keep(emulator, [server(), volume()])
    const { task } = await newTask(emulator, to(server_id))
    await act(emulator, task, 'start')
    await until(emulator, task, { state: 'MIGRATE_FAIL' })
    t.match(serverNow(emulator), { moving_by: task, status: 'SHUTOFF' })
    if (way === 'unlock') await emulator.sms('POST', `/v3/tasks/${task}/unlock`)
    else await emulator.sms('DELETE', `/v3/tasks/${task}`)
    t.match(serverNow(emulator), { moving_by: null }, way)
  }
})

t.test(
  'CreateTask: the server of a template appears with the properties of the template',
  async (t) => {
    const emulator = await startTest(t)
    const { sms } = emulator
    const template = {
      name: 'small',
      is_template: true,
      region: 'ap-southeast-1',
      projectid: project_id,
      target_server_name: 'made',
      availability_zone: 'ap-southeast-1b',
      volumetype: 'SSD',
      flavor: 's6.large.2',
      vpc: { id: 'autoCreate', name: 'autoCreate' },
      nics: [{ id: 'autoCreate', name: 'autoCreate' }],
      security_groups: [{ id: 'autoCreate', name: 'autoCreate' }],
    }
    const { body } = await sms('POST', '/v3/vm/templates', { template })
    const { task } = await newTask(emulator, {
      project_id,
      vm_template_id: body.id,
      exist_server: false,
      target_server: { disks: [disk] },
    })
    await act(emulator, task, 'start')
    await until(emulator, task, { subtask: 'SSL_CONFIG' })
    const { target_server } = (await sms('GET', `/v3/tasks/${task}`)).body
    t.equal(target_server.name, 'made')
    const made = serverNow(emulator, target_server.vm_id)
    t.match(made, {
      name: 'made',
      status: 'ACTIVE',
      flavor_id: 's6.large.2',
      availability_zone: 'ap-southeast-1b',
      nics: [{ ip: target_server.ip }],
    })
    t.match(storesOf(emulator.emulator).companions.find(made?.volumes[0]?.id ?? ''), {
      size: 40,
      volume_type: 'SSD',
    })
    await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
    t.match(serverNow(emulator, target_server.vm_id), { status: 'ACTIVE', moving_by: null })
  },
)

t.test('UpdateTaskStatus: the clone of a target is a server of its own', async (t) => {
  const emulator = await startTest(t)
  await keep(emulator, [server(), volume()])
  const { task } = await newTask(emulator, { ...to(server_id), syncing: true })
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'SYNCING' })
  await act(emulator, task, 'clone_test')
  await emulator.control('POST', '/_emulator/clock/advance', { by: '10m' })
  const { clone_server } = (await emulator.sms('GET', `/v3/tasks/${task}`)).body
  const clone = serverNow(emulator, clone_server.vm_id)
  t.match(clone, { name: clone_server.name, status: 'ACTIVE', moving_by: null })
  t.equal(clone?.volumes.length, 1)
  t.not(clone?.nics[0]?.ip, serverNow(emulator)?.nics[0]?.ip)
  t.match(
    serverNow(emulator),
    { status: 'SHUTOFF', moving_by: task },
    'the target goes on as it was',
  )
})

t.test(
  'CreateTask: a template that ECS cannot build fails with SMS.0601, where companions is strict',
  async (t) => {
    const automatic = { id: 'autoCreate', name: 'autoCreate' }
    const fitting = {
      ...{ name: 'fitting', region: 'ap-southeast-1', projectid: project_id, flavor: 's6.large.2' },
      ...{ vpc: automatic, nics: [automatic], security_groups: [automatic] },
    }
    const unfit = {
      availability_zone: 'mars',
      flavor: 'nope',
      image_id: 'none',
      vpc: { id: 'gone', name: 'gone' },
      nics: [{ id: 'gone', name: 'gone' }],
      security_groups: [{ id: 'gone', name: 'gone' }],
    }
    const ended = async (companions: 'lenient' | 'strict', change: object): Promise<string> => {
      const emulator = await startTest(t, { companions })
      const template = { ...fitting, ...change }
      const { body } = await emulator.sms('POST', '/v3/vm/templates', { template })
      const { task } = await newTask(emulator, {
        ...{ project_id, vm_template_id: body.id, exist_server: false },
        ...{ region_id: 'ap-southeast-1', target_server: { disks: [disk] } },
      })
      await act(emulator, task, 'start')
      await emulator.control('POST', '/_emulator/clock/advance', { by: '1h' })
      const shown = (await emulator.sms('GET', `/v3/tasks/${task}`)).body
      return `${shown.state} ${shown.error_json}`
    }
    t.match(await ended('strict', {}), /^MIGRATE_SUCCESS/)
    for (const [field, value] of Object.entries(unfit)) {
      t.match(await ended('strict', { [field]: value }), /^MIGRATE_FAIL .*SMS\.0601/, field)
      t.match(await ended('lenient', { [field]: value }), /^MIGRATE_SUCCESS/, field)
    }
  },
)
