import t from 'tap'
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

/** Migrations that fail, and how they go on (behaviour.md §9). */

const upToFormat = done('SSL_CONFIG', 'ATTACH_AGENT_IMAGE', 'FORMAT_DISK_LINUX_FILE')

t.test('9 VM creation fails', async (t) => {
  const emulator = await fresh(t)
  const task = fromTemplate(await template(emulator))
  const its = await story(t, { in: emulator, scenario: '09-vm-creation-fails', task })
  await its.does('start')
  await its.until('MIGRATE_FAIL')
  await its.fails('MIGRATE_FAIL/error[replicating]', ['CREATE_CLOUD_SERVER 40'], 'SMS.0601')
  await its.does('start')
  await its.shows('RUNNING/initialize[replicating]', [])
  await its.until('CREATE_CLOUD_SERVER', 80)
  await its.until('MIGRATE_SUCCESS')
  t.match((await its.call('GET', '/v3/errors')).body, { count: 0 })
})

t.test('10 SSH timeout', async (t) => {
  const its = await story(t, { scenario: '10-ssh-timeout' })
  await its.does('start')
  await its.until('MIGRATE_FAIL')
  await its.fails('MIGRATE_FAIL/error[replicating]', ['SSL_CONFIG 50'], 'SMS.3805')
  await its.does('start')
  await its.until('SSL_CONFIG')
  await its.shows('RUNNING/initialize[replicating]', ['SSL_CONFIG 0'])
  t.match(await its.task(), { error_json: '' })
  await its.until('MIGRATE_SUCCESS')
})

t.test('11 SSH general fault, auto-recovery', async (t) => {
  const its = await story(t, { scenario: '11-auto-recovery' })
  await its.does('start')
  await its.until('MIGRATE_FAIL')
  await its.fails('MIGRATE_FAIL/error[replicating]', ['SSL_CONFIG 50'], 'SMS.3802')
  await its.passes('PT59S')
  await its.shows('MIGRATE_FAIL/error[replicating]')
  await its.passes('PT1S')
  await its.shows('RUNNING/initialize[replicating]', [])
  await its.until('MIGRATE_SUCCESS')
})

t.test('12 the attach barrier', async (t) => {
  for (const [code, percent, params] of [
    ['1105', 80, []],
    ['1404', 90, ['available', 'IN-USE']],
    ['0806', 80, []],
  ] as const) {
    const named = `12-attach-barrier-${code}-db`
    const its = await story(t, { scenario: '12-attach-barrier', named })
    await its.does('start')
    await its.until('MIGRATE_FAIL')
    const rows = [...done('SSL_CONFIG'), `ATTACH_AGENT_IMAGE ${percent}`]
    await its.fails('MIGRATE_FAIL/error[replicating]', rows, `SMS.${code}`, [...params])
    await its.does('start')
    await its.until('MIGRATE_SUCCESS')
  }
})

t.test('13 a partition copy fails', async (t) => {
  const its = await story(t, { scenario: '13-partition-copy-fails' })
  await its.does('start')
  await its.until('MIGRATE_FAIL')
  await its.fails(
    'MIGRATE_FAIL/error[replicating]',
    [...upToFormat, 'MIGRATE_LINUX_FILE 42'],
    'SMS.0805',
    ['/dev/vda1', '/mnt/sms/vda1'],
  )
  await its.does('start')
  await its.until('MIGRATE_LINUX_FILE', 43)
  await its.shows('RUNNING/replicate[replicating]', [...upToFormat, 'MIGRATE_LINUX_FILE 43'])
})

t.test('14 the agent is offline in the copy, file level', async (t) => {
  const its = await story(t, { scenario: '14-agent-offline' })
  await its.does('start')
  await its.until('MIGRATE_LINUX_FILE', 30)
  const rows = [...upToFormat, 'MIGRATE_LINUX_FILE 30']
  await its.shows('RUNNING/replicate[replicating]', rows)
  const { last_visit_time } = await its.source()
  await its.passes('PT9M')
  await its.shows('RUNNING/replicate[replicating]', rows)
  t.match(await its.source(), { connected: false, last_visit_time })
  t.match(await its.task(), { connected: false, migrate_speed: 0 })
  await its.until('MIGRATE_LINUX_FILE', 31)
  t.match(await its.source(), { connected: true })
  await its.until('MIGRATE_SUCCESS')
})

