/** Tested by: test/companions/volumes.test.ts */
import type { ListVolumesQuery, Volume } from '../../schemas/companions/volumes.ts'
import type { VolumeRecord } from '../../schemas/stored/servers.ts'
import { uuidOf } from '../ids.ts'
import { sortBy } from './sorting.ts'

/** Volumes as EVS shows them, and those that a list asks for. */

/** A moment without zone, in microseconds, as EVS shows it. */
const evsTime = (moment: number): string => `${new Date(moment).toISOString().replace('Z', '')}000`

export const volumeView = (volume: VolumeRecord): Volume => ({
  id: volume.id,
  name: volume.name,
  description: volume.description,
  status: volume.status,
  size: volume.size,
  volume_type: volume.volume_type,
  availability_zone: volume.availability_zone,
  bootable: volume.bootable ? 'true' : 'false',
  attachments: volume.attachments.map(({ server_id, device, attached_at }) => ({
    id: volume.id,
    attachment_id: uuidOf('attachment', volume.id, server_id),
    attached_at: evsTime(attached_at),
    server_id,
    volume_id: volume.id,
    device,
    host_name: null,
  })),
  'os-vol-tenant-attr:tenant_id': volume.project_id,
  encrypted: false,
  multiattach: false,
  shareable: 'false',
  service_type: 'EVS',
  metadata: volume.metadata,
  volume_image_metadata: volume.image_id === null ? {} : { image_id: volume.image_id },
  tags: Object.fromEntries(volume.tags.map(({ key, value }) => [key, value])),
  enterprise_project_id: volume.enterprise_project_id,
  source_volid: null,
  snapshot_id: null,
  created_at: evsTime(volume.created_at),
  updated_at: evsTime(volume.updated_at),
})

const filters = ['id', 'status', 'availability_zone'] as const

/** The volumes that fit, sorted: a name fits by a part of it. */
export const selectVolumes = (volumes: readonly Volume[], query: ListVolumesQuery): Volume[] =>
  sortBy(
    volumes.filter(
      (volume) =>
        volume.name.includes(query.name ?? '') &&
        (query.server_id === undefined ||
          volume.attachments.some(({ server_id }) => server_id === query.server_id)) &&
        filters.every((key) => (query[key] ?? volume[key]) === volume[key]),
    ),
    query,
  )
