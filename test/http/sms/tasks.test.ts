import t from 'tap'
import {
  act,
  exampleBody,
  healthySource,
  linuxSource,
  newTask,
  noon,
  startTest,
  type TestEmulator,
  taskFor,
  until,
  windowsSource,
} from '../../helper.ts'

/** Migration tasks: created, changed, listed, deleted (behaviour.md §3.2, §2.8). */

const gigabyte = 1_073_741_824

t.test('CreateTask, ShowTask: a new task is READY, with defaults filled in', async (t) => {
  const emulator = await startTest(t)
  const source = await healthySource(emulator)
  const {
    name,
    type,
    source_server,
    target_server,
    region_id,
    region_name,
    project_id,
    project_name,
  } = taskFor(source)
  const minimal = {
    name,
    type,
    source_server,
    target_server,
    region_id,
    region_name,
    project_id,
    project_name,
  }

  const { status, body } = await emulator.sms('POST', '/v3/tasks', {
    ...minimal,
    migration_ip: '8.8.8.8',
  })

  t.equal(status, 200)
  t.strictSame(Object.keys(body), ['id'])
  t.match((await emulator.sms('GET', `/v3/tasks/${body.id}`)).body, {
    state: 'READY',
    os_type: 'LINUX',
    priority: 1,
    speed_limit: 0,
    start_target_server: true,
    use_public_ip: true,
    use_ipv6: false,
    syncing: false,
    need_migration_test: false,
    start_date: null,
    finish_date: null,
    error_json: '',
    total_time: 0,
    sub_tasks: [],
    connected: true,
    source_server: { id: source, state: 'waiting', migration_cycle: 'setting' },
    target_server: {
      vm_id: '7c804c50-e9eb-40af-86ec-c78da64f22e2',
      disks: [{ relation_name: '/dev/vda', physical_volumes: [{ relation_name: '/dev/vda1' }] }],
    },
  })
  t.match((await emulator.sms('GET', `/v3/sources/${source}`)).body, {
    current_task: { id: body.id, state: 'READY', exist_server: true },
  })
})

t.test('CreateTask: a task has one of three priorities, whatever number was sent', async (t) => {
  const emulator = await startTest(t)
  for (const [priority, shown] of [
    [0, 0],
    [2, 2],
    [65_535, 2],
  ]) {
    const { task } = await newTask(emulator, { priority })
    t.equal((await emulator.sms('GET', `/v3/tasks/${task}`)).body.priority, shown)
    await emulator.sms('DELETE', `/v3/tasks/${task}`)
  }
})

t.test('CreateTask: auto_start is READY first and RUNNING a moment later', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { auto_start: true })
  const show = async () => (await emulator.sms('GET', `/v3/tasks/${task}`)).body
  t.match(await show(), { state: 'READY', start_date: null })

  await emulator.control('POST', '/_emulator/clock/advance', { events: 1 })

  t.match(await show(), {
    state: 'RUNNING',
    start_date: noon + 6000,
    source_server: { state: 'initialize' },
  })
})

const template = { vm_template_id: '7c9a1f0e-52bb-4a6e-9f0e-1d5c2f6b8a01' }
const target = (change: object) => ({
  target_server: { ...(taskFor('').target_server as object), vm_id: 'free', ...change },
})
const disk = (change: object, volume: object = {}) =>
  target({
    disks: [
      {
        name: 'Disk 0',
        disk_id: 'd',
        size: 2 * gigabyte,
        physical_volumes: [{ name: '/dev/vda1', size: gigabyte, ...volume }],
        ...change,
      },
    ],
  })

/** Sources that differ in what a task may ask of them. */
async function sources(emulator: TestEmulator) {
  const { sms, control } = emulator
  const { body: list } = await sms('GET', '/v3/sources?limit=200')
  const id = (name: string) =>
    list.source_servers.find((source: { name: string }) => source.name === name).id
  const healthy = await healthySource(emulator)
  const uefi = await healthySource(emulator, { firmware: 'UEFI' })
  const old = await healthySource(emulator, {
    linux_block_check:
      '{"release_type":"CENTOS","release_version":"5","kernel_version":"2.6.18-1"}',
  })
  const blank = await healthySource(emulator, { linux_block_check: '' })
  const gpt = await healthySource(emulator, {
    disks: [{ name: '/dev/vda', partition_style: 'GPT', size: gigabyte, physical_volumes: [] }],
  })
  const { body: fresh } = await sms('POST', '/v3/sources', exampleBody('RegisterServer'))
  const { body: windows } = await sms('POST', '/v3/sources', windowsSource())
  await control('POST', '/_emulator/clock/advance', { events: 1 })
  await control('POST', '/_emulator/clock/advance', { events: 1 })
  const { body: offline } = await sms('POST', '/v3/sources', exampleBody('RegisterServer'))
  return { id, healthy, uefi, old, blank, gpt, fresh, windows, offline }
}

