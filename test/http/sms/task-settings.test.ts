import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import t from 'tap'
import { defaultImages } from '../../../src/domain/companions/default-images.ts'
import type { Task } from '../../../src/schemas/stored/records.ts'
import {
  act,
  exampleBody,
  healthySource,
  newTask,
  startTest,
  storesOf,
  taskFor,
  until,
} from '../../helper.ts'

/** Limits, options, certificates, logs, errors, and what the service says of itself. */

t.test('ShowsSpeedLimits, UpdateSpeed: limits by the hour replace one another', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { task } = await newTask(emulator)
  const url = `/v3/tasks/${task}/speed-limit`
  t.strictSame((await sms('GET', url)).body, { speed_limit: [] })
  await sms('POST', url, exampleBody('UpdateSpeed'))
  t.strictSame((await sms('GET', url)).body, exampleBody('UpdateSpeed'))
  await sms('POST', url, { speed_limit: [{ start: '00:00', end: '23:59' }] })
  t.strictSame((await sms('GET', url)).body.speed_limit, [
    { start: '00:00', end: '23:59', speed: 0, over_speed_threshold: 10 },
  ])
  const evening = { start: '18:00', end: '24:00', speed: 5, over_speed_threshold: 50 }
  t.equal((await sms('POST', url, { speed_limit: [evening] })).status, 200, 'to the end of the day')
  t.strictSame((await sms('GET', url)).body, { speed_limit: [evening] })
  const window = { start: '0:00', end: '1:00', speed: 1 }
  for (const [speed_limit, error_code] of [
    [Array(6).fill(window), 'SMS.6011'],
    [[{ ...window, end: '25:00' }], 'SMS.6405'],
    [[{ ...window, end: '24:01' }], 'SMS.6405'],
    [[{ ...window, start: '24:00' }], 'SMS.6405'],
    [[{ ...window, start: 'dawn' }], 'SMS.6405'],
    [[{ ...window, speed: 1001 }], 'SMS.6011'],
  ] as const) {
    t.match((await sms('POST', url, { speed_limit })).body, { error_code })
  }
})

t.test('UploadSpecialConfigurationSetting, ShowConfigSetting: set one by one', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { task } = await newTask(emulator)
  const url = `/v3/tasks/${task}/configuration-setting`
  const setting = (config_key: string, config_value: string) => ({ config_key, config_value })
  await sms('POST', url, {
    configurations: [setting('LINUX_CPU_LIMIT', '60'), setting('DYNAMIC_PORT', '1')],
  })
  await sms('POST', url, {
    configurations: [{ ...setting('LINUX_CPU_LIMIT', '70'), config_status: 'done' }],
  })
  t.strictSame((await sms('GET', url)).body, {
    task_id: task,
    migrate_type: 'LINUX_MIGRATE_FILE',
    configurations: [
      { config_key: 'LINUX_CPU_LIMIT', config_value: '70', config_status: 'done' },
      { config_key: 'DYNAMIC_PORT', config_value: '1', config_status: '' },
    ],
  })
  t.equal((await sms('GET', `${url}?config_key=DYNAMIC_PORT`)).body.configurations.length, 1)
  t.equal((await sms('GET', '/v3/tasks')).body.tasks[0].special_config.length, 2)
  t.equal((await sms('POST', url, { configurations: [setting('COLOUR', 'red')] })).status, 400)
  t.equal(
    (await sms('POST', url, { configurations: [setting('DYNAMIC_PORT', 'x'.repeat(1025))] }))
      .status,
    400,
  )
})

