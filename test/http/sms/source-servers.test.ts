import t from 'tap'
import {
  healthySource,
  linuxSource,
  newTask,
  noon,
  startTest,
  taskFor,
  windowsSource,
} from '../../helper.ts'

/** Source servers (behaviour.md §2.3-2.8). */

const checkNames = {
  LINUX: [
    'OS_VERSION',
    'CPU',
    'MEMORY',
    'PARAVIRTUALIZATION',
    'FIRMWARE',
    'BOOT_LOADER',
    'RSYNC',
    'RAW_DEVICES',
    'DISK_INFO',
    'PARTITION_STYLE',
    'FILE_SYSTEM',
    'LINUX_BLOCK_SUPPORT',
  ],
  WINDOWS: [
    'OS_VERSION',
    'FIRMWARE',
    'CPU',
    'MEMORY',
    'SYSTEM_ROOT',
    'PARTITION_STYLE',
    'FILE_SYSTEM',
    'FREE_SPACE',
    'OEM_SYSTEM',
    'DRIVER_FILE',
    'SERVICE',
    'ACCOUNT_RIGHTS',
  ],
}

for (const [os_type, names] of Object.entries(checkNames)) {
  t.test(`RegisterServer: the twelve checks of ${os_type} appear after one event`, async (t) => {
    const { sms, control } = await startTest(t)
    const report = os_type === 'LINUX' ? linuxSource() : windowsSource()
    const { body } = await sms('POST', '/v3/sources', report)

    t.match((await sms('GET', `/v3/sources/${body.id}`)).body, {
      state: 'unavailable',
      migration_cycle: 'checking',
      connected: false,
      checks: [],
      state_action_time: null,
      add_date: noon,
      stage_action_time: noon,
      last_visit_time: noon - 1,
    })

    await control('POST', '/_emulator/clock/advance', { events: 1 })

    const { body: source } = await sms('GET', `/v3/sources/${body.id}`)
    t.match(source, { state: 'waiting', migration_cycle: 'checking', connected: true })
    t.strictSame(
      source.checks.map(({ name }: { name: string }) => name),
      names,
    )
    const [first] = source.checks
    t.strictSame(first, {
      id: first.id,
      params: [''],
      name: 'OS_VERSION',
      result: 'OK',
      error_code: null,
      error_or_warn: null,
      error_params: '',
    })
    t.equal(source.checks[11].id, first.id + 11, 'ids are consecutive')
  })
}

t.test('RegisterServer: each check has its reason; only errors make it unavailable', async (t) => {
  const { sms, control } = await startTest(t)
  const gpt = linuxSource().disks as object[]
  const bad = (change: object) => [{ ...gpt[0], ...change }]
  const cases: [body: object, check: string, code: string, result?: string][] = [
    [linuxSource({ os_version: '' }), 'OS_VERSION', 'SMS.6503'],
    [linuxSource({ cpu_quantity: null }), 'CPU', 'SMS.6506'],
    [linuxSource({ memory: 0 }), 'MEMORY', 'SMS.6514'],
    [linuxSource({ paravirtualization: null }), 'PARAVIRTUALIZATION', 'SMS.6515'],
    [linuxSource({ firmware: null }), 'FIRMWARE', 'SMS.6505'],
    [linuxSource({ boot_loader: 'LILO' }), 'BOOT_LOADER', 'SMS.6516'],
    [linuxSource({ has_rsync: false }), 'RSYNC', 'SMS.6517'],
    [linuxSource({ raw_devices: '/dev/raw1' }), 'RAW_DEVICES', 'SMS.6518'],
    [linuxSource({ disks: [] }), 'DISK_INFO', 'SMS.6519'],
    [linuxSource({ volume_groups: null }), 'DISK_INFO', 'SMS.6519'],
    [linuxSource({ disks: bad({ partition_style: '' }) }), 'PARTITION_STYLE', 'SMS.6508'],
    [
      linuxSource({ disks: bad({ physical_volumes: [{ file_system: 'zfs' }] }) }),
      'FILE_SYSTEM',
      'SMS.6509',
    ],
    [linuxSource({ linux_block_check: 'x' }), 'LINUX_BLOCK_SUPPORT', 'SMS.6618', 'WARN'],
    [windowsSource({ system_dir: '' }), 'SYSTEM_ROOT', 'SMS.6534'],
    [windowsSource({ oem_system: true }), 'OEM_SYSTEM', 'SMS.6510', 'WARN'],
    [windowsSource({ driver_files: null }), 'DRIVER_FILE', 'SMS.6511'],
    [windowsSource({ system_services: null }), 'SERVICE', 'SMS.6512'],
    [windowsSource({ account_rights: false }), 'ACCOUNT_RIGHTS', 'SMS.6513'],
  ]
  for (const [report, name, error_code, result = 'ERROR'] of cases) {
    const { body } = await sms('POST', '/v3/sources', report)
    await control('POST', '/_emulator/clock/advance', { until: 'idle' })
    const { body: source } = await sms('GET', `/v3/sources/${body.id}`)
    const check = source.checks.find((item: { name: string }) => item.name === name)
    t.match(check, { result, error_code }, name)
    t.equal(source.state, result === 'WARN' ? 'waiting' : 'unavailable', name)
  }
})