t.test(
  'CreateTask: the disks of a source may be sent as it shows them, as Terraform does',
  async (t) => {
    const emulator = await startTest(t, { fixture: ['fixtures/fleet.yaml'] })
    const { sms } = emulator
    const { disks = [] } = linuxSource() as { disks?: object[] }
    for (const [reported, shown] of [
      ['BOOT', 'BOOT'],
      ['NORMAL', 'NORMAL'],
      ['VOLUME_GROUP', 'NORMAL'],
      ['BTRFS', 'NORMAL'],
      ['', null],
      [null, null],
    ]) {
      const data = {
        name: '/dev/vdb',
        size: gigabyte,
        partition_style: 'MBR',
        device_use: reported,
      }
      const id = await healthySource(emulator, { disks: [...disks, data] })
      const { body: source } = await sms('GET', `/v3/sources/${id}`)
      const target_server = { disks: source.disks }
      const made = await sms('POST', '/v3/tasks', taskFor(id, { ...template, target_server }))
      t.equal(made.status, 200, JSON.stringify(made.body))
      const { body: task } = await sms('GET', `/v3/tasks/${made.body.id}`)
      t.match(
        task.target_server.disks.at(-1),
        { name: '/dev/vdb', device_use: shown },
        `${reported}`,
      )
    }
  },
)

t.test("CreateTask: refusals, in the service's order", async (t) => {
  const emulator = await startTest(t, { fixture: ['fixtures/fleet.yaml'] })
  const { sms } = emulator
  const { id, healthy, uefi, old, blank, gpt, fresh, windows, offline } = await sources(emulator)
  const cases: [what: string, source: string, change: object, code: string, message: RegExp][] = [
    ['empty project', healthy, { project_id: '' }, 'SMS.7724', /project_id/],
    ['empty region', healthy, { region_id: '' }, 'SMS.7725', /region_id/],
    ['empty region name', healthy, { region_name: '' }, 'SMS.6034', /region_name/],
    ['not connected', offline.id, {}, 'SMS.6603', /not connected/],
    ['a task already', id('lin-03-ready'), {}, 'SMS.7605', /migration task/],
    ['unavailable', id('lin-02-unavailable'), {}, 'SMS.6520', /unavailable/],
    ['another system', fresh.id, { os_type: 'WINDOWS' }, 'SMS.6610', /WINDOWS/],
    ['Windows by file', windows.id, { os_type: 'WINDOWS' }, 'SMS.7712', /MIGRATE_BLOCK/],
    ['a kernel too old for blocks', old, { type: 'MIGRATE_BLOCK' }, 'SMS.6617', /kernel/],
    ['a kernel unknown', blank, { type: 'MIGRATE_BLOCK' }, 'SMS.6618', /kernel/],
    ['no vm_id', healthy, target({ vm_id: '' }), 'SMS.6032', /vm_id/],
    ['no disks', healthy, target({ disks: [] }), 'SMS.6033', /disks/],
    ['no address', healthy, { ...target({}), migration_ip: '' }, 'SMS.6602', /IPv4/],
    [
      'a strange address',
      healthy,
      { ...target({}), migration_ip: '1.2.3.400' },
      'SMS.6602',
      /1\.2\.3\.400/,
    ],
    ['IPv4 for IPv6', healthy, { ...target({}), use_ipv6: true }, 'SMS.6602', /IPv6/],
    [
      'private but public',
      healthy,
      { ...target({}), use_public_ip: true },
      'SMS.6602',
      /use_public_ip=false/,
    ],
    ['a template unknown', healthy, { vm_template_id: 'nowhere' }, 'SMS.7101', /nowhere/],
    ['UEFI and a template', uefi, template, 'SMS.6535', /UEFI/],
    ['no disk_id', healthy, disk({ disk_id: '' }), 'SMS.6103', /Disk 0/],
    [
      'no disk_id, as Terraform sends disks',
      healthy,
      disk({ disk_id: undefined }),
      'SMS.6103',
      /0/,
    ],
    ['a volume without name', healthy, disk({}, { name: '' }), 'SMS.6104', /Disk 0/],
    ['a volume without size', healthy, disk({}, { size: 0 }), 'SMS.6105', /vda1/],
    ['less than is used', healthy, disk({}, { used_size: 2 * gigabyte }), 'SMS.6611', /in use/],
    ['odd bytes', healthy, disk({}, { size: gigabyte + 1 }), 'SMS.6612', /1 MB/],
    ['GPT without reserve', gpt, disk({ size: gigabyte + 1_048_576 }), 'SMS.6613', /33 MB/],
    ['a disk full of partitions', healthy, disk({ size: gigabyte }), 'SMS.6614', /larger/],
  ]
  const before = emulator.emulator.dump()
  for (const [what, source, change, error_code, error_msg] of cases) {
    const answer = await sms('POST', '/v3/tasks', taskFor(source, change))
    t.match(
      answer,
      { status: 400 + (error_code === 'SMS.7101' ? 4 : 0), body: { error_code, error_msg } },
      what,
    )
  }
  t.strictSame(emulator.emulator.dump(), before)
})

