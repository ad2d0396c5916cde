import t, { type Test } from 'tap'
import { scenario } from '../helper.ts'
import { type Beginning, begins, blocks, done, fresh, type Story, story, syncing } from './story.ts'

/** Each consequence that the library does not show, and where it can happen (docs/scenarios.md). */

/** A story in which these consequences count for every migration. */
async function going(t: Test, consequence: object, beginning: Beginning = {}): Promise<Story> {
  const emulator = await fresh(t)
  const loaded = await emulator.control('POST', '/_emulator/scenarios', scenario('x', consequence))
  t.equal(loaded.status, 200)
  return story(t, { in: emulator, ...beginning })
}

const upToFormat = done('SSL_CONFIG', 'ATTACH_AGENT_IMAGE', 'FORMAT_DISK_LINUX_FILE')
const copied = [...upToFormat, 'MIGRATE_LINUX_FILE 100']

t.test('network: what a measurement finds, after four minutes', async (t) => {
  const found = {
    loss: 5,
    jitter: 80,
    delay: 300,
    speed: 4,
    connectivity: false,
    result: 'WARNING',
  }
  const its = await going(t, { network: found })
  await its.does('network_check')
  await its.isRefused('network_check', 'SMS.6005')
  await its.passes('PT3M59S')
  t.match(await its.task(), { state: 'READY', network_check_info: null })
  await its.passes('PT1S')
  t.match(await its.task(), {
    network_check_info: {
      loss_percentage: 5,
      network_jitter: 80,
      network_delay: 300,
      migration_speed: 4,
      domain_connectivity: false,
      evaluation_result: 'WARNING',
    },
  })
})

t.test('a measurement comes before the plan, and before a start by itself', async (t) => {
  const its = await story(t, { task: { start_network_check: true, auto_start: true } })
  await its.passes('PT3M59S')
  await its.shows('READY/waiting[setting]')
  await its.passes('PT1S')
  await its.shows('RUNNING/initialize[replicating]')
  t.match(await its.task(), {
    network_check_info: { evaluation_result: 'SUCCESS', migration_speed: 50 },
  })
})

t.test('a drill comes before a start by itself, which waits for its success', async (t) => {
  const task = { need_migration_test: true, auto_start: true }
  const its = await story(t, { task })
  await its.shows('READY/premigready[setting]')
  await its.passes('PT6S')
  await its.shows('READY/premiging[setting]')
  await its.passes('PT5M')
  await its.shows('RUNNING/initialize[replicating]')
  const failing = await going(t, { drill: 'fail' }, { task })
  await failing.untilIdle()
  await failing.shows('READY/premigfailed[setting]')
})

t.test('recover_after: any failure goes on by itself, so many times', async (t) => {
  const fail = { at: 'ATTACH_*', code: 'SMS.1404', times: 2, recover_after: 'PT5M' }
  const its = await going(t, { fail })
  await its.does('start')
  for (let time = 0; time < 2; time++) {
    await its.until('MIGRATE_FAIL')
    await its.passes('PT5M')
    await its.shows('RUNNING/initialize[replicating]')
  }
  await its.until('MIGRATE_SUCCESS')
})

t.test('an agent that starts again by itself gives up after three times', async (t) => {
  const its = await going(t, { fail: { at: 'SSL_CONFIG', code: 'SMS.3802', times: 'always' } })
  await its.does('start')
  for (const minutes of [1, 2, 3]) {
    await its.until('MIGRATE_FAIL')
    await its.passes(`PT${minutes}M`)
    await its.shows('RUNNING/initialize[replicating]')
  }
  await its.untilIdle()
  await its.fails('MIGRATE_FAIL/error[replicating]', ['SSL_CONFIG 50'], 'SMS.3802')
})

t.test('stall: for a time, or until the task is paused and started', async (t) => {
  const stall = [
    { at: 'ATTACH_AGENT_IMAGE', percent: 90, for: 'PT30M' },
    { at: 'MIGRATE_*', percent: 70 },
  ]
  const its = await going(t, { stall })
  await its.does('start')
  await its.until('ATTACH_AGENT_IMAGE', 90)
  await its.passes('PT29M')
  await its.shows('RUNNING/initialize[replicating]', ['SSL_CONFIG 100', 'ATTACH_AGENT_IMAGE 90'])
  await its.untilIdle()
  await its.shows('RUNNING/replicate[replicating]', [...upToFormat, 'MIGRATE_LINUX_FILE 70'])
  t.match(await its.task(), { migrate_speed: 0 })
  await its.does('stop')
  await its.until('ABORT')
  await its.does('start')
  await its.until('MIGRATE_SUCCESS')
})

t.test('slow: the speed shows it, and so does the time that remains', async (t) => {
  const its = await going(t, { slow: { at: 'MIGRATE_*', percent: 50, factor: 10 } })
  await its.does('start')
  await its.until('MIGRATE_LINUX_FILE', 49)
  t.match(await its.task(), { migrate_speed: 50 })
  await its.until('MIGRATE_LINUX_FILE', 50)
  const { migrate_speed, remain_seconds } = await its.task()
  t.equal(migrate_speed, 5)
  const half = (2_853_855_232 * 8) / 1_000_000 / 2
  t.ok(Math.abs(remain_seconds - (half / 5) * 1000) < 10_000)
})