t.test('RegisterServer, ShowServer: what was reported is shown, with ids', async (t) => {
  const emulator = await startTest(t)
  const report = linuxSource() as Record<string, unknown>
  const id = await healthySource(emulator)
  const { body } = await emulator.sms('GET', `/v3/sources/${id}`)

  for (const field of ['name', 'hostname', 'ip', 'os_type', 'os_version', 'firmware', 'memory']) {
    t.strictSame(body[field], report[field], field)
  }
  t.match(body.disks, report.disks as object)
  t.match(body.disks[0], { id: Number, need_migration: true, adjust_size: 0 })
  t.match(body.init_target_server.disks[0], { name: '/dev/vda', size: 42949672960 })
  const [disk] = linuxSource().disks as object[]
  for (const [device_use, shown] of [
    ['BOOT', 'BOOT'],
    ['VOLUME_GROUP', 'NORMAL'],
    ['', null],
  ] as const) {
    const made = await emulator.sms(
      'POST',
      '/v3/sources',
      linuxSource({ disks: [{ ...disk, device_use }] }),
    )
    const { init_target_server } = (await emulator.sms('GET', `/v3/sources/${made.body.id}`)).body
    t.equal(init_target_server.disks[0].device_use, shown, 'one of the three uses of a target disk')
  }
  t.equal(body.current_task, null)
})

t.test('RegisterServer: a source that is known registers again under its id', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  const id = await healthySource(emulator)
  const again = await sms(
    'POST',
    '/v3/sources',
    linuxSource({ id, name: 'renamed', boot_loader: 'LILO' }),
  )
  t.equal(again.body.id, id)
  await control('POST', '/_emulator/clock/advance', { until: 'idle' })
  t.match((await sms('GET', `/v3/sources/${id}`)).body, { name: 'renamed', state: 'unavailable' })

  const other = await sms('POST', '/v3/sources', linuxSource({ id: 'unknown' }))
  t.not(other.body.id, 'unknown', 'an unknown id makes a new record')

  const { source } = await newTask(emulator, {}, { name: 'kept' })
  await sms('POST', '/v3/sources', linuxSource({ id: source, name: 'changed' }))
  t.equal(
    (await sms('GET', `/v3/sources/${source}`)).body.name,
    'kept',
    'not once a target is configured',
  )
})

t.test('ListServers: newest first, filtered, in pages to the end', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  const ids: string[] = []
  for (const name of ['web-1', 'web-2', 'db_1']) {
    ids.unshift(await healthySource(emulator, { name, ip: `10.0.0.${ids.length}` }))
    await control('POST', '/_emulator/clock/advance', { by: 'PT1S' })
  }
  await sms('POST', '/v3/tasks', taskFor(ids[0] ?? ''))
  const names = async (query: string) => {
    const { body } = await sms('GET', `/v3/sources?${query}`)
    return [body.count, ...body.source_servers.map(({ name }: { name: string }) => name)]
  }

  t.strictSame(await names(''), [3, 'db_1', 'web-2', 'web-1'])
  t.strictSame(await names('limit=0'), [3, 'db_1', 'web-2', 'web-1'], '0 is the default')
  t.strictSame(await names('limit=2'), [3, 'db_1', 'web-2'])
  t.strictSame(await names('limit=2&offset=2'), [3, 'web-1'])
  t.strictSame(await names('offset=3'), [3], 'past the end is an empty page')
  t.strictSame(await names('name=web'), [2, 'web-2', 'web-1'])
  t.strictSame(await names('name=b_'), [1, 'db_1'], 'an underscore is no wildcard')
  t.strictSame(await names('name='), [3, 'db_1', 'web-2', 'web-1'], 'an empty filter is none')
  t.strictSame(await names(`id=${ids[1]}`), [1, 'web-2'])
  t.strictSame(await names('ip=10.0.0.0'), [1, 'web-1'])
  t.strictSame(await names('ipv6=fe80::1'), [0])
  t.strictSame(await names('state=waiting'), [3, 'db_1', 'web-2', 'web-1'])
  t.strictSame(await names('state=Init'), [0], 'init and any case are understood')
  t.strictSame(await names('migration_cycle=setting'), [1, 'db_1'])
  t.strictSame(await names('connected=true'), [3, 'db_1', 'web-2', 'web-1'])
  t.strictSame(await names('connected=false'), [0])
  t.strictSame(await names('enterprise_project_id=0'), [3, 'db_1', 'web-2', 'web-1'])
  t.strictSame(await names('migproject=nowhere'), [0])
  t.strictSame(await names('is_consistency_result_exist=true'), [0])
  t.strictSame(await names('is_consistency_result_exist=false&limit=1'), [3, 'db_1'])
  t.strictSame(await names('vm_id=7c804c50-e9eb-40af-86ec-c78da64f22e2'), [1, 'db_1'])
  t.strictSame(await names('vm_id=nothing'), [0])
})

