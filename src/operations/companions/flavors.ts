import type { Flavor } from '../../domain/companions/flavors.ts'
import { offersIn } from '../../domain/companions/regions.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { FlavorView, ListFlavorsQuery } from '../../schemas/companions/flavors.ts'
import type { Account } from '../account/account.ts'
import { pageAfter, placeOf } from './resources.ts'

const flavorView = (flavor: Flavor, zones: readonly string[]): FlavorView => ({
  id: flavor.id,
  name: flavor.id,
  vcpus: String(flavor.vcpus),
  ram: flavor.ram,
  disk: '0',
  swap: '',
  'OS-FLV-EXT-DATA:ephemeral': 0,
  'OS-FLV-DISABLED:disabled': false,
  'os-flavor-access:is_public': true,
  os_extra_specs: {
    'ecs:performancetype': flavor.performance,
    'ecs:generation': flavor.generation,
    'ecs:virtualization_env_types': 'CloudCompute',
    'ecs:instance_architecture': flavor.architecture === 'arm' ? 'arm64' : 'x86',
    resource_type: flavor.generation,
    'cond:operation:status': 'normal',
    'cond:operation:az': zones.map((zone) => `${zone}(normal)`).join(','),
    'cond:storage:type': 'scsi',
  },
})

/**
 * A zone that is not one of the region is refused: an empty list would look as if nothing could be bought (*inferred*).
 *
 * @throws ApiError Ecs.0005
 */
export function checkZone(zones: readonly string[], zone: string): void {
  if (zones.includes(zone)) return
  throw new ApiError(
    'ecsInvalid',
    `the availability zone ${zone} is not one of ${zones.join(', ')}`,
  )
}

/** @throws ApiError APIGW.0302, Ecs.0005 for a zone that the region does not have */
export function ecsListFlavors(account: Account, project_id: string, query: ListFlavorsQuery) {
  const { region } = placeOf(account, project_id)
  const { availability_zone: zone, flavor_id } = query
  return account.read((view) => {
    const { zones, flavors } = offersIn(view.companions, region)
    if (zone) checkZone(zones, zone)
    const wanted = flavors.filter(({ id }) => !flavor_id || id === flavor_id)
    return { flavors: pageAfter(wanted, query).map((flavor) => flavorView(flavor, zones)) }
  })
}