t.test('CreateTask: by blocks a partition can only grow', async (t) => {
  const emulator = await startTest(t)
  const source = await healthySource(emulator, {
    linux_block_check: '{"release_type":"CENTOS","release_version":"7","kernel_version":"3.10.0"}',
  })
  const example = taskFor(source, { type: 'MIGRATE_BLOCK' })
  const small = structuredClone(example) as {
    target_server: { disks: { physical_volumes: { size: number }[] }[] }
  }
  const [volume] = small.target_server.disks[0]?.physical_volumes ?? []
  if (volume) volume.size -= 1_048_576
  t.match((await emulator.sms('POST', '/v3/tasks', small)).body, {
    error_code: 'SMS.6611',
    error_msg: /only grow/,
  })
  t.equal((await emulator.sms('POST', '/v3/tasks', example)).status, 200)
})

t.test('CreateTask: a system disk over a terabyte is refused', async (t) => {
  const emulator = await startTest(t)
  const source = await healthySource(emulator, {
    disks: [{ name: 'a', os_disk: true, partition_style: 'GPT', size: 1025 * gigabyte }],
  })
  t.match((await emulator.sms('POST', '/v3/tasks', taskFor(source))).body, {
    error_code: 'SMS.6537',
  })
})

t.test('CreateTask: a target belongs to one task', async (t) => {
  const emulator = await startTest(t)
  await newTask(emulator)
  const source = await healthySource(emulator)
  t.match((await emulator.sms('POST', '/v3/tasks', taskFor(source))).body, {
    error_code: 'SMS.7605',
    error_msg: /7c804c50/,
  })
})

t.test('CreateTask: a target from a template has no vm_id until it is made', async (t) => {
  const emulator = await startTest(t, { fixture: ['fixtures/fleet.yaml'] })
  const source = await healthySource(emulator)
  const { disks } = taskFor('').target_server as { disks: object[] }
  const { body } = await emulator.sms('POST', '/v3/tasks', {
    ...taskFor(source, { migration_ip: undefined, exist_server: false, use_ipv6: true }),
    vm_template_id: '7c9a1f0e-52bb-4a6e-9f0e-1d5c2f6b8a01',
    target_server: { disks: disks.map((disk) => ({ ...disk, disk_id: undefined })) },
  })
  await act(emulator, body.id, 'start')
  await until(emulator, body.id, { subtask: 'CREATE_CLOUD_SERVER', percent: 40 })
  t.match((await emulator.sms('GET', `/v3/tasks/${body.id}`)).body, {
    migration_ip: null,
    target_server: { vm_id: '', name: '' },
    sub_tasks: [
      { name: 'CREATE_CLOUD_SERVER', progress: 40, start_date: Number, end_date: null },
      { name: 'SSL_CONFIG', progress: 0, start_date: null, end_date: null },
    ],
  })

  await until(emulator, body.id, { subtask: 'SSL_CONFIG' })

  t.match((await emulator.sms('GET', `/v3/tasks/${body.id}`)).body, {
    migration_ip: /./,
    target_server: { vm_id: /^[0-9a-f-]{36}$/, name: 'MigrationTask' },
  })
})

t.test('UpdateTask: a task is changed field by field', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  const url = `/v3/tasks/${task}`
  const { body: before } = await emulator.sms('GET', url)

  t.strictSame((await emulator.sms('PUT', url, {})).body, { id: task })
  t.strictSame((await emulator.sms('GET', url)).body, before, 'nothing sent, nothing changed')

  const example = exampleBody('UpdateTask')
  t.equal((await emulator.sms('PUT', url, { ...example, image_disk_id: 'image' })).status, 200)
  t.match((await emulator.sms('GET', url)).body, {
    name: 'MigrationTask-2',
    speed_limit: 100,
    use_public_ip: true,
    target_server: { image_disk_id: 'image', disks: [{ id: 736 }] },
  })
})

