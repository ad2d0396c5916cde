import type { Place } from '../../domain/companions/defaults.ts'
import { portsOf } from '../../domain/companions/ports.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { ListPortsQuery, Port } from '../../schemas/companions/ports.ts'
import type { Account, View } from '../account/account.ts'
import { isWanted, listResources, pageAfter, placeOf } from './resources.ts'

/** Ports: the network cards of the servers of a project. */

/** The ports of a project. */
export const portsIn = (view: Pick<View, 'companions'>, place: Place): Port[] =>
  portsOf(listResources(view, 'server', place))

const filters = ['device_id', 'network_id', 'mac_address', 'status'] as const

/** @throws ApiError APIGW.0302 */
export function vpcListPorts(account: Account, project_id: string, query: ListPortsQuery) {
  const place = placeOf(account, project_id)
  return account.read((view) => {
    const wanted = portsIn(view, place).filter(
      (port) =>
        isWanted(query.id, port.id) &&
        filters.every((key) => (query[key] ?? port[key]) === port[key]),
    )
    return { ports: pageAfter(wanted, query) }
  })
}

/** @throws ApiError APIGW.0302, VPC.0704 */
export function vpcShowPort(account: Account, project_id: string, id: string) {
  const place = placeOf(account, project_id)
  return account.read((view) => {
    const port = portsIn(view, place).find((one) => one.id === id)
    if (!port) throw new ApiError('portNotFound', id)
    return { port }
  })
}
