import t from 'tap'
import { startTest } from '../helper.ts'
import { blocks, done, fromTemplate, story, syncing, template, windows } from './story.ts'

/** Migrations in which nothing goes wrong (behaviour.md §9). */

const upToFormat = ['SSL_CONFIG', 'ATTACH_AGENT_IMAGE', 'FORMAT_DISK_LINUX_FILE']
const copied = [...upToFormat, 'MIGRATE_LINUX_FILE']
const launched = ['CONFIGURE_LINUX_FILE', 'DETTACH_AGENT_IMAGE']

t.test('1 Linux file, existing target, syncing=false', async (t) => {
  const its = await story(t, { scenario: '01-linux-file' })
  await its.shows('READY/waiting[setting]', [])
  await its.does('start')
  await its.until('FORMAT_DISK_LINUX_FILE', 50)
  await its.shows('RUNNING/initialize[replicating]', [
    ...done('SSL_CONFIG', 'ATTACH_AGENT_IMAGE'),
    'FORMAT_DISK_LINUX_FILE 50',
  ])
  await its.until('MIGRATE_LINUX_FILE')
  await its.shows('RUNNING/replicate[replicating]', [
    ...done(...upToFormat),
    'MIGRATE_LINUX_FILE 1',
  ])
  await its.until('MIGRATE_LINUX_FILE', 99)
  await its.shows('RUNNING/replicate[replicating]', [
    ...done(...upToFormat),
    'MIGRATE_LINUX_FILE 99',
  ])
  await its.until('CONFIGURE_LINUX_FILE', 10)
  await its.shows('RUNNING/cutovering[cutovering]', [...done(...copied), 'CONFIGURE_LINUX_FILE 10'])
  await its.until('MIGRATE_SUCCESS')
  await its.shows('MIGRATE_SUCCESS/finished[cutovered]', done(...copied, ...launched))
  t.match(await its.task(), { estimate_complete_time: null, remain_seconds: null })
})

t.test('2 the same with a consistency check', async (t) => {
  const task = { is_need_consistency_check: true }
  const its = await story(t, { scenario: '02-consistency-check', task })
  await its.does('start')
  await its.until('CHECK_CONSISTENCY', 50)
  await its.shows('RUNNING/replicate[replicating]', [...done(...copied), 'CHECK_CONSISTENCY 50'])
  t.match(await its.listed(), { is_consistency_result_exist: false })
  await its.until('MIGRATE_SUCCESS')
  await its.shows(
    'MIGRATE_SUCCESS/finished[cutovered]',
    done(...copied, 'CHECK_CONSISTENCY', ...launched),
  )
  t.match(await its.listed(), { is_consistency_result_exist: true })
  const { body } = await its.call('GET', `/v3/tasks/${its.task_id}/consistency-result`)
  t.match(JSON.parse(body.result_list[0]), {
    check_result: 'true',
    consistency_result: [{ dir_check: '/', num_different_files: 0 }],
  })
})

t.test('3 Linux file, continuous sync, cutover', async (t) => {
  const its = await story(t, { scenario: '03-continuous-sync', ...syncing })
  await its.does('start')
  await its.until('SYNCING')
  await its.shows('SYNCING/syncing[syncing]', done(...copied))
  await its.passes('PT5H')
  await its.shows('SYNCING/syncing[syncing]', done(...copied))
  await its.does('cutover')
  await its.shows('SYNCING/cutovering[cutovering]', [])
  t.strictSame(await its.plan('CUTOVER0'), launched)
  await its.until('MIGRATE_SUCCESS')
  await its.shows('MIGRATE_SUCCESS/finished[cutovered]', done(...launched))
})

t.test('4 the full run of the seed', async (t) => {
  const its = await story(t, { scenario: '04-two-launches', ...syncing })
  await its.does('start')
  await its.until('SYNCING')
  await its.does('cutover')
  await its.until('MIGRATE_SUCCESS')
  await its.does('restart')
  await its.shows('SYNCING/syncing[syncing]', [])
  t.strictSame(await its.plan('RESYNC0'), ['SSL_CONFIG', 'ATTACH_AGENT_IMAGE', 'SYNC_LINUX_FILE'])
  await its.untilIdle()
  await its.does('cutover')
  await its.until('SYNC_SUCCESS')
  await its.shows('SYNC_SUCCESS/finished[cutovered]', done(...launched))
  await its.does('restart')
  await its.untilIdle()
  await its.shows(
    'SYNCING/syncing[syncing]',
    done('SSL_CONFIG', 'ATTACH_AGENT_IMAGE', 'SYNC_LINUX_FILE'),
  )
  const { sub_tasks, total_time, finish_date } = await its.task()
  t.equal(sub_tasks.length, 14)
  t.equal(total_time, 935_000, 'the sum that the page shows')
  t.equal(finish_date, sub_tasks[10].end_date, 'the end of CUTOVER1')
})

