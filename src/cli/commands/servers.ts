import type { NetworkOverview, SecurityGroupOverview, ServerOverview } from '../../client/types.ts'
import { clockLine } from '../clock-line.ts'
import type { Context } from '../context.ts'
import { pageOf } from '../usage.ts'

/** `sms-emulator servers`: the cloud servers of all projects of the account, and their networks. */
export async function servers({ client, out, options }: Context): Promise<void> {
  const answer = await client.servers(pageOf(options))
  if (out.json) {
    out.value(answer)
    return
  }
  const rows = answer.servers.map((server) => [
    server.name,
    stateText(server),
    server.moving_by?.name ?? '-',
    server.addresses.join(' ') || '-',
    server.flavor,
    server.zone,
    volumesText(server),
    server.image,
    server.id,
  ])
  const headings = ['name', 'state', 'moved by', 'ip', 'flavor', 'zone', 'volumes', 'image', 'id']
  const more = answer.count - rows.length
  const { networks, security_groups: groups } = answer
  out.lines([
    ...out.table(headings, rows, 'no cloud servers'),
    ...(more > 0 ? [`… and ${more} more; --limit shows more`] : []),
    '',
    ...out.table(
      ['network', 'range', 'region', 'subnets', 'id'],
      networks.map((network) => networkRow(network)),
      'no networks',
    ),
    '',
    ...out.table(
      ['security group', 'region', 'rules', 'id'],
      groups.map((group) => groupRow(group)),
      'no security groups',
    ),
    clockLine(await client.clock.get(), out),
  ])
}

/** `ACTIVE`, or with the job that works on it: `BUILD (spawning)`. */
const stateText = ({ status, job }: ServerOverview): string =>
  job === null ? status : `${status} (${job.what})`

/** The sizes of its volumes: `40+100 GB`. */
const volumesText = ({ volumes }: ServerOverview): string =>
  volumes.length === 0 ? '-' : `${volumes.map(({ size_gb }) => size_gb ?? '?').join('+')} GB`

const networkRow = ({ id, name, cidr, region, subnets }: NetworkOverview): string[] => [
  name,
  cidr,
  region,
  subnets.map((subnet) => `${subnet.name} ${subnet.cidr}`).join(', ') || '-',
  id,
]

const groupRow = ({ id, name, region, rules }: SecurityGroupOverview) => [name, region, rules, id]
