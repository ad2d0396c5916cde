import { offersIn } from '../../domain/companions/regions.ts'
import type { Account } from '../account/account.ts'
import { placeOf } from './resources.ts'

/** The availability zones of the region of a project. @throws ApiError APIGW.0302 */
export function ecsNovaListAvailabilityZones(account: Account, project_id: string) {
  const { region } = placeOf(account, project_id)
  return account.read((view) => ({
    availabilityZoneInfo: offersIn(view.companions, region).zones.map((zoneName) => ({
      zoneName,
      zoneState: { available: true },
      hosts: null,
    })),
  }))
}
