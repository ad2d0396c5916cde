import { zonesOf } from '../../domain/companions/defaults.ts'
import type { Account } from '../account/account.ts'
import { placeOf } from './resources.ts'

/** The availability zones of the region of a project. @throws ApiError APIGW.0302 */
export const ecsNovaListAvailabilityZones = (account: Account, project_id: string) => ({
  availabilityZoneInfo: zonesOf(placeOf(account, project_id).region).map((zoneName) => ({
    zoneName,
    zoneState: { available: true },
    hosts: null,
  })),
})
