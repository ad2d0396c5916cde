import t from 'tap'
import { exampleBody, linuxSource, scenario, taskFor, windowsSource } from '../helper.ts'
import { begins, done, fresh, Story, story } from './story.ts'

/**
 * A task whose disks are not those that its source reported is created with 200, and its copy fails with
 * SMS.0515: what clients lose days to (behaviour.md §6.4, observed by third parties).
 */

const gigabyte = 1_073_741_824

type Volume = { name: string; size?: number; used_size?: number }
type Disk = { name: string; size: number; physical_volumes?: Volume[]; disk_id?: string }

const rows = [
  ...done('SSL_CONFIG', 'ATTACH_AGENT_IMAGE', 'FORMAT_DISK_LINUX_FILE'),
  'MIGRATE_LINUX_FILE 1',
]

const sourceOf = (...disks: Disk[]) =>
  linuxSource({
    disks: disks.map((disk) => ({ partition_style: 'MBR', device_use: 'BOOT', ...disk })),
  })

const onto = (...disks: Disk[]) => {
  const { target_server } = taskFor('') as { target_server: object }
  const sent = disks.map((disk, index) => ({ disk_id: `disk-${index}`, ...disk }))
  return { target_server: { ...target_server, disks: sent } }
}

const volume = (name: string, gigabytes = 10): Volume => ({
  name,
  size: gigabytes * gigabyte,
  used_size: gigabyte,
})
const disk = (name: string, ...physical_volumes: Volume[]): Disk => ({
  name,
  size: 100 * gigabyte,
  physical_volumes,
})

/** The partitions of the documented source, left out. */
const bare = onto({ name: 'Disk 0', size: 40 * gigabyte })

async function failsInCopy(its: Story, differences: string[], shown = rows): Promise<void> {
  await its.does('start')
  await its.until('MIGRATE_FAIL')
  await its.fails('MIGRATE_FAIL/error[replicating]', shown, 'SMS.0515', differences)
}

t.test(
  'without physical_volumes the copy fails, until the layout of ShowServer is sent',
  async (t) => {
    const its = await story(t, { task: bare })
    for (let times = 0; times < 2; times++) await failsInCopy(its, ['Disk 0: /dev/vda1 is missing'])

    const { init_target_server } = await its.source()
    const change = { target_server: { disks: init_target_server.disks } }
    t.match(await its.call('PUT', `/v3/tasks/${its.task_id}`, change), { status: 200 })
    await its.does('start')
    await its.until('MIGRATE_SUCCESS')
    t.match(await its.task(), { error_json: '' })
  },
)

t.test('other partitions than the source reported, or too small ones, fail the copy', async (t) => {
  const at = (mount_point: string, one: Volume) => ({ ...one, mount_point })
  const root = at('/', volume('/dev/vda1'))
  const data = at('/data', volume('/dev/vda2'))
  const source = sourceOf(disk('/dev/vda', root, data))
  const wrong: [Disk, ...string[]][] = [
    [disk('Disk 0', root), 'Disk 0: /dev/vda2 is missing'],
    [
      disk('Disk 0', at('/var', volume('/dev/sda1')), data),
      'Disk 0: /dev/vda1 is missing',
      'Disk 0: /dev/sda1 is not on the source',
    ],
    [disk('Disk 0', root, data, volume('/dev/vda3')), 'Disk 0: /dev/vda3 is not on the source'],
    [
      disk('Disk 0', root, { name: '/dev/vda2', size: gigabyte / 1024 }),
      'Disk 0: /dev/vda2 has 1048576 bytes, and 1073741824 are in use',
    ],
  ]
  for (const [sent, ...differences] of wrong) {
    const its = await story(t, { source, task: onto(sent) })
    await failsInCopy(its, differences)
  }
})