t.test('ShowCertKey: keys belong to their certificates, and stay the same', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { task } = await newTask(emulator)
  const url = `/v3/tasks/${task}/certkey`
  const { body } = await sms('GET', `${url}?enable_ca_cert=true`)
  t.strictSame((await sms('GET', `${url}?enable_ca_cert=true`)).body, body)
  t.equal((await sms('GET', url)).body.ca, null)
  const ca = new X509Certificate(body.ca)
  for (const [certificate, key] of [
    ['cert', 'private_key'],
    ['target_mgmt_cert', 'target_mgmt_private_key'],
    ['target_data_cert', 'target_data_private_key'],
  ] as const) {
    const x509 = new X509Certificate(body[certificate])
    t.ok(x509.verify(ca.publicKey), `${certificate} is signed by the ca`)
    const publicKey = createPublicKey(createPrivateKey(body[key]))
    t.ok(publicKey.equals(x509.publicKey), `${key} belongs to ${certificate}`)
  }
  t.notMatch(body.cert, body.target_data_cert)
})

t.test('ShowPassphrase: sixteen hexadecimal digits, the same each time', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { task } = await newTask(emulator)
  const { body: pass } = await sms('GET', `/v3/tasks/${task}/passphrase`)
  t.match(pass, { task_id: task, passphrase: /^[0-9a-f]{16}$/ })
  t.strictSame((await sms('GET', `/v3/tasks/${task}/passphrase`)).body, pass)
})

t.test('CollectLog: once a task was started, one upload at a time', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { task, source } = await newTask(emulator)
  const collect = () => sms('POST', `/v3/tasks/${task}/log`, { log_bucket: 'my-logs' })
  t.match((await collect()).body, { error_code: 'SMS.7717' })
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.match(await collect(), { status: 200, body: {} })
  t.match((await collect()).body, { error_code: 'SMS.7716' })
  t.match((await sms('GET', `/v3/sources/${source}/command`)).body, {
    command_name: 'UPLOAD_LOG',
    command_param: { bucket: 'my-logs' },
  })
  const log = async () => (await sms('GET', '/v3/sources')).body.source_servers[0].current_task
  t.match(await log(), {
    log_collect_status: 'UPLOADING',
    log_bucket: 'my-logs',
    log_share_url: null,
  })
  t.match((await emulator.control('POST', '/_emulator/clock/advance', { events: 1 })).body.events, [
    { type: 'task.log', data: { status: 'UPLOADED' } },
  ])
  t.match(await log(), {
    log_collect_status: 'UPLOADED',
    log_share_url: /my-logs/,
    log_expire: 3600,
  })
  t.equal((await collect()).status, 200, 'and again')

  const target = { target_server: { ...(taskFor('').target_server as object), vm_id: 'other' } }
  const old = await newTask(emulator, target, { agent_version: '25.1.9' })
  await act(emulator, old.task, 'start')
  t.match((await sms('POST', `/v3/tasks/${old.task}/log`, { log_bucket: 'b' })).body, {
    error_code: 'SMS.7707',
  })
})

t.test('ListErrorServers: failed tasks are listed', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  t.strictSame((await sms('GET', '/v3/errors')).body, { count: 0, migration_errors: [] })
  const { task, source } = await newTask(emulator)
  const { emulator: inside } = emulator
  const { tasks } = storesOf(inside)
  const record = tasks.find(task)
  const error_json = '{"error_code":"SMS.0515","error_param":"[]"}'
  const failed = { ...record, error_json } as Task
  inside.commits.atomically(() => tasks.save(failed))
  t.strictSame((await sms('GET', '/v3/errors?limit=1&offset=0')).body, {
    count: 1,
    migration_errors: [
      {
        error_json,
        host_name: 'sms-source-01',
        name: 'sms-source-01',
        source_id: source,
        source_ip: '192.168.0.154',
        target_ip: '192.168.1.175',
      },
    ],
  })
  t.match((await sms('GET', '/v3/errors?offset=1')).body, { count: 1, migration_errors: [] })
  t.match((await sms('GET', '/v3/errors?enterprise_project_id=x')).body, { count: 0 })
})