t.test('15 the agent is restarted, Windows or block', async (t) => {
  for (const [way, rows] of [
    [windows, ['FORMAT_DISK_WINDOWS 100', 'MIGRATE_WINDOWS_BLOCK 30']],
    [blocks, ['FORMAT_DISK_LINUX_BLOCK 100', 'MIGRATE_LINUX_BLOCK 30']],
  ] as const) {
    const its = await story(t, { scenario: '15-agent-restarted', ...way })
    const shown = [...done('SSL_CONFIG', 'ATTACH_AGENT_IMAGE'), ...rows]
    await its.does('start')
    await its.until(way === windows ? 'MIGRATE_WINDOWS_BLOCK' : 'MIGRATE_LINUX_BLOCK', 30)
    await its.shows('RUNNING/replicate[replicating]', shown)
    t.match(await its.source(), { connected: false })
    await its.until('MIGRATE_FAIL')
    t.match(await its.source(), { connected: true })
    await its.fails('MIGRATE_FAIL/error[replicating]', shown, 'SMS.0212')
    await its.does('start')
    await its.until('MIGRATE_FAIL')
    await its.fails('MIGRATE_FAIL/error[replicating]', shown, 'SMS.0212')
    t.match(await its.call('DELETE', `/v3/tasks/${its.task_id}`), { status: 200 })
  }
})

t.test('16 the sync loop fails the first time', async (t) => {
  const its = await story(t, { scenario: '16-first-sync-fails', ...syncing })
  const copied = [...upToFormat, 'MIGRATE_LINUX_FILE 100']
  await its.does('start')
  await its.until('SYNCING')
  await its.shows('SYNCING/syncing[syncing]', copied)
  await its.until('MIGRATE_FAIL')
  await its.fails('MIGRATE_FAIL/error[syncing]', copied, 'SMS.0806')
  const { replicatesize, totalsize } = await its.source()
  t.equal(replicatesize, totalsize)
  t.equal(totalsize, 2_853_855_232)
  await its.does('start')
  await its.shows('SYNCING/syncing[syncing]', copied)
})

t.test('17 a later sync fails, rollback', async (t) => {
  const its = await story(t, { scenario: '17-later-sync-fails', ...syncing })
  await its.isRefused('sync_failed_rollback', 'SMS.7718')
  await its.does('start')
  await its.until('SYNCING')
  await its.does('cutover')
  await its.until('MIGRATE_SUCCESS')
  const { finish_date } = await its.task()
  await its.does('restart')
  await its.until('SYNC_FAIL')
  const rows = [...done('SSL_CONFIG', 'ATTACH_AGENT_IMAGE'), 'SYNC_LINUX_FILE 6']
  await its.fails('SYNC_FAIL/error[syncing]', rows, 'SMS.1414')
  await its.does('sync_failed_rollback')
  await its.shows('RESETING/error[syncing]')
  await its.until('MIGRATE_SUCCESS')
  await its.shows('MIGRATE_SUCCESS/finished[cutovered]')
  t.match(await its.task(), { finish_date, error_json: '' })
  await its.isRefused('sync_failed_rollback', 'SMS.7718')
})

/** The disks of the source, one of them larger than when its task was made. */
async function growDisk({ emulator, source_id }: Story): Promise<void> {
  const { body } = await emulator.sms('GET', `/v3/sources/${source_id}`)
  const [disk] = body.disks
  await emulator.sms('PUT', `/v3/sources/${source_id}/diskinfo`, {
    disks: [{ name: disk.name, size: disk.size * 2, device_use: disk.device_use }],
    volumegroups: [],
    btrfs_list: [],
  })
}

t.test('40 the disk has changed', async (t) => {
  const asked = await story(t, { scenario: '40-disk-changed' })
  const reported = await story(t)
  await growDisk(reported)
  const grown = '/dev/vda: the disk had 42949672960 bytes and has 85899345920'
  for (const [its, params] of [
    [asked, []],
    [reported, [grown]],
  ] as const) {
    const rows = [...upToFormat, 'MIGRATE_LINUX_FILE 1']
    for (let starts = 0; starts < 2; starts++) {
      await its.does('start')
      await its.until('MIGRATE_FAIL')
      await its.fails('MIGRATE_FAIL/error[replicating]', rows, 'SMS.0515', [...params])
    }
  }
})