t.test('what may differ does: the copy goes well', async (t) => {
  const two = [
    disk('/dev/vda', volume('/dev/vda1'), volume('/dev/vda2')),
    disk('/dev/vdb', volume('/dev/vdb1')),
  ] as const
  const [first, second] = two
  const group = { name: 'vg', components: '/dev/vdb1', free_size: 0, size: 1, logical_volumes: [] }
  const valid: [why: string, source: object, task: object][] = [
    ['the same', sourceOf(...two), onto(first, second)],
    ['other names of disks', sourceOf(first), onto({ ...first, name: 'Disk 0' })],
    [
      'names of partitions that the target has, as in the walkthrough',
      sourceOf(first),
      onto(disk('/dev/sda', volume('/dev/sda1'), volume('/dev/sda2'))),
    ],
    ['the last disk left out', sourceOf(...two), onto(first)],
    ['the first disk left out', sourceOf(...two), onto({ ...second, name: 'Disk 0' })],
    ['disks in another order', sourceOf(...two), onto(second, first)],
    [
      'one disk more than there is',
      sourceOf(first),
      onto(first, { name: 'Disk 9', size: gigabyte }),
    ],
    [
      'a larger partition',
      sourceOf(first),
      onto(disk('Disk 0', volume('/dev/vda1', 20), volume('/dev/vda2', 30))),
    ],
    [
      'a smaller partition that holds what is used',
      sourceOf(first),
      onto(disk('Disk 0', volume('/dev/vda1', 2), volume('/dev/vda2', 2))),
    ],
    [
      'partitions in another order, and little said of them',
      sourceOf(first),
      onto(disk('Disk 0', { ...volume('/dev/vda2'), used_size: 0 }, { ...volume('/dev/vda1') })),
    ],
    [
      'a volume group that is not sent',
      { ...sourceOf(first), volume_groups: [group] },
      onto(first),
    ],
    [
      'a btrfs file system that is not sent',
      { ...sourceOf(first), btrfs_list: [{ name: 'b', device: '/dev/vda2' }] },
      onto(first),
    ],
    [
      'a source that reported no partitions',
      sourceOf({ name: 'sda', size: 100 * gigabyte }),
      onto(first),
    ],
    ['a partition without a name', sourceOf(disk('sda', { name: '' })), bare],
  ]
  for (const [why, source, task] of valid) {
    await t.test(why, async (t) => {
      const its = await story(t, { source, task })
      await its.does('start')
      await its.until('MIGRATE_SUCCESS')
    })
  }
})

t.test('partitions of the same name on two Windows disks are told apart', async (t) => {
  const disks = [
    disk('Disk 0', volume('(Reserved)', 1), volume('C:\\')),
    disk('Disk 1', volume('(Reserved)', 1), volume('D:\\')),
  ]
  const source = windowsSource({
    ...{ driver_files: true, system_services: true },
    disks: disks.map((one) => ({ partition_style: 'MBR', device_use: 'NORMAL', ...one })),
  })
  const sent = { type: 'MIGRATE_BLOCK', os_type: 'WINDOWS' }
  const its = await story(t, { source, task: { ...sent, ...onto(...disks) } })
  await its.does('start')
  await its.until('MIGRATE_SUCCESS')

  const [first] = disks
  const wrong = onto({ ...first, physical_volumes: [volume('(Reserved)', 1)] } as Disk)
  const other = await story(t, { source, task: { ...sent, ...wrong } })
  await other.does('start')
  await other.until('MIGRATE_FAIL')
  t.match((await other.task()).error_json, /Disk 0: C:.* is missing/)
})

t.test('a partition that is not to be migrated may be left out', async (t) => {
  const report = sourceOf(disk('/dev/vda', volume('/dev/vda1'), volume('/dev/vda2')))
  const { emulator, source } = await begins(t, { source: report })
  const url = `/v3/sources/${source}`
  const [{ id, physical_volumes }] = (await emulator.sms('GET', url)).body.disks
  const choice = { id: physical_volumes[1].id, need_migration: false }
  const disks = [{ id, physical_volumes: [choice] }]
  t.match(await emulator.sms('PUT', url, { disks }), { status: 200 })
  const sent = taskFor(source, onto(disk('Disk 0', volume('/dev/vda1'))))
  const { body } = await emulator.sms('POST', '/v3/tasks', sent)
  const its = new Story(t, emulator, body.id, source)
  await its.does('start')
  await its.until('MIGRATE_SUCCESS')
})

t.test('what the agent reports later counts, too', async (t) => {
  const source = sourceOf(disk('/dev/vda', volume('/dev/vda1')))
  const its = await story(t, { source, task: onto(disk('Disk 0', volume('/dev/vda1'))) })
  const reports = async (...disks: Disk[]) => {
    const body = { disks: sourceOf(...disks).disks, volumegroups: [], btrfs_list: [] }
    const answer = await its.call('PUT', `/v3/sources/${its.source_id}/diskinfo`, body)
    t.match(answer, { status: 200 })
  }
  await its.does('start')
  await its.until('MIGRATE_LINUX_FILE', 40)
  await its.does('stop')
  await its.until('ABORT')
  await reports(disk('/dev/vda', volume('/dev/vda1'), volume('/dev/vda2')))
  const paused = [...rows.slice(0, 3), 'MIGRATE_LINUX_FILE 40']
  await failsInCopy(its, ['Disk 0: /dev/vda2 is missing'], paused)
  await reports({ name: '/dev/vda', size: 5 }, { name: '/dev/vdc', size: 1 })
  const changed = [
    '/dev/vda: the disk had 107374182400 bytes and has 5',
    '/dev/vdc: the source did not have this disk when the task was made',
  ]
  await failsInCopy(its, changed, paused)
  await reports()
  await failsInCopy(its, ['/dev/vda: the source no longer has this disk'], paused)
  await reports({ name: '/dev/vda', size: 100 * gigabyte })
  await its.does('start')
  await its.until('MIGRATE_SUCCESS')
})