t.test('UpdateTask: what the plan was made from is fixed after the start', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  t.match((await emulator.sms('PUT', `/v3/tasks/${task}`, { type: 'MIGRATE_BLOCK' })).body, {
    error_code: 'SMS.7706',
    error_msg: /type is fixed/,
  })
  const clone = { clone_server: { vm_id: 'x' } }
  t.match((await emulator.sms('PUT', `/v3/tasks/${task}`, clone)).body, { error_code: 'SMS.7706' })
})

t.test('UpdateTask: a new limit re-plans the rest of the copy', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 50 })
  const show = async () => (await emulator.sms('GET', `/v3/tasks/${task}`)).body
  const before = await show()
  t.equal(before.migrate_speed, 50)

  await emulator.sms('PUT', `/v3/tasks/${task}`, { speed_limit: 25 })

  const after = await show()
  t.equal(after.migrate_speed, 25)
  t.equal(after.sub_tasks[3].progress, 50, 'what is done stays done')
  t.equal(
    Math.round(after.remain_seconds / before.remain_seconds),
    2,
    'the rest takes twice as long',
  )
})

t.test('ListTasks: newest first, filtered, in pages to the end', async (t) => {
  const { sms } = await startTest(t, { fixture: ['fixtures/fleet.yaml'] })
  const names = async (query: string) => {
    const { body } = await sms('GET', `/v3/tasks?${query}`)
    return [body.count, ...body.tasks.map(({ name }: { name: string }) => name)]
  }
  const all = await names('')
  t.equal(all.length, 17)
  t.strictSame(await names('limit=2&offset=15'), [16, all[16]])
  t.strictSame(await names('offset=16'), [16])
  t.strictSame(await names('limit=0'), all)
  t.strictSame(await names('state=running&limit=1'), [5, (await names('state=RUNNING'))[1]])
  t.match(
    (await sms('GET', '/v3/tasks?state=bogus')).body.error_msg,
    /state: "bogus" is not one of/,
  )
  t.strictSame(await names('name=win'), [
    3,
    ...all.filter((name) => String(name).startsWith('win')),
  ])
  const { body } = await sms('GET', '/v3/tasks?name=lin-05')
  const [task] = body.tasks
  t.strictSame(await names(`id=${task.id}`), [1, 'lin-05'])
  t.strictSame(await names(`source_server_id=${task.source_server.id}`), [1, 'lin-05'])
  t.strictSame(await names('enterprise_project_id=other'), [0])
  t.match(task, {
    state: 'RUNNING',
    sub_tasks: [{}, {}, {}, { name: 'MIGRATE_LINUX_FILE', progress: 41 }],
  })
  t.notOk('user_op' in task.sub_tasks[0], 'a listed sub-task is a shorter one')
})

t.test('DeleteTask: the state of the source decides whether a task can be deleted', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  const url = `/v3/tasks/${task}`
  await act(emulator, task, 'start')
  t.match(await emulator.sms('DELETE', url), {
    status: 400,
    body: { error_code: 'SMS.7719', error_msg: /initialize/ },
  })

  await act(emulator, task, 'stop')
  t.match((await emulator.sms('DELETE', url)).body, { error_code: 'SMS.7719' }, 'stopping')
  await until(emulator, task, { state: 'ABORT' })
  t.match(await emulator.sms('DELETE', url), { status: 200, body: {} })

  t.match(await emulator.sms('GET', url), {
    status: 404,
    body: { error_code: 'SMS.7703', error_msg: "Task doesn't exist" },
  })
  t.match((await emulator.sms('GET', `/v3/sources/${source}`)).body, {
    state: 'waiting',
    migration_cycle: 'checking',
    current_task: null,
  })
  t.equal((await emulator.sms('POST', '/v3/tasks', taskFor(source))).status, 200, 'and again')
})

t.test('DeleteTasks: a batch is deleted whole or not at all', async (t) => {
  const emulator = await startTest(t)
  const one = await newTask(emulator)
  const target = { ...(taskFor('').target_server as object), vm_id: 'other' }
  const two = await newTask(emulator, { target_server: target })
  await act(emulator, two.task, 'start')
  const ids = [one.task, two.task]
  t.match((await emulator.sms('POST', '/v3/tasks/delete', { ids })).body, {
    error_code: 'SMS.7719',
  })
  t.equal((await emulator.sms('GET', `/v3/tasks/${one.task}`)).status, 200)
  await until(emulator, two.task, { state: 'MIGRATE_SUCCESS' })
  t.match(await emulator.sms('POST', '/v3/tasks/delete', { ids }), { status: 200, body: {} })
  t.equal((await emulator.sms('GET', '/v3/tasks')).body.count, 0)
})
