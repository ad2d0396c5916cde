import type { Place } from '../../domain/companions/defaults.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { ServerRecord } from '../../schemas/stored/servers.ts'
import type { View } from '../account/account.ts'

/** A server of a project. @throws ApiError Ecs.0114 */
export function findServer(
  { companions }: Pick<View, 'companions'>,
  { project_id }: Place,
  id: string,
): ServerRecord {
  const found = companions.find(id)
  if (found?.kind === 'server' && found.project_id === project_id) return found
  throw new ApiError('serverNotFound', id)
}