t.test('timings: gaps, lengths and bandwidth', async (t) => {
  const rounds = { REPLICATE: { SSL_CONFIG: { after: 'PT1M', lasts: 'PT2M' } } }
  const its = await going(t, { timings: { bandwidth: 10, rounds } })
  await its.does('start')
  await its.passes('PT2M')
  await its.shows('RUNNING/initialize[replicating]', ['SSL_CONFIG 50'])
  await its.until('MIGRATE_LINUX_FILE', 20)
  t.match(await its.task(), { migrate_speed: 10 })
})

t.test('check: items are forced, and one is added', async (t) => {
  const emulator = await fresh(t)
  const check = [
    { name: 'RSYNC', result: 'OK' },
    { name: 'KERNEL_VERSION', result: 'WARN', code: 'SMS.6616' },
  ]
  await emulator.control('POST', '/_emulator/scenarios', scenario('x', { check }))
  const { source } = await begins(t, { in: emulator, source: { has_rsync: false } })
  const { body } = await emulator.sms('GET', `/v3/sources/${source}`)
  t.equal(body.state, 'waiting')
  t.equal(body.checks.length, 13)
  t.match(body.checks[6], { name: 'RSYNC', result: 'OK', error_code: null })
  t.match(body.checks[12], { name: 'KERNEL_VERSION', result: 'WARN', error_code: 'SMS.6616' })
})

t.test('a launch that fails goes on where it was', async (t) => {
  const its = await going(t, { fail: { at: 'CONFIGURE_*', percent: 20 } }, syncing)
  await its.does('start')
  await its.until('SYNCING')
  await its.does('cutover')
  await its.until('MIGRATE_FAIL')
  await its.fails('MIGRATE_FAIL/error[cutovering]', ['CONFIGURE_LINUX_FILE 15'], 'SMS.3103')
  await its.does('start')
  await its.shows('SYNCING/cutovering[cutovering]')
  await its.until('MIGRATE_SUCCESS')
})

t.test('a later launch that fails is rolled back to the one before, if that works', async (t) => {
  const fail = [{ at: 'CONFIGURE_*', round: 'CUTOVER1' }, { at: 'ROLLBACK' }]
  const its = await going(t, { fail }, syncing)
  await its.does('start')
  await its.until('SYNCING')
  await its.does('cutover')
  await its.until('MIGRATE_SUCCESS')
  await its.does('restart')
  await its.untilIdle()
  await its.does('cutover')
  await its.until('SYNC_FAIL')
  await its.shows('SYNC_FAIL/error[cutovering]', ['CONFIGURE_LINUX_FILE 15'])
  await its.does('sync_failed_rollback')
  await its.untilIdle()
  await its.fails('SYNC_FAIL/error[cutovering]', ['CONFIGURE_LINUX_FILE 15'], 'SMS.1412')
  await its.does('sync_failed_rollback')
  await its.until('MIGRATE_SUCCESS')
  await its.shows('MIGRATE_SUCCESS/finished[cutovered]')
  await its.does('restart')
  t.strictSame(await its.plan('RESYNC1'), ['SSL_CONFIG', 'ATTACH_AGENT_IMAGE', 'SYNC_LINUX_FILE'])
})

t.test('an agent lost in continuous sync: what was to happen waits for it', async (t) => {
  const its = await going(
    t,
    {
      agent_lost: { at: 'CONTINUOUS_SYNC', after: 'PT1M', for: 'PT1H' },
      fail: { at: 'CONTINUOUS_SYNC', after: 'PT10M' },
    },
    syncing,
  )
  await its.does('start')
  await its.until('SYNCING')
  await its.passes('PT30M')
  await its.shows('SYNCING/syncing[syncing]', copied)
  t.match(await its.source(), { connected: false })
  await its.isRefused('cutover', 'SMS.6603')
  await its.until('MIGRATE_FAIL')
  t.match(await its.source(), { connected: true })
  await its.fails('MIGRATE_FAIL/error[syncing]', copied, 'SMS.0806')
})

t.test('an agent restarted by blocks after a launch: 1414 at the next sync', async (t) => {
  const lost = { at: 'SYNC_*', percent: 50, for: 'PT1M', restarted: true }
  const beginning = { ...blocks, task: { ...blocks.task, syncing: true } }
  const its = await going(t, { agent_lost: lost }, beginning)
  await its.does('start')
  await its.until('SYNCING')
  await its.does('cutover')
  await its.until('MIGRATE_SUCCESS')
  await its.does('restart')
  await its.until('SYNC_FAIL')
  const rows = [...done('SSL_CONFIG', 'ATTACH_AGENT_IMAGE'), 'SYNC_LINUX_BLOCK 50']
  await its.fails('SYNC_FAIL/error[syncing]', rows, 'SMS.1414')
})

t.test('skip: not beyond 95 %, and in a resync, too', async (t) => {
  const its = await story(t)
  await its.does('start')
  await its.until('MIGRATE_SUCCESS')
  await its.does('restart', { is_need_consistency_check: true })
  await its.until('CHECK_CONSISTENCY', 96)
  await its.isRefused('skip', 'SMS.6005')
  await its.until('SYNC_SUCCESS')
  await its.does('restart', { is_need_consistency_check: true })
  await its.until('CHECK_CONSISTENCY', 5, 'RESYNC1')
  await its.shows('SYNCING/syncing[syncing]')
  await its.does('skip')
  await its.shows('SKIPPING/skipping[syncing]')
  await its.until('SYNC_SUCCESS')
})