t.test('ShowSha256: the hash of the key', async (t) => {
  const { sms } = await startTest(t)
  t.strictSame((await sms('GET', '/v3/sha256/hello')).body, {
    value: createHash('sha256').update('hello').digest('hex'),
  })
})

t.test('CheckNetAcl: passes for a system that there is', async (t) => {
  const { sms } = await startTest(t)
  const acl = '/v3/tasks/p/networkacl/n/check'
  t.match(await sms('GET', `${acl}?region_id=r&os_type=LINUX`), { status: 200, body: {} })
  t.match((await sms('GET', `${acl}?region_id=r&os_type=BEOS`)).body, { error_code: 'SMS.6601' })
  t.equal((await sms('GET', acl)).status, 400)
})

t.test('UnlockTargetEcs: the target of a task that exists is unlocked', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { task } = await newTask(emulator)
  t.match(await sms('POST', `/v3/tasks/${task}/unlock`), { status: 200, body: {} })
  t.match(await sms('POST', '/v3/tasks/x/unlock'), { status: 404 })
})

t.test('ShowConfig: regions with six images each, and what Terraform reads', async (t) => {
  const { sms } = await startTest(t)
  t.match((await sms('GET', '/v3/config')).body, {
    config: { mainRegion: 'cn-north-4' },
    regions: [{ region_name: 'cn-north-4' }, { region_name: 'ap-southeast-1' }],
  })
  const { config, regions } = (await sms('GET', '/v3/config')).body
  const filled = ['mainRegion', 'obs_domain', 'disktype']
  for (const name of filled) t.ok(config[name], `Terraform wants ${name}`)
  const ids = regions.flatMap((region: Record<string, string>) => {
    for (const [name, value] of Object.entries(region)) t.ok(value, `Terraform wants ${name}`)
    return Object.keys(region).flatMap((name) => (name.endsWith('_image_id') ? region[name] : []))
  })
  t.equal(new Set(ids).size, 12, 'six images of each region')
  const public_images = ['cn-north-4', 'ap-southeast-1'].flatMap(defaultImages)
  for (const id of ids)
    t.ok(
      public_images.some((image) => image.id === id),
      'IMS has it',
    )
  t.strictSame((await sms('GET', '/v3/config')).body.regions, regions, 'the same each time')
})

t.test('ShowPrivacyAgreements, CreatePrivacyAgreements: false until agreed to', async (t) => {
  const { sms } = await startTest(t)
  t.strictSame((await sms('GET', '/v3/privacy-agreements')).body, { flag: false })
  const agreed = await sms('POST', '/v3/privacy-agreements')
  t.match(agreed, { status: 200, body: '', headers: { 'content-type': /json/ } })
  t.strictSame((await sms('GET', '/v3/privacy-agreements')).body, { flag: true })
})

t.test('UnlockTargetEcs: a target that is not there yet cannot be unlocked', async (t) => {
  const emulator = await startTest(t, { fixture: ['fixtures/fleet.yaml'] })
  const { body } = await emulator.sms('GET', '/v3/tasks?name=lin-15')
  t.match((await emulator.sms('POST', `/v3/tasks/${body.tasks[0].id}/unlock`)).body, {
    error_code: 'SMS.8102',
  })
})

t.test('settings of a task that does not exist', async (t) => {
  const emulator = await startTest(t)
  await healthySource(emulator)
  for (const [method, path, body] of [
    ['GET', 'speed-limit', undefined],
    ['POST', 'speed-limit', { speed_limit: [] }],
    ['GET', 'configuration-setting', undefined],
    ['POST', 'configuration-setting', { configurations: [] }],
    ['GET', 'certkey', undefined],
    ['GET', 'passphrase', undefined],
    ['POST', 'log', { log_bucket: 'b' }],
    ['GET', 'consistency-result', undefined],
  ] as const) {
    t.match(
      await emulator.sms(method, `/v3/tasks/x/${path}`, body),
      { status: 404, body: { error_code: 'SMS.7703' } },
      path,
    )
  }
})
