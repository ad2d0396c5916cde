import type { Place } from '../../domain/companions/defaults.ts'
import { offersIn } from '../../domain/companions/regions.ts'
import { serversOnPage, wantedServers } from '../../domain/companions/server-filters.ts'
import { blockDeviceView, jobView, serverView } from '../../domain/companions/server-views.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { ListServersQuery } from '../../schemas/companions/servers.ts'
import type { ServerRecord, VolumeRecord } from '../../schemas/stored/servers.ts'
import type { Account, View } from '../account/account.ts'
import { findServer } from './find-servers.ts'
import { listResources, placeOf } from './resources.ts'

/** Looking at servers, their disks and their jobs. */

/** The names of the security groups of a project by their ids. */
const groupNames = (view: View, place: Place): ReadonlyMap<string, string> =>
  new Map(listResources(view, 'security_group', place).map(({ id, name }) => [id, name]))

/** @throws ApiError APIGW.0302, Ecs.0114 */
export function ecsShowServer(account: Account, project_id: string, id: string) {
  const place = placeOf(account, project_id)
  return account.read((view) => ({
    server: serverView(
      findServer(view, place, id),
      groupNames(view, place),
      offersIn(view.companions, place.region).flavors,
    ),
  }))
}

/** @throws ApiError APIGW.0302 */
export function ecsListServersDetails(
  account: Account,
  project_id: string,
  query: ListServersQuery,
) {
  const place = placeOf(account, project_id)
  return account.read((view) => {
    const wanted = wantedServers(view.companions.ofKind('server', place.project_id), query)
    const groups = groupNames(view, place)
    const { flavors } = offersIn(view.companions, place.region)
    return {
      count: wanted.length,
      servers: serversOnPage(wanted, query).map((server) => serverView(server, groups, flavors)),
    }
  })
}

/** How many volumes a server takes (*inferred* from the service's limits). */
const volumes_max = { disk: 60, blk: 24, scsi: 59 }

function volumeOf({ companions }: View, id: string): VolumeRecord | undefined {
  const found = companions.find(id)
  return found?.kind === 'volume' ? found : undefined
}

/** @throws ApiError APIGW.0302, Ecs.0114 */
export function ecsListServerBlockDevices(account: Account, project_id: string, id: string) {
  const place = placeOf(account, project_id)
  return account.read((view) => {
    const server = findServer(view, place, id)
    const free = (max: number): number => Math.max(0, max - server.volumes.length)
    return {
      attachableQuantity: {
        free_disk: free(volumes_max.disk),
        free_blk: free(volumes_max.blk),
        free_scsi: free(volumes_max.scsi),
      },
      volumeAttachments: server.volumes.map((one, index) =>
        blockDeviceView(server, index, volumeOf(view, one.id)),
      ),
    }
  })
}

/** The place of a volume on its server. @throws ApiError Ecs.0103 */
function placeOfVolume({ id, volumes }: ServerRecord, volume_id: string): number {
  const index = volumes.findIndex((one) => one.id === volume_id)
  if (index < 0) throw new ApiError('volumeNotAttached', volume_id, id)
  return index
}

/** @throws ApiError APIGW.0302, Ecs.0103, Ecs.0114 */
export function ecsShowServerBlockDevice(
  account: Account,
  project_id: string,
  { server_id, volume_id }: { server_id: string; volume_id: string },
) {
  const place = placeOf(account, project_id)
  return account.read((view) => {
    const server = findServer(view, place, server_id)
    const index = placeOfVolume(server, volume_id)
    return { volumeAttachment: blockDeviceView(server, index, volumeOf(view, volume_id)) }
  })
}

/** @throws ApiError APIGW.0302, Common.0011 */
export function ecsShowJob(account: Account, project_id: string, id: string) {
  const place = placeOf(account, project_id)
  return account.read(({ companions, now }) => {
    const job = companions.find(id)
    if (job?.kind !== 'job' || job.project_id !== place.project_id) {
      throw new ApiError('jobNotFound', id)
    }
    return jobView(job, now)
  })
}
