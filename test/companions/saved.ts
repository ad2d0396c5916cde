import type { CompanionRecord } from '../../src/schemas/stored/companions.ts'
import type { ServerRecord, VolumeRecord } from '../../src/schemas/stored/servers.ts'
import { noon, project_id, storesOf, type TestEmulator } from '../helper.ts'

/** Cloud servers as an account keeps them, put there without ECS. */

export const server_id = 'f2a6d9c4-7b1e-4d85-93c0-2e8b5a7f1d64'
export const volume_id = '0a3c1f52-6de4-4b7f-8a1c-5d2e9b4f7c10'

export const gigabyte = 1_073_741_824
const part = { name: '/dev/vda1', size: 30 * gigabyte, used_size: gigabyte, device_use: 'OS' }
export const disk = {
  name: '/dev/vda',
  size: 40 * gigabyte,
  device_use: 'BOOT',
  physical_volumes: [part],
}

/** The target of a task: a server, with one disk. */
export const to = (vm_id: string, ...disks: object[]) => ({
  project_id,
  target_server: { name: 'target', vm_id, disks: disks.length > 0 ? disks : [disk] },
})

export const server = (change: Partial<ServerRecord> = {}): ServerRecord => ({
  kind: 'server',
  id: server_id,
  project_id,
  name: 'target',
  created_at: noon,
  updated_at: noon,
  launched_at: noon,
  status: 'ACTIVE',
  job: null,
  moving_by: null,
  flavor_id: 's6.large.2',
  image_id: 'an-image-of-ours',
  availability_zone: 'ap-southeast-1a',
  vpc_id: 'a-vpc',
  nics: [
    { port_id: 'a-port', subnet_id: 'a-subnet', ip: '192.168.0.7', mac: '', security_groups: [] },
  ],
  volumes: [{ id: volume_id, boot_index: 0, device: '/dev/vda', delete_on_termination: true }],
  key_name: null,
  user_data: '',
  metadata: {},
  tags: [],
  hostname: 'target',
  description: '',
  enterprise_project_id: '0',
  ...change,
})

export const volume = (change: Partial<VolumeRecord> = {}): VolumeRecord => ({
  kind: 'volume',
  id: volume_id,
  project_id,
  name: 'target-volume-0000',
  created_at: noon,
  updated_at: noon,
  size: 40,
  volume_type: 'GPSSD',
  availability_zone: 'ap-southeast-1a',
  bootable: true,
  status: 'in-use',
  attachments: [{ server_id, device: '/dev/vda', attached_at: noon }],
  image_id: null,
  metadata: {},
  tags: [],
  description: '',
  enterprise_project_id: '0',
  ...change,
})

/** Puts servers and volumes into an account. */
export async function keep(
  { control }: TestEmulator,
  records: readonly (ServerRecord | VolumeRecord)[],
): Promise<void> {
  const { status, body } = await control('POST', '/_emulator/fixtures', {
    accounts: [{ name: 'emulator', companions: { saved: records } }],
  })
  if (status !== 200) throw new Error(JSON.stringify(body))
}

/** Puts a record in the place of another. */
export const put = ({ emulator }: TestEmulator, record: CompanionRecord): void =>
  emulator.accounts.get().write((session) => session.saveCompanion(record))

/** A server as it is kept now; undefined when it is gone. */
export function serverNow({ emulator }: TestEmulator, id = server_id): ServerRecord | undefined {
  emulator.accounts.get().read(() => undefined)
  const found = storesOf(emulator).companions.find(id)
  return found?.kind === 'server' ? found : undefined
}