t.test('UpdateServerName: a new name, and choices about disks', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const id = await healthySource(emulator)
  const url = `/v3/sources/${id}`
  const { body: before } = await sms('GET', url)
  const disk = before.disks[0]
  const volume = disk.physical_volumes[0]
  const half = 21_474_836_480

  t.match(
    await sms('PUT', url, {
      name: 'web-01',
      disks: [{ id: disk.id, physical_volumes: [{ id: String(volume.id), adjust_size: half }] }],
    }),
    { status: 200, body: {} },
  )
  const { body: after } = await sms('GET', url)
  t.match(after, { name: 'web-01', disks: [{ physical_volumes: [{ adjust_size: half }] }] })

  const choose = (adjust_size: number) => ({
    disks: [{ id: disk.id, physical_volumes: [{ id: volume.id, adjust_size }] }],
  })
  for (const [body, error_code] of [
    [{ name: '' }, 'SMS.6001'],
    [{ name: 'x'.repeat(65) }, 'SMS.6002'],
    [{ name: 'a b' }, 'SMS.6003'],
    [{ migprojectid: 'nowhere' }, 'SMS.7301'],
    [choose(volume.used_size), 'SMS.6538'],
    [{ disks: [{ id: disk.id, adjust_size: half - 1 }] }, 'SMS.6539'],
  ] as const) {
    t.match((await sms('PUT', url, body)).body, { error_code }, error_code)
  }
  t.strictSame((await sms('GET', url)).body, after, 'a refusal changes nothing')
})

t.test('DeleteServer, DeleteServers: alone, in a batch, and never with a task', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const [one, two] = [await healthySource(emulator), await healthySource(emulator)]
  const { source } = await newTask(emulator)

  t.match(await sms('DELETE', `/v3/sources/${source}`), {
    status: 400,
    body: { error_code: 'SMS.7601' },
  })
  t.match(await sms('POST', '/v3/sources/delete', { ids: [one, source] }), {
    status: 400,
    body: { error_code: 'SMS.7601' },
  })
  t.equal((await sms('GET', `/v3/sources/${one}`)).status, 200, 'all or nothing')

  t.match(await sms('DELETE', `/v3/sources/${one}`), { status: 200, body: {} })
  t.match(await sms('GET', `/v3/sources/${one}`), {
    status: 404,
    body: { error_code: 'SMS.7602', error_msg: 'SourceServer does not exist' },
  })
  t.equal((await sms('POST', '/v3/sources/delete', { ids: [two, two] })).status, 200)
  t.equal((await sms('GET', '/v3/sources')).body.count, 1)
})

t.test('DeleteServer: a source deleted before its check leaves nothing behind', async (t) => {
  const { sms, control } = await startTest(t)
  const { body } = await sms('POST', '/v3/sources', linuxSource())
  t.equal((await sms('DELETE', `/v3/sources/${body.id}`)).status, 200)
  t.match((await control('POST', '/_emulator/clock/advance', { until: 'idle' })).body, {
    stopped: 'idle',
    events: [],
  })
})

