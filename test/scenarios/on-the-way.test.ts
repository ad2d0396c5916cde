import t from 'tap'
import { act, exampleBody } from '../helper.ts'
import { done, type Story, story, syncing } from './story.ts'

/** What a client does on the way: pauses, clones, checks, limits, drills, clearing (behaviour.md §9). */

const upToFormat = done('SSL_CONFIG', 'ATTACH_AGENT_IMAGE', 'FORMAT_DISK_LINUX_FILE')
const copied = [...upToFormat, 'MIGRATE_LINUX_FILE 100']

t.test('18 pause and resume', async (t) => {
  const its = await story(t, { scenario: '18-pause-and-resume' })
  const rows = [...upToFormat, 'MIGRATE_LINUX_FILE 63']
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
  await its.shows('SKIPPING/skipping[replicating]', [...copied, 'CHECK_CONSISTENCY 50'])
  await its.until('CONFIGURE_LINUX_FILE')
  await its.shows('RUNNING/cutovering[cutovering]', [
    ...copied,
    ...done('CHECK_CONSISTENCY'),
    'CONFIGURE_LINUX_FILE 0',
  ])
  t.match(await its.listed(), { is_consistency_result_exist: false })
})

t.test('22 consistency check, broken', async (t) => {
  const scenario = '22-consistency-mismatch'
  const its = await story(t, { scenario, named: '22-consistency-breaks', ...checked })
  await its.does('start')
  await its.until('MIGRATE_FAIL')
  const rows = [...copied, 'CHECK_CONSISTENCY 50']
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
  await its.shows('ABORTING/stopping[replicating]', [...upToFormat, 'MIGRATE_LINUX_FILE 40'])
  await its.until('ABORT')
  await its.shows('ABORT/stopped[replicating]', [...upToFormat, 'MIGRATE_LINUX_FILE 40'])
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
