import { z } from 'zod'
import { queryInt, text } from '../common.ts'
import { SortDirection, VolumeStatus } from '../companion-words.ts'
import { described, type Meanings, withMeanings } from '../meanings.ts'
import { grantedFields, pageFields } from './common.ts'

/** Volumes, as EVS shows them: the disks of servers. */

const volume: Meanings = {
  volume: 'A disk.',
  volumes: 'Volumes of the project.',
  count: 'How many volumes fit, on all pages.',
  id: 'Id of the volume.',
  name: 'Name of the volume; not unique.',
  description: 'Free text about the volume.',
  status: 'creating, then in-use with a server, or available without.',
  size: 'Size in GB.',
  volume_type: 'Type of the disk, such as GPSSD.',
  availability_zone: 'Availability zone of the volume.',
  bootable: 'true for a system disk, as a text.',
  attachments: 'The server that it is attached to; empty without one.',
  attachment_id: 'Id of what joins volume and server.',
  attached_at: 'When it was attached, in UTC.',
  server_id: 'Id of the server that has the volume.',
  volume_id: 'The same as the id of the volume.',
  device: 'Name of the device, such as /dev/vda.',
  host_name: 'Always null.',
  'os-vol-tenant-attr:tenant_id': 'Id of the project.',
  encrypted: 'Whether it is encrypted; always false.',
  multiattach: 'Whether several servers can have it; always false.',
  shareable: 'The same as a text; always false.',
  service_type: 'Always EVS.',
  metadata: 'Metadata that it was given.',
  volume_image_metadata: 'The image that a system disk was made from; empty for others.',
  image_id: 'Id of the image that the disk was made from.',
  tags: 'Tags by their keys.',
  enterprise_project_id: 'Id of the enterprise project; 0 is the default one.',
  source_volid: 'Always null.',
  snapshot_id: 'Always null.',
  created_at: 'When it was created, in UTC.',
  updated_at: 'When it was last changed, in UTC.',
}

export const Volume = described(volume, {
  id: z.string(),
  name: z.string(),
  description: z.string(),
  status: VolumeStatus,
  size: z.int(),
  volume_type: z.string(),
  availability_zone: z.string(),
  bootable: z.enum(['true', 'false']).meta({ id: 'BooleanText' }),
  attachments: z.array(
    described(volume, {
      id: z.string(),
      attachment_id: z.string(),
      attached_at: z.string(),
      server_id: z.string(),
      volume_id: z.string(),
      device: z.string(),
      host_name: z.null(),
    }),
  ),
  'os-vol-tenant-attr:tenant_id': z.string(),
  encrypted: z.boolean(),
  multiattach: z.boolean(),
  shareable: z.literal('false'),
  service_type: z.literal('EVS'),
  metadata: z.record(z.string(), z.string()),
  volume_image_metadata: described(volume, { image_id: z.string().optional() }),
  tags: z.record(z.string(), z.string()),
  enterprise_project_id: z.string(),
  source_volid: z.null(),
  snapshot_id: z.null(),
  created_at: z.string(),
  updated_at: z.string(),
}).meta({ id: 'Volume' })
export type Volume = z.infer<typeof Volume>

export const VolumeAnswer = described(volume, { volume: Volume }).meta({ id: 'VolumeAnswer' })
export const VolumesAnswer = described(volume, {
  count: z.int(),
  volumes: z.array(Volume),
}).meta({ id: 'VolumesAnswer' })

const query: Meanings = {
  id: 'Id of the volume that is wanted.',
  name: 'What is in the names of the volumes that are wanted.',
  status: 'Status of the volumes that are wanted.',
  server_id: 'Id of the server whose volumes are wanted.',
  availability_zone: 'Availability zone of the volumes that are wanted.',
  limit: 'How many volumes a page has at most, up to 1,000; 1,000 if absent.',
  offset: 'How many volumes are before the page; not counted together with a marker.',
  sort_key: 'What the volumes are sorted by; created_at if absent.',
  sort_dir: 'Ascending or descending; desc if absent.',
}

export const ListVolumesQuery = z.object({
  ...pageFields,
  ...grantedFields,
  ...withMeanings(query, {
    id: text(64).optional(),
    name: text().optional(),
    status: text().optional(),
    server_id: text(64).optional(),
    availability_zone: text().optional(),
    limit: queryInt(1_000, 1_000),
    offset: queryInt(100_000, 0),
    sort_key: z
      .enum(['id', 'name', 'status', 'size', 'created_at'])
      .meta({ id: 'VolumeSortKey', description: 'What volumes are sorted by.' })
      .default('created_at'),
    sort_dir: SortDirection.default('desc'),
  }),
})
export type ListVolumesQuery = z.infer<typeof ListVolumesQuery>
