import assert from 'node:assert/strict'
import createClient from 'openapi-fetch'
import type { paths as Control } from './control.ts'
import type { paths as Iam } from './iam.ts'
import type { components, paths as Sms } from './sms.ts'

/**
 * A whole migration with the types that openapi-typescript makes of the three documents. `../typescript.test.ts`
 * generates them beside this file, compiles it with `--strict`, and runs it.
 */

type Schemas = components['schemas']

const server: Schemas['PostSourceServerBody'] = {
  name: 'web-1',
  ip: '192.168.0.10',
  os_type: 'LINUX',
  os_version: 'CENTOS_7_6_64BIT',
  firmware: 'BIOS',
  boot_loader: 'GRUB',
  has_rsync: true,
  paravirtualization: true,
  raw_devices: '',
  cpu_quantity: 2,
  memory: 4_018_196_480,
  disks: [
    {
      name: '/dev/vda',
      device_use: 'BOOT',
      size: 42_949_672_960,
      partition_style: 'MBR',
      physical_volumes: [
        {
          name: '/dev/vda1',
          device_use: 'OS',
          file_system: 'ext4',
          mount_point: '/',
          size: 42_948_624_384,
          used_size: 2_854_862_848,
        },
      ],
    },
  ],
  volume_groups: [],
  btrfs_list: [],
  networks: [{ name: 'eth0', ip: '192.168.0.10', mac: 'fa:16:3e:00:00:0a' }],
  agent_version: '25.6.0',
}

const taskFor = (source_id: string): Schemas['PostTask'] => ({
  name: 'move-web-1',
  type: 'MIGRATE_FILE',
  source_server: { id: source_id },
  target_server: {
    name: 'target',
    vm_id: '3f2a7c1e-93a5-4f0e-8f57-0f6f3b8f2c11',
    disks: [
      {
        name: 'Disk 0',
        disk_id: '354419d9-bd41-4b50-9c1e-e4f6f57c6d11',
        size: 42_949_672_960,
        physical_volumes: [{ name: '/dev/vda1', size: 42_948_624_384, used_size: 2_854_862_848 }],
      },
    ],
  },
  migration_ip: '172.16.0.20',
  use_public_ip: false,
  syncing: false,
  auto_start: false,
  region_id: 'ap-southeast-1',
  region_name: 'ap-southeast-1',
  project_id: '0215ef11e49d4743be23dd97a1561e91',
  project_name: 'ap-southeast-1',
})

/** What a call answered; a refusal ends the program with the text of it. */
function answerOf<Data>({ data, error }: { data?: Data; error?: unknown }): Data {
  assert.ok(data !== undefined, JSON.stringify(error))
  return data
}

async function login(baseUrl: string): Promise<string> {
  const user = { name: 'developer', password: 'Emulator@123', domain: { name: 'emulator' } }
  const answer = await createClient<Iam>({ baseUrl }).POST('/v3/auth/tokens', {
    body: {
      auth: {
        identity: { methods: ['password'], password: { user } },
        scope: { project: { name: 'ap-southeast-1' } },
      },
    },
  })
  assert.equal(answerOf(answer).token.user.name, 'developer')
  return answer.response.headers.get('X-Subject-Token') ?? ''
}

/** Migrates a server to its end, on an emulator whose clock is frozen. */
export async function migrate(baseUrl: string): Promise<void> {
  const control = createClient<Control>({ baseUrl })
  const headers = { 'X-Auth-Token': await login(baseUrl) }
  const sms = createClient<Sms>({ baseUrl, headers })

  const source_id = answerOf(await sms.POST('/v3/sources', { body: server })).id
  // Its environment check runs on the account's clock.
  answerOf(await control.POST('/_emulator/clock/advance', { body: { by: 'PT1S' } }))
  const { id: task_id } = answerOf(await sms.POST('/v3/tasks', { body: taskFor(source_id) }))

  const path = { task_id }
  const act = async (operation: Schemas['TaskOperation']) =>
    sms.POST('/v3/tasks/{task_id}/action', { params: { path }, body: { operation } })
  const show = async () => answerOf(await sms.GET('/v3/tasks/{task_id}', { params: { path } }))
  answerOf(await act('start'))

  const copied = { task: task_id, subtask: 'MIGRATE_LINUX_FILE', percent: 63 } as const
  const moved = await control.POST('/_emulator/clock/advance', { body: { until: copied } })
  assert.equal(answerOf(moved).stopped, 'condition')
  const half = await show()
  assert.equal(half.state, 'RUNNING')
  assert.equal(half.sub_tasks.find(({ name }) => name === copied.subtask)?.progress, 63)

  const refusal = await act('start')
  assert.equal(refusal.data, undefined)
  const code: string | undefined = refusal.error?.error_code
  assert.match(String(code), /^SMS\.\d{4}$/)

  const finished = { task: task_id, state: 'MIGRATE_SUCCESS' } as const
  answerOf(await control.POST('/_emulator/clock/advance', { body: { until: finished } }))
  assert.equal((await show()).state, 'MIGRATE_SUCCESS')
  const source = await sms.GET('/v3/sources/{source_id}', { params: { path: { source_id } } })
  assert.equal(answerOf(source).state, 'finished')
}
