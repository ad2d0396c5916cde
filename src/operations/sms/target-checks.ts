import { toGigabytes } from '../../domain/companions/made-servers.ts'
import { regionOfProject } from '../../domain/companions/region.ts'
import { offersIn } from '../../domain/companions/regions.ts'
import { matchVolumes } from '../../domain/companions/target.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { PostTask } from '../../schemas/sms/tasks.ts'
import type { Source } from '../../schemas/stored/records.ts'
import type { ServerRecord } from '../../schemas/stored/servers.ts'
import type { Session } from '../account/session.ts'

/**
 * What is asked of a target that is a cloud server of the account (behaviour.md §6.4; the order is *inferred*). Any other
 * `vm_id` is taken as given, unless `companions` is strict.
 */

/** What a request says of the target: of a task that is created, or gets another target. */
type Wanted = Pick<PostTask, 'project_id' | 'target_server'>

/** The server that a task is to go to; undefined where SMS knows of none. @throws ApiError SMS.8103 */
function targetOf(session: Session, { target_server }: Wanted): ServerRecord | undefined {
  const { vm_id } = target_server
  if (!vm_id) return undefined
  const found = session.companions.find(vm_id)
  if (found?.kind === 'server') return found
  const isMissing = session.account.config.companions === 'strict' || found?.kind === 'removed'
  if (isMissing) throw new ApiError('targetGone', vm_id)
  return undefined
}

/** A request whose disks without `disk_id` have those of the volumes that they fit. @throws ApiError SMS.8103 */
export function withVolumes<Input extends Wanted>(session: Session, input: Input): Input {
  const { disks } = input.target_server
  const server = targetOf(session, input)
  if (!server || !disks) return input
  const found = matchVolumes(server, disks, (id) => session.companions.find(id))
  const filled = disks.map((disk, index) => {
    const id = found[index]
    const isFound = id !== undefined && id !== 'small' && id !== 'unknown'
    return isFound && !disk.disk_id ? { ...disk, disk_id: id } : disk
  })
  return { ...input, target_server: { ...input.target_server, disks: filled } }
}

/** @throws ApiError SMS.6527, 8104, 6561, 6103, 8106 */
export function checkTargetServer(session: Session, input: Wanted, source: Source): void {
  const server = targetOf(session, input)
  if (!server) return
  const { id, project_id, status, image_id } = server
  if (project_id !== input.project_id) {
    throw new ApiError('targetForeign', id, project_id, input.project_id)
  }
  if (status === 'BUILD') throw new ApiError('targetNotReady', id, status)
  const region = regionOfProject(session.projects.find(project_id)?.name ?? '')
  const { images } = offersIn(session.companions, region)
  const image = images.find((one) => one.id === image_id)
  if (source.firmware === 'UEFI' && image && image.boot_mode !== 'uefi') {
    throw new ApiError('targetWithoutUefi', source.id, id, image.name)
  }
  const disks = input.target_server.disks ?? []
  const found = matchVolumes(server, disks, (of) => session.companions.find(of))
  for (const [index, disk] of disks.entries()) {
    if (found[index] === 'unknown') throw new ApiError('volumeUnknown', disk.disk_id ?? '', id)
    if (found[index] !== 'small') continue
    throw new ApiError('volumeTooSmall', id, disk.name ?? `#${index}`, toGigabytes(disk.size ?? 0))
  }
}
