import { selectVolumes, volumeView } from '../../domain/companions/volumes.ts'
import type { ListVolumesQuery } from '../../schemas/companions/volumes.ts'
import type { Account } from '../account/account.ts'
import { getResource, listResources, pageAfter, placeOf } from './resources.ts'

/** Volumes of a project: they come and go with servers. */

/** @throws ApiError APIGW.0302 */
export function evsListVolumes(account: Account, project_id: string, query: ListVolumesQuery) {
  const place = placeOf(account, project_id)
  return account.read((view) => {
    const wanted = selectVolumes(listResources(view, 'volume', place).map(volumeView), query)
    const rest = query.marker === undefined ? wanted.slice(query.offset) : wanted
    return { count: wanted.length, volumes: pageAfter(rest, query) }
  })
}

/** @throws ApiError APIGW.0302, EVS.5404 */
export function evsShowVolume(account: Account, project_id: string, id: string) {
  const place = placeOf(account, project_id)
  return account.read((view) => ({ volume: volumeView(getResource(view, 'volume', place, id)) }))
}
