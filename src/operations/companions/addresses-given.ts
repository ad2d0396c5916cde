import { isHostIn, lowestFree, rangeOf } from '../../domain/companions/addresses.ts'
import type { Place } from '../../domain/companions/defaults.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { View } from '../account/account.ts'
import { findResource, listResources } from './resources.ts'

/** The private addresses of a project: those of its servers are taken, and so is what is given meanwhile. */
export class Addresses {
  readonly #view: View
  readonly #place: Place
  /** Addresses by their subnets. */
  readonly #taken = new Map<string, Set<string>>()

  constructor(view: View, place: Place) {
    this.#view = view
    this.#place = place
    for (const { nics } of listResources(view, 'server', place)) {
      for (const { subnet_id, ip } of nics) this.#takenIn(subnet_id).add(ip)
    }
  }

  /**
   * An address in a subnet.
   *
   * @param wanted the lowest free one if absent.
   * @throws ApiError Ecs.0005 for one that hosts of the subnet cannot have, Ecs.0010 for one that is taken, Ecs.0012
   *   when there is none left
   */
  give(subnet_id: string, wanted: string | undefined): string {
    const ip = wanted ?? this.#freeIn(subnet_id)
    const { cidr, gateway_ip } = this.#subnet(subnet_id)
    if (!isHostIn(ip, rangeOf(cidr))) {
      throw new ApiError(
        'ecsInvalid',
        `the IP address ${ip} is not an address for hosts in the subnet ${cidr}`,
      )
    }
    const taken = this.#takenIn(subnet_id)
    if (ip === gateway_ip || taken.has(ip)) throw new ApiError('addressTaken', ip, subnet_id)
    taken.add(ip)
    return ip
  }

  #subnet(id: string) {
    const subnet = findResource(this.#view, 'subnet', this.#place, id)
    if (!subnet) throw new ApiError('ecsInvalid', `the project has no subnet ${id}`)
    return subnet
  }

  #takenIn(subnet_id: string): Set<string> {
    const taken = this.#taken.get(subnet_id) ?? new Set()
    this.#taken.set(subnet_id, taken)
    return taken
  }

  #freeIn(subnet_id: string): string {
    const { cidr, gateway_ip } = this.#subnet(subnet_id)
    const free = lowestFree(rangeOf(cidr), new Set([...this.#takenIn(subnet_id), gateway_ip]))
    if (free === undefined) throw new ApiError('subnetFull', subnet_id, cidr)
    return free
  }
}