t.test('ShowOverview: the sources of each state are counted', async (t) => {
  const { sms } = await startTest(t, { fixture: ['fixtures/fleet.yaml'] })
  t.strictSame((await sms('GET', '/v3/sources/overview')).body, {
    waiting: 4,
    replicate: 2,
    syncing: 2,
    stopped: 2,
    deleting: 0,
    cutovering: 2,
    unavailable: 2,
    stopping: 1,
    skipping: 0,
    finished: 3,
    initialize: 2,
    error: 0,
    cloning: 0,
    unconfigured: 4,
  })
})

t.test('RegisterServer: a report yet to be checked leaves a source with its task', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  const id = await healthySource(emulator)
  await sms('POST', '/v3/sources', linuxSource({ id, boot_loader: 'LILO' }))
  const { body: task } = await sms('POST', '/v3/tasks', taskFor(id))
  await sms('POST', `/v3/tasks/${task.id}/action`, { operation: 'start' })
  await control('POST', '/_emulator/clock/advance', { by: 'PT1S' })
  t.match((await sms('GET', `/v3/sources/${id}`)).body, {
    state: 'initialize',
    migration_cycle: 'replicating',
  })
  t.match((await sms('DELETE', `/v3/tasks/${task.id}`)).body, { error_code: 'SMS.7719' })
})

t.test('RegisterServer: numbers too large to answer are refused', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const volume = (change: object) =>
    linuxSource({ disks: [{ name: 'a', partition_style: 'MBR', physical_volumes: [change] }] })
  t.equal((await sms('POST', '/v3/sources', volume({ inode_size: '9'.repeat(20) }))).status, 400)
  const huge = { used_size: Number.MAX_SAFE_INTEGER }
  const { body } = await sms(
    'POST',
    '/v3/sources',
    linuxSource({
      disks: [0, 1].map(() => ({ partition_style: 'MBR', physical_volumes: [huge] })),
    }),
  )
  await emulator.control('POST', '/_emulator/clock/advance', { events: 1 })
  const { body: task } = await sms('POST', '/v3/tasks', taskFor(body.id))
  await sms('POST', `/v3/tasks/${task.id}/action`, { operation: 'start' })
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT10M' })
  t.equal((await sms('GET', `/v3/sources/${body.id}`)).status, 200)
})

t.test('RegisterServer: a source needs a network with a MAC address', async (t) => {
  const { sms } = await startTest(t)
  for (const networks of [[], [{ mac: '' }], Array(51).fill({ mac: 'a' })]) {
    t.match(await sms('POST', '/v3/sources', linuxSource({ networks })), {
      status: 400,
      body: { error_msg: /networks/ },
    })
  }
})

t.test('UpdateServerName: Windows partitions and full groups cannot shrink', async (t) => {
  const { sms, control } = await startTest(t)
  const group = { name: 'vg', size: 100, logical_volumes: [{ name: 'lv', size: 60 }] }
  const { body: windows } = await sms('POST', '/v3/sources', windowsSource())
  const { body: linux } = await sms('POST', '/v3/sources', linuxSource({ volume_groups: [group] }))
  await control('POST', '/_emulator/clock/advance', { until: 'idle' })
  const [disk] = (await sms('GET', `/v3/sources/${windows.id}`)).body.disks
  const [volume] = disk.physical_volumes
  const shrink = { disks: [{ id: disk.id, physical_volumes: [{ id: volume.id, adjust_size: 1 }] }] }
  t.match((await sms('PUT', `/v3/sources/${windows.id}`, shrink)).body, { error_code: 'SMS.6540' })

  const [{ id, logical_volumes }] = (await sms('GET', `/v3/sources/${linux.id}`)).body.volume_groups
  const choose = (adjust_size: number) => ({
    volume_groups: [{ id, logical_volumes: [{ id: logical_volumes[0].id, adjust_size }] }],
  })
  t.match((await sms('PUT', `/v3/sources/${linux.id}`, choose(101))).body, {
    error_code: 'SMS.6541',
  })
  t.equal((await sms('PUT', `/v3/sources/${linux.id}`, choose(100))).status, 200)
  t.match((await sms('GET', `/v3/sources/${linux.id}`)).body.volume_groups, [
    { logical_volumes: [{ adjust_size: 100 }] },
  ])
})

t.test('RegisterServer: an account without a default migration project is refused', async (t) => {
  const { emulator, sms } = await startTest(t)
  emulator.accounts.get().write(({ migprojects }) => {
    for (const { id } of migprojects.all()) migprojects.remove(id)
  })
  t.match(await sms('POST', '/v3/sources', linuxSource()), {
    status: 400,
    body: { error_code: 'SMS.7304' },
  })
})
