import assert from 'node:assert/strict'
import { advance, exampleBody, project_id, region, sms } from './emulator.mjs'
import { check } from './report.mjs'

/** Every operation of SMS once, with its documented body, in an order in which each can succeed. */

const call = sms()

/** What one operation made and another one needs. */
const made = {}

const onProject = () => ({ path: { mig_project_id: made.project } })
const onTemplate = () => ({ path: { id: made.template } })
const onSource = () => ({ path: { source_id: made.source } })
const onServer = () => ({ path: { server_id: made.source } })
const onTask = () => ({ path: { task_id: made.task } })
const page = { limit: 10, offset: 0 }

const template = (name, change = {}) => ({
  template: {
    ...exampleBody('CreateTemplate').template,
    name,
    region,
    target_password: 'Target@123',
    ...change,
  },
})

const newTemplate = async (name) => (await call('CreateTemplate', { body: template(name) })).id

/** A source that has passed its check. */
export async function newSource(name) {
  const { id } = await call('RegisterServer', { body: exampleBody('RegisterServer', { name }) })
  await advance({ events: 1 })
  return id
}

/** A task to an existing server with an id, or, without one, to one from the template. */
export async function newTask(name, source, vm_id) {
  const { target_server } = exampleBody('CreateTask')
  const body = exampleBody('CreateTask', {
    name,
    source_server: { id: source },
    target_server: { ...target_server, vm_id },
    exist_server: vm_id !== undefined,
    vm_template_id: vm_id === undefined ? made.template : undefined,
    use_public_ip: false,
  })
  return (await call('CreateTask', { body })).id
}

const shownTask = () => call('ShowTask', onTask())
const shownSource = () => call('ShowServer', onSource())