t.test('5 Linux block', async (t) => {
  const its = await story(t, { scenario: '05-linux-block', ...blocks })
  await its.does('start')
  await its.until('SSL_CONFIG', 50)
  const { body } = await its.call('GET', `/v3/tasks/${its.task_id}/certkey?enable_ca_cert=true`)
  t.match(body, { cert: /BEGIN CERTIFICATE/, private_key: /PRIVATE KEY/ })
  await its.until('MIGRATE_LINUX_BLOCK', 25)
  const total = 42_949_672_960
  t.match(await its.source(), { totalsize: total })
  t.equal(Math.floor(((await its.source()).replicatesize / total) * 100), 25)
  await its.until('MIGRATE_SUCCESS')
  await its.shows(
    'MIGRATE_SUCCESS/finished[cutovered]',
    done(
      'SSL_CONFIG',
      'ATTACH_AGENT_IMAGE',
      'FORMAT_DISK_LINUX_BLOCK',
      'MIGRATE_LINUX_BLOCK',
      'CONFIGURE_LINUX_BLOCK',
      'DETTACH_AGENT_IMAGE',
    ),
  )
})

const windows_rows = [
  'SSL_CONFIG',
  'ATTACH_AGENT_IMAGE',
  'FORMAT_DISK_WINDOWS',
  'MIGRATE_WINDOWS_BLOCK',
  'CONFIGURE_WINDOWS',
  'DETTACH_AGENT_IMAGE',
]

t.test('7 Windows block, existing target', async (t) => {
  const its = await story(t, { scenario: '07-windows-block', ...windows })
  await its.does('start')
  t.strictSame(await its.plan('REPLICATE'), windows_rows)
  await its.until('MIGRATE_SUCCESS')
  await its.shows('MIGRATE_SUCCESS/finished[cutovered]', done(...windows_rows))
})

t.test('8 a template creates the VM', async (t) => {
  const emulator = await startTest(t)
  const hidden = await template(emulator, { is_template: false })
  const task = fromTemplate(hidden)
  const its = await story(t, { in: emulator, scenario: '08-template', task })
  await its.does('start')
  await its.until('CREATE_CLOUD_SERVER', 50)
  await its.shows('RUNNING/initialize[replicating]', ['CREATE_CLOUD_SERVER 50'])
  t.match(await its.task(), {
    target_server: { vm_id: '', name: '' },
    sub_tasks: [
      { start_date: Number, end_date: null },
      { start_date: null, end_date: null },
    ],
  })
  await its.until('SSL_CONFIG')
  t.match(await its.task(), { target_server: { vm_id: /^[0-9a-f-]{36}$/, name: 'MigrationTask' } })
  await its.until('MIGRATE_SUCCESS')
  await its.shows(
    'MIGRATE_SUCCESS/finished[cutovered]',
    done('CREATE_CLOUD_SERVER', ...copied, ...launched),
  )
  t.equal((await its.call('GET', `/v3/vm/templates/${hidden}`)).status, 200)
  await its.call('DELETE', `/v3/tasks/${its.task_id}`)
  t.match(await its.call('GET', `/v3/vm/templates/${hidden}`), {
    status: 404,
    body: { error_code: 'SMS.7101' },
  })
})

t.test('41 start_target_server=false', async (t) => {
  const task = { start_target_server: false }
  const its = await story(t, { scenario: '41-target-stays-off', task })
  await its.does('start')
  await its.until('MIGRATE_SUCCESS')
  await its.shows('MIGRATE_SUCCESS/finished[cutovered]', done(...copied, ...launched))
  const url = `/_emulator/tasks/${its.task_id}/timeline`
  const { body } = await its.emulator.control('GET', url)
  const power = body.past.filter(({ type }: { type: string }) => type === 'target.power')
  t.match(power, [{ data: { on: false } }])
})

t.test('42 Terraform applies: READY, then RUNNING for a while, even at a pace of 60', async (t) => {
  const emulator = await startTest(t, { pace: 60 })
  const its = await story(t, { in: emulator, scenario: '42-terraform-apply' })
  await its.shows('READY/waiting[setting]')
  await its.does('start')
  await its.passes('PT5S')
  await its.shows('RUNNING/initialize[replicating]')
  await its.passes('PT10S')
  await its.shows('RUNNING/initialize[replicating]')
  await its.passes('PT10S')
  await its.shows('RUNNING/initialize[replicating]')
})
