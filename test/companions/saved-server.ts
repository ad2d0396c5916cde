import type { FixtureAccount } from '../../src/schemas/control/fixture.ts'
import type { ServerRecord, VolumeRecord } from '../../src/schemas/stored/servers.ts'
import { noon, project_id } from '../helper.ts'

/** A server with a network card and two volumes, as an export saved them. */

const server_id = 'a0000000-0000-4000-8000-000000000001'
const port_id = 'b0000000-0000-4000-8000-000000000001'

const zone = { availability_zone: 'ap-southeast-1a' }
const common = {
  project_id,
  created_at: noon,
  updated_at: noon,
  description: '',
  enterprise_project_id: '0',
  tags: [],
  metadata: {},
  ...zone,
}

const volumeOf = (id: string, device: string, changes: Partial<VolumeRecord>): VolumeRecord => ({
  kind: 'volume',
  id,
  name: `web-${id}`,
  ...common,
  size: 40,
  volume_type: 'GPSSD',
  bootable: false,
  status: 'in-use',
  attachments: [{ server_id, device, attached_at: noon }],
  image_id: null,
  ...changes,
})

export const system = volumeOf('system', '/dev/vda', { bootable: true, image_id: 'image-1' })
export const data = volumeOf('data', '/dev/vdb', { size: 100, created_at: noon + 1_000 })

/** An account in which a server is in a subnet, with security groups. */
export function accountWithServer(subnet_id: string, security_groups: string[]): FixtureAccount {
  const server: ServerRecord = {
    kind: 'server',
    id: server_id,
    name: 'web',
    ...common,
    launched_at: noon,
    status: 'ACTIVE',
    job: null,
    moving_by: null,
    flavor_id: 's6.medium.2',
    image_id: 'image-1',
    vpc_id: 'vpc-1',
    nics: [{ port_id, subnet_id, ip: '192.168.0.20', mac: 'fa:16:3e:00:00:01', security_groups }],
    volumes: [system, data].map(({ id, bootable, attachments }) => ({
      id,
      boot_index: bootable ? 0 : null,
      device: attachments[0]?.device ?? '',
      delete_on_termination: true,
    })),
    key_name: null,
    user_data: '',
    hostname: 'web',
  }
  return {
    name: 'emulator',
    companions: { saved: [server, system, data] },
  }
}
