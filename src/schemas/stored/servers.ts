import { z } from 'zod'
import { Moment } from '../common.ts'
import { ServerStatus, ServerWork, VolumeStatus } from '../companion-words.ts'
import { describedStrictly, type Meanings } from '../meanings.ts'
import { of_every_companion, ofCompanions } from './companion-fields.ts'

/** Cloud servers and their volumes, as they are stored. */

const server: Meanings = {
  ...ofCompanions,
  status: 'BUILD until its job ends, then ACTIVE; SHUTOFF when it is stopped.',
  job: 'The job that works on it; null when none does.',
  what: 'What the job does to it.',
  moving_by: 'Id of the migration task that holds it; null when none does.',
  launched_at: 'When it was first started; null until then.',
  flavor_id: 'Its flavor, such as s6.large.2.',
  image_id: 'Id of the image that it was made from.',
  vpc_id: 'Id of the VPC that it is in.',
  nics: 'Its network cards, the primary one first.',
  port_id: 'Id of the port of a card.',
  subnet_id: 'Id of the subnet of a card.',
  ip: 'Private IPv4 address of a card.',
  mac: 'MAC address of a card.',
  security_groups: 'Ids of the security groups of a card.',
  volumes: 'Volumes attached to it, the system disk first.',
  boot_index: '0 for the system disk; null for others.',
  device: 'Name of the device, such as /dev/vda.',
  delete_on_termination: 'Whether the volume is deleted with the server.',
  key_name: 'Name of its key pair; null without one.',
  user_data: 'Data for its first start in Base64; empty without any.',
  metadata: 'Metadata that it was given.',
  hostname: 'Name of the host.',
}

const Tag = describedStrictly(ofCompanions, { key: z.string(), value: z.string() })

export const ServerRecord = describedStrictly(server, {
  kind: z.literal('server'),
  ...of_every_companion,
  updated_at: Moment,
  launched_at: Moment.nullable(),
  status: ServerStatus,
  job: describedStrictly(server, {
    id: z.string(),
    what: ServerWork,
  }).nullable(),
  moving_by: z.string().nullable(),
  flavor_id: z.string(),
  image_id: z.string(),
  availability_zone: z.string(),
  vpc_id: z.string(),
  nics: z.array(
    describedStrictly(server, {
      port_id: z.string(),
      subnet_id: z.string(),
      ip: z.string(),
      mac: z.string(),
      security_groups: z.array(z.string()),
    }),
  ),
  volumes: z.array(
    describedStrictly(
      { ...server, id: 'Id of the volume.' },
      {
        id: z.string(),
        boot_index: z.int().nullable(),
        device: z.string(),
        delete_on_termination: z.boolean(),
      },
    ),
  ),
  key_name: z.string().nullable(),
  user_data: z.string(),
  metadata: z.record(z.string(), z.string()),
  tags: z.array(Tag),
  hostname: z.string(),
  description: z.string(),
  enterprise_project_id: z.string(),
}).meta({ id: 'ServerRecord', description: 'A cloud server.' })
export type ServerRecord = z.infer<typeof ServerRecord>
export type Nic = ServerRecord['nics'][number]
export type AttachedVolume = ServerRecord['volumes'][number]

const volume: Meanings = {
  ...ofCompanions,
  size: 'Size in GB.',
  volume_type: 'Type of the disk, such as GPSSD.',
  bootable: 'Whether a server can be started from it.',
  status: 'creating until its server is built; then in-use, or available once it is detached.',
  attachments: 'The server that it is attached to; empty without one.',
  server_id: 'The server that has it.',
  device: 'Name of the device, such as /dev/vda.',
  attached_at: 'When it was attached, in epoch milliseconds on the clock of the account.',
  image_id: 'Id of the image that it was made from; null for an empty volume.',
  metadata: 'Metadata that it was given.',
}

export const VolumeRecord = describedStrictly(volume, {
  kind: z.literal('volume'),
  ...of_every_companion,
  updated_at: Moment,
  size: z.int().positive(),
  volume_type: z.string(),
  availability_zone: z.string(),
  bootable: z.boolean(),
  status: VolumeStatus,
  attachments: z
    .array(
      describedStrictly(volume, {
        server_id: z.string(),
        device: z.string(),
        attached_at: Moment,
      }),
    )
    .max(1),
  image_id: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  tags: z.array(Tag),
  description: z.string(),
  enterprise_project_id: z.string(),
}).meta({ id: 'VolumeRecord', description: 'A volume.' })
export type VolumeRecord = z.infer<typeof VolumeRecord>
