import t from 'tap'
import { act, exampleBody, startTest } from '../helper.ts'
import {
  blocks,
  done,
  fresh,
  fromTemplate,
  type Story,
  story,
  syncing,
  template,
  windows,
} from './story.ts'

/** Migrations in which nothing goes wrong, and what a client does on their way (behaviour.md §9). */

const upToFormat = ['SSL_CONFIG', 'ATTACH_AGENT_IMAGE', 'FORMAT_DISK_LINUX_FILE']
const copied = [...upToFormat, 'MIGRATE_LINUX_FILE']
const launched = ['CONFIGURE_LINUX_FILE', 'DETTACH_AGENT_IMAGE']

t.test('1 Linux file, existing target, syncing=false', async (t) => {
  const its = await story(t, { scenario: '01-linux-file' })
  await its.shows('READY/waiting[setting]', [])
  await its.does('start')
  await its.until('FORMAT_DISK_LINUX_FILE', 10)
  await its.shows('RUNNING/initialize[replicating]', [
    ...done('SSL_CONFIG', 'ATTACH_AGENT_IMAGE'),
    'FORMAT_DISK_LINUX_FILE 10',
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
  await its.until('CONFIGURE_LINUX_FILE', 15)
  await its.shows('RUNNING/cutovering[cutovering]', [...done(...copied), 'CONFIGURE_LINUX_FILE 15'])
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
  const emulator = await fresh(t)
  const hidden = await template(emulator, { is_template: false })
  const task = fromTemplate(hidden)
  const its = await story(t, { in: emulator, scenario: '08-template', task })
  await its.does('start')
  await its.until('CREATE_CLOUD_SERVER', 40)
  await its.shows('RUNNING/initialize[replicating]', ['CREATE_CLOUD_SERVER 40'])
  t.match(await its.task(), {
    target_server: { vm_id: '', name: '' },
    sub_tasks: [
      { start_date: Number, end_date: null },
      { start_date: null, end_date: null },
    ],
  })
  await its.until('SSL_CONFIG')
  t.match(await its.task(), { target_server: { vm_id: /^[0-9a-f-]{36}$/, name: 'target-01' } })
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

t.test('18 pause and resume', async (t) => {
  const its = await story(t, { scenario: '18-pause-and-resume' })
  const rows = [...done(...upToFormat), 'MIGRATE_LINUX_FILE 63']
  await its.does('start')
  await its.isRefused('start', 'SMS.7713')
  await its.until('MIGRATE_LINUX_FILE', 63)
  await its.does('stop')
  await its.shows('ABORTING/stopping[replicating]', rows)
  await its.isRefused('stop', 'SMS.7714')
  await its.until('ABORT')
  await its.shows('ABORT/stopped[replicating]', rows)
  await its.does('start')
  await its.shows('RUNNING/replicate[replicating]', rows)
  await its.isRefused('start', 'SMS.7713')
  await its.until('MIGRATE_SUCCESS')
  t.equal((await its.plan('REPLICATE')).length, 6, 'the same rows')
})

const cloneOf = async (its: Story) => (await its.listed()).current_task.clone_server

t.test('21 clone', async (t) => {
  const its = await story(t, { scenario: '21-clone', ...syncing })
  await its.isRefused('clone_test', 'SMS.7721')
  t.match(await cloneOf(its), { clone_state: 'NOT_READY' })
  await its.does('start')
  await its.until('SYNCING')
  t.match(await cloneOf(its), { clone_state: 'READY' })
  await its.does('clone_test')
  await its.shows('SYNCING/cloning[syncing]', [])
  t.match(await cloneOf(its), { clone_state: 'PREPARING' })
  await its.until('CLONE_VM', 50)
  await its.shows('SYNCING/cloning[syncing]', ['CLONE_VM 50'])
  t.match(await cloneOf(its), { clone_state: 'CREATING' })
  await its.untilIdle()
  await its.shows('SYNCING/syncing[syncing]', ['CLONE_VM 100'])
  t.match(await cloneOf(its), { clone_state: 'FINISHED', vm_id: /./, clone_error: '' })
})

t.test('21 clone, beyond the quota', async (t) => {
  const its = await story(t, { scenario: '21-clone', named: '21-clone-quota', ...syncing })
  await its.does('start')
  await its.until('SYNCING')
  await its.does('clone_test')
  await its.untilIdle()
  await its.shows('SYNCING/syncing[syncing]', ['CLONE_VM 50'])
  t.match(await cloneOf(its), { clone_state: 'ERROR', clone_error: 'SMS.6526', error_msg: /./ })
  await its.does('cutover')
  await its.until('MIGRATE_SUCCESS')
})

const checked = { task: { is_need_consistency_check: true } }

t.test('22 consistency mismatch', async (t) => {
  const its = await story(t, { scenario: '22-consistency-mismatch', ...checked })
  await its.does('start')
  await its.until('MIGRATE_SUCCESS')
  await its.shows('MIGRATE_SUCCESS/finished[cutovered]')
  const { body } = await its.call('GET', `/v3/tasks/${its.task_id}/consistency-result`)
  t.match(JSON.parse(body.result_list[0]), {
    check_result: 'false',
    consistency_result: [
      { num_different_files: 3, num_target_miss_files: 2, num_target_more_files: 1 },
    ],
  })
})

t.test('22 consistency check, skipped half-way but not at 2 %', async (t) => {
  const its = await story(t, checked)
  await its.does('start')
  await its.isRefused('skip', 'SMS.6005')
  await its.until('CHECK_CONSISTENCY', 2)
  await its.isRefused('skip', 'SMS.6005')
  await its.until('CHECK_CONSISTENCY', 50)
  await its.does('skip')
  await its.shows('SKIPPING/skipping[replicating]', [...done(...copied), 'CHECK_CONSISTENCY 50'])
  await its.until('CONFIGURE_LINUX_FILE')
  await its.shows('RUNNING/cutovering[cutovering]', [
    ...done(...copied, 'CHECK_CONSISTENCY'),
    'CONFIGURE_LINUX_FILE 15',
  ])
  t.match(await its.listed(), { is_consistency_result_exist: false })
})

t.test('22 consistency check, broken', async (t) => {
  const scenario = '22-consistency-mismatch'
  const its = await story(t, { scenario, named: '22-consistency-breaks', ...checked })
  await its.does('start')
  await its.until('MIGRATE_FAIL')
  const rows = [...done(...copied), 'CHECK_CONSISTENCY 50']
  await its.fails('MIGRATE_FAIL/error[replicating]', rows, 'SMS.1511')
  await its.does('start')
  await its.until('MIGRATE_SUCCESS')
})

const limit = (its: Story, speed_limit: object[]) =>
  its.call('POST', `/v3/tasks/${its.task_id}/speed-limit`, { speed_limit })

t.test('23 speed windows', async (t) => {
  const its = await story(t)
  const hour = (start: number, speed: number) => ({
    start: `${start}:00`,
    end: `${start + 1}:00`,
    speed,
  })
  const five = [hour(1, 0), hour(3, 5), hour(5, 5), hour(7, 5), hour(12, 10)]
  t.match(await limit(its, [...five, hour(9, 5)]), { status: 400 })
  t.match((await limit(its, [{ ...hour(1, 5), end: '25:00' }])).body, { error_code: 'SMS.6405' })
  t.match(await limit(its, five), { status: 200 })
  await its.does('start')
  await its.until('MIGRATE_LINUX_FILE', 10)
  t.match(await its.task(), { migrate_speed: 10 }, 'capped in the window that begins at noon')
  await its.until('MIGRATE_LINUX_FILE', 99)
  t.ok((await its.task()).remain_seconds > 15_000)
  await limit(its, [])
  t.match(await its.task(), { migrate_speed: 50 })
})

t.test('23 overspeed pauses the task', async (t) => {
  const its = await story(t, { scenario: '23-overspeed' })
  const error_json = '{"error_code":"SMS.9007","error_param":"[]"}'
  await its.does('start')
  await its.until('ABORTING')
  await its.shows('ABORTING/stopping[replicating]', [
    ...done(...upToFormat),
    'MIGRATE_LINUX_FILE 40',
  ])
  await its.until('ABORT')
  await its.shows('ABORT/stopped[replicating]', [...done(...upToFormat), 'MIGRATE_LINUX_FILE 40'])
  t.match(await its.task(), { error_json })
  await its.does('start')
  await its.until('MIGRATE_SUCCESS')
})

t.test('23 overspeed, as an agent reports it, or as the agent asks for it', async (t) => {
  const its = await story(t, { task: { speed_limit: 5 } })
  await its.does('start')
  await its.agent({ mode: 'external' })
  const report = {
    ...exampleBody('UpdateTaskSpeed'),
    subtask_name: 'MIGRATE_LINUX_FILE',
    progress: 10,
    migrate_speed: 8,
  }
  for (const state of ['RUNNING', 'RUNNING', 'ABORTING']) {
    await its.call('PUT', `/v3/tasks/${its.task_id}/progress`, report)
    t.match(
      await its.task(),
      { state },
      `${state} after a report of 8 Mbit/s, where 5 and a half more may be`,
    )
  }
  const other = await story(t)
  await other.does('start')
  await act(other.emulator, other.task_id, 'error_for_overspeed')
  await other.shows('ABORTING/stopping[replicating]')
  t.match(await other.task(), { error_json: /SMS\.9007/ })
})

t.test('35 clear resources', async (t) => {
  const its = await story(t, { scenario: '35-clear-resources' })
  await its.isRefused('clear', 'SMS.6005')
  await its.does('start')
  await its.until('MIGRATE_SUCCESS')
  await its.does('clear')
  await its.shows('MIGRATE_SUCCESS/clearing[cutovered]')
  await its.untilIdle()
  await its.shows('MIGRATE_SUCCESS/cleared[cutovered]')
  await its.isRefused('restart', 'SMS.7715')
  await its.isRefused('clear', 'SMS.8112')
})

t.test('35 clear resources, in vain', async (t) => {
  const its = await story(t, { scenario: '35-clear-resources', named: '35-clear-fails' })
  await its.does('start')
  await its.until('MIGRATE_SUCCESS')
  await its.does('clear')
  await its.untilIdle()
  await its.shows('MIGRATE_SUCCESS/clearfailed[cutovered]')
  t.match(await its.task(), { error_json: /SMS\.1409/ })
  await its.does('clear')
  t.match(await its.task(), { error_json: '' }, 'tried again, as if nothing had been')
  await its.untilIdle()
  await its.shows('MIGRATE_SUCCESS/cleared[cutovered]')
})

const rehearsed = { task: { need_migration_test: true } }

t.test('36 drill', async (t) => {
  const its = await story(t, { scenario: '36-drill', ...rehearsed })
  await its.shows('READY/premigready[setting]')
  await its.isRefused('start', 'SMS.7713')
  await its.does('migration_test')
  await its.shows('READY/premiging[setting]')
  await its.isRefused('migration_test', 'SMS.6005')
  await its.passes('PT9M59S')
  await its.shows('READY/premiging[setting]')
  await its.passes('PT1S')
  await its.shows('READY/premiged[setting]')
  await its.does('start')
  await its.shows('RUNNING/initialize[replicating]')
})

t.test('36 drill, with a port that is closed', async (t) => {
  const its = await story(t, { scenario: '36-drill', named: '36-drill-fails', ...rehearsed })
  await its.does('migration_test')
  await its.untilIdle()
  await its.shows('READY/premigfailed[setting]')
  await its.does('migration_test')
  await its.untilIdle()
  await its.does('start')
  await its.until('MIGRATE_SUCCESS')
})