const in_order = {
  async ListApiVersion() {
    const { versions } = await call('ListApiVersion')
    assert.deepEqual(
      versions.map(({ id }) => id),
      ['v3'],
    )
  },
  async ShowApiVersion() {
    const { id, status } = await call('ShowApiVersion', { path: { version: 'v3' } })
    assert.deepEqual({ id, status }, { id: 'v3', status: 'SUPPORTED' })
  },
  async ShowConfig() {
    const { config, regions } = await call('ShowConfig')
    assert.equal(config.mainRegion, 'cn-north-4')
    assert.equal(regions[1].region_name, region)
  },
  async CreatePrivacyAgreements() {
    assert.equal((await call('ShowPrivacyAgreements')).flag, false)
    await call('CreatePrivacyAgreements')
  },
  async ShowPrivacyAgreements() {
    assert.equal((await call('ShowPrivacyAgreements')).flag, true)
  },
  async CreateMigproject() {
    made.project = (await call('CreateMigproject', { body: exampleBody('CreateMigproject') })).id
    assert.ok(made.project)
  },
  async ListMigprojects() {
    const { count, migprojects } = await call('ListMigprojects', { query: page })
    assert.equal(count, 2)
    made.system_project = migprojects.find(({ name }) => name === 'SystemProject').id
  },
  async ShowMigproject() {
    assert.equal((await call('ShowMigproject', onProject())).description, 'first wave')
  },
  async UpdateMigproject() {
    const body = exampleBody('UpdateMigproject', { name: 'second-wave' })
    await call('UpdateMigproject', { ...onProject(), body })
    assert.equal((await call('ShowMigproject', onProject())).name, 'second-wave')
  },
  async UpdateDefaultMigproject() {
    for (const mig_project_id of [made.project, made.system_project]) {
      await call('UpdateDefaultMigproject', { path: { mig_project_id } })
      const { isdefault } = await call('ShowMigproject', { path: { mig_project_id } })
      assert.equal(isdefault, true)
    }
  },
  async DeleteMigproject() {
    await call('DeleteMigproject', onProject())
    assert.equal((await call('ListMigprojects')).count, 1)
  },
  async CreateTemplate() {
    made.template = await newTemplate('small')
    assert.ok(made.template)
  },
  async ListTemplates() {
    const answer = await call('ListTemplates', { query: { name: 'small', region, ...page } })
    assert.equal(answer.count, 1)
    assert.equal(answer.templates[0].id, made.template)
  },
  async ShowTemplate() {
    const { template } = await call('ShowTemplate', onTemplate())
    assert.equal(template.flavor, 's6.large.2')
    assert.equal(template.is_template, 'true')
  },
  async UpdateTemplate() {
    const body = template('small', { flavor: 's6.xlarge.2' })
    await call('UpdateTemplate', { ...onTemplate(), body })
    assert.equal((await call('ShowTemplate', onTemplate())).template.flavor, 's6.xlarge.2')
  },
  async RegisterServer() {
    made.source = await newSource('web-01')
    assert.ok(made.source)
  },
  async ListServers() {
    const query = { name: 'web-01', state: 'waiting', ...page }
    const { count, source_servers } = await call('ListServers', { query })
    assert.equal(count, 1)
    assert.equal(source_servers[0].id, made.source)
  },
  async ShowServer() {
    const { name, state, disks } = await shownSource()
    assert.deepEqual({ name, state }, { name: 'web-01', state: 'waiting' })
    assert.equal(disks[0].physical_volumes[0].mount_point, '/')
  },
  async ShowOverview() {
    assert.equal((await call('ShowOverview')).waiting, 1)
  },
  async UpdateServerName() {
    const body = { name: 'web-renamed', migprojectid: made.system_project }
    await call('UpdateServerName', { ...onSource(), body })
    assert.equal((await shownSource()).name, 'web-renamed')
  },
  async UpdateDiskInfo() {
    const { disks } = exampleBody('UpdateDiskInfo')
    disks[0].inode_size = 512
    const body = { disks, volumegroups: [], btrfs_list: [] }
    await call('UpdateDiskInfo', { ...onSource(), body })
    assert.equal((await shownSource()).disks[0].inode_size, 512)
  },
  async UpdateCopyState() {
    await call('UpdateCopyState', { ...onSource(), body: exampleBody('UpdateCopyState') })
    // A source without a task stays in its stage, whatever is reported.
    assert.equal((await shownSource()).migration_cycle, 'checking')
  },
  async CreateTask() {
    made.task = await newTask('move-web-01', made.source)
    assert.ok(made.task)
  },
  async ListTasks() {
    const query = { source_server_id: made.source, ...page }
    const { count, tasks } = await call('ListTasks', { query })
    assert.equal(count, 1)
    assert.equal(tasks[0].id, made.task)
  },
  async ShowTask() {
    const { name, state, vm_template_id } = await shownTask()
    assert.deepEqual([name, state, vm_template_id], ['move-web-01', 'READY', made.template])
  },
  async UpdateTask() {
    const body = { name: 'move-web', speed_limit: 50 }
    assert.equal((await call('UpdateTask', { ...onTask(), body })).id, made.task)
    assert.equal((await shownTask()).speed_limit, 50)
  },
  async UpdateSpeed() {
    await call('UpdateSpeed', { ...onTask(), body: exampleBody('UpdateSpeed') })
  },
  async ShowsSpeedLimits() {
    const { speed_limit } = await call('ShowsSpeedLimits', onTask())
    assert.deepEqual(
      speed_limit.map(({ speed }) => speed),
      [1000, 100],
    )
  },
  async UploadSpecialConfigurationSetting() {
    const body = exampleBody('UploadSpecialConfigurationSetting')
    await call('UploadSpecialConfigurationSetting', { ...onTask(), body })
  },
  async ShowConfigSetting() {
    const query = { config_key: 'LINUX_CPU_LIMIT' }
    const answer = await call('ShowConfigSetting', { ...onTask(), query })
    assert.equal(answer.configurations[0].config_value, '60')
  },
  async ShowCertKey() {
    const { cert } = await call('ShowCertKey', { ...onTask(), query: { enable_ca_cert: true } })
    assert.match(cert, /^-----BEGIN CERTIFICATE-----/)
  },
  async ShowPassphrase() {
    assert.equal((await call('ShowPassphrase', onTask())).passphrase.length, 16)
  },
  async ShowCommand() {
    const { command_name, command_param } = await call('ShowCommand', onServer())
    assert.deepEqual([command_name, command_param.task_id], ['TASK_NOT_STARTED', made.task])
  },
  async UpdateTaskStatus() {
    await call('UpdateTaskStatus', { ...onTask(), body: exampleBody('UpdateTaskStatus') })
    assert.equal((await shownTask()).state, 'RUNNING')
  },
  async ShowTargetPassword() {
    const { target_password } = await call('ShowTargetPassword', onTemplate())
    assert.equal(target_password, 'Target@123')
  },
  async UpdateCommandResult() {
    await call('UpdateCommandResult', { ...onServer(), body: exampleBody('UpdateCommandResult') })
  },
  async UpdateTaskSpeed() {
    await call('UpdateTaskSpeed', { ...onTask(), body: exampleBody('UpdateTaskSpeed') })
    // The copy has not begun, so that it has no speed.
    const { migrate_speed, compress_rate } = await shownTask()
    assert.deepEqual(
      [migrate_speed, compress_rate],
      [0, exampleBody('UpdateTaskSpeed').compress_rate],
    )
  },
  async UpdateConsistencyResult() {
    const body = exampleBody('UpdateConsistencyResult')
    await call('UpdateConsistencyResult', { ...onTask(), body })
  },
  async ShowConsistencyResult() {
    const { result_list } = await call('ShowConsistencyResult', onTask())
    assert.match(result_list[0], /\/root\/test/)
  },
  async ExportConsistencyResults() {
    const task_info = [{ task_id: made.task, source_id: made.source, source_name: 'web-renamed' }]
    const answer = await call('ExportConsistencyResults', { body: { task_info } })
    assert.equal(answer.httpStatusCode, 200)
  },
  async UpdateNetworkCheckInfo() {
    const body = exampleBody('UpdateNetworkCheckInfo')
    const { task_id } = await call('UpdateNetworkCheckInfo', { ...onTask(), body })
    assert.equal(task_id, made.task)
  },
  async CollectLog() {
    await advance({ until: { task: made.task, state: 'MIGRATE_SUCCESS' } })
    await call('CollectLog', { ...onTask(), body: exampleBody('CollectLog') })
    assert.equal((await call('ShowCommand', onServer())).command_name, 'UPLOAD_LOG')
  },
  async ListErrorServers() {
    const { count, migration_errors } = await call('ListErrorServers', { query: page })
    assert.equal(count, migration_errors.length)
  },
  async UnlockTargetEcs() {
    await call('UnlockTargetEcs', onTask())
  },
  async CheckNetAcl() {
    const path = { t_project_id: project_id, t_network_id: 'a1f2b3c4-d5e6-4f70-8a9b-0c1d2e3f4a5b' }
    await call('CheckNetAcl', { path, query: { region_id: region, os_type: 'LINUX' } })
  },
  async ShowSha256() {
    const { value } = await call('ShowSha256', { path: { key: 'hello' } })
    assert.equal(value, '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824')
  },
  async DeleteTask() {
    await call('DeleteTask', onTask())
    assert.equal((await call('ListTasks')).count, 0)
  },
  async DeleteTasks() {
    made.second_source = await newSource('db-01')
    const vm_id = '5d1f4c1a-6c0e-4f1c-9d43-2f6f3a8f2c12'
    const task = await newTask('move-db-01', made.second_source, vm_id)
    await call('DeleteTasks', { body: { ids: [task] } })
    assert.equal((await call('ListTasks')).count, 0)
  },
  async DeleteTemplate() {
    await call('DeleteTemplate', onTemplate())
    assert.equal((await call('ListTemplates')).count, 0)
  },
  async DeleteTemplates() {
    const ids = [await newTemplate('one'), await newTemplate('two')]
    await call('DeleteTemplates', { body: { ids } })
    assert.equal((await call('ListTemplates')).count, 0)
  },
  async DeleteServer() {
    await call('DeleteServer', onSource())
    assert.equal((await call('ListServers')).count, 1)
  },
  async DeleteServers() {
    await call('DeleteServers', { body: { ids: [made.second_source] } })
    assert.equal((await call('ListServers')).count, 0)
  },
}

export async function operations() {
  for (const [operationId, work] of Object.entries(in_order)) {
    await check('operation', operationId, 'core', work)
  }
}