/** What explain says of a call, by its request id. */
async function causesOf(its: Story, call: { headers: Record<string, unknown> }): Promise<string[]> {
  const url = `/_emulator/explain/${call.headers['x-request-id']}`
  return (await its.emulator.control('GET', url)).body.causes
}

t.test(
  'explain: says what differs and what to send, from the creation of the task on',
  async (t) => {
    const emulator = await fresh(t)
    const its = await story(t, { in: emulator, task: bare })
    const { body } = await emulator.control('GET', '/_emulator/requests?operation=CreateTask')
    const created = body.requests.at(-1).id
    const causes = await causesOf(its, { headers: { 'x-request-id': created } })
    t.match(causes, [
      /SMS\.0515 .*: Disk 0: \/dev\/vda1 is missing\.$/,
      /^Send .* ShowServer shows/,
    ])
    await failsInCopy(its, ['Disk 0: /dev/vda1 is missing'])
    const shown = await its.call('GET', `/v3/tasks/${its.task_id}`)
    t.strictSame(await causesOf(its, shown), causes)
    const refused = await its.call('POST', `/v3/tasks/${its.task_id}/action`, { operation: 'stop' })
    t.match((await causesOf(its, refused)).join(), /is missing/, 'also where a call was refused')

    const [, url = '', sent = ''] = /PUT (\S+) with (\{.*\}),/.exec(causes[1] ?? '') ?? []
    t.match(await its.call('PUT', url, JSON.parse(sent)), { status: 200 })
    t.strictSame(await causesOf(its, shown), [], 'nothing is left to say')
    t.match(await its.task(), {
      target_server: { disks: [{ disk_id: 'disk-0', name: 'Disk 0', size: 40 * gigabyte }] },
    })
    await its.does('start')
    await its.until('MIGRATE_SUCCESS')
  },
)

t.test('explain: says that other disks need another task', async (t) => {
  const its = await story(t)
  const url = `/v3/sources/${its.source_id}/diskinfo`
  await its.call('PUT', url, { ...exampleBody('UpdateDiskInfo'), disks: [{ name: 'x', size: 1 }] })
  const shown = await its.call('GET', `/v3/tasks/${its.task_id}`)
  t.match(await causesOf(its, shown), [/no longer has/, /^Delete the task/])
})

t.test('showTimeline: it foresees that a copy fails by its layout', async (t) => {
  const its = await story(t, { task: bare })
  await its.does('start')
  const url = `/_emulator/tasks/${its.task_id}/timeline`
  const { body } = await its.emulator.control('GET', url)
  t.match(body.planned.at(-1), { type: 'source.state', data: { state: 'error' } })
})

t.test('a program that plays the agent looks at the layout itself', async (t) => {
  const its = await story(t, { task: bare })
  await its.agent({ mode: 'external' })
  await its.does('start')
  const report = {
    ...{ subtask_name: 'MIGRATE_LINUX_FILE', progress: 50, process_trace: '' },
    ...{ replicatesize: 1, totalsize: 2 },
  }
  t.match(await its.call('PUT', `/v3/tasks/${its.task_id}/progress`, report), { status: 200 })
  await its.shows('RUNNING/replicate[replicating]')
  const shown = await its.call('GET', `/v3/tasks/${its.task_id}`)
  t.strictSame(await causesOf(its, shown), [])
})

t.test('the agent that is back holds the layout against the task, too', async (t) => {
  const emulator = await fresh(t)
  const lost = scenario('lost', { agent_lost: { at: 'MIGRATE_*', percent: 30, for: 'PT5M' } })
  await emulator.control('POST', '/_emulator/scenarios', lost)
  const its = await story(t, { in: emulator })
  await its.does('start')
  await its.until('MIGRATE_LINUX_FILE', 30)
  await its.call('PUT', `/v3/tasks/${its.task_id}`, {
    target_server: { disks: [{ physical_volumes: [] }] },
  })
  await its.until('MIGRATE_FAIL')
  t.match((await its.task()).error_json, /SMS\.0515/)
})
