import type { Place } from '../../domain/companions/defaults.ts'
import { regionOfProject } from '../../domain/companions/region.ts'
import { offersIn } from '../../domain/companions/regions.ts'
import type {
  NetworkOverview,
  SecurityGroupOverview,
  ServerOverview,
  ServerOverviews,
  ServersQuery,
} from '../../schemas/control/servers.ts'
import type { ServerRecord } from '../../schemas/stored/servers.ts'
import { isoOf } from '../../schemas/time.ts'
import type { Account, View } from '../account/account.ts'
import { listResources } from '../companions/resources.ts'

/** What an account has beside SMS, for people who watch. Reading changes nothing. */

/** A project of the account, with its region. */
type Home = Place & Pick<ServerOverview, 'project' | 'region'>

/** The cloud servers and networks of all projects, the newest server first. */
export function overviewServers(
  account: Account,
  { q = '', limit, offset }: Omit<ServersQuery, 'account'>,
): ServerOverviews {
  const homes = account.members.projects.all().map(({ id, name }): Home => {
    const region = regionOfProject(name)
    return { project_id: id, project: { id, name }, region }
  })
  return account.read((view) => {
    const found = homes
      .flatMap((home) =>
        view.companions.ofKind('server', home.project_id).map((server) => ({ home, server })),
      )
      .filter(({ server }) => hasText(server, q.toLowerCase()))
      .toSorted((one, other) => other.server.created_at - one.server.created_at)
    return {
      count: found.length,
      servers: found
        .slice(offset, offset + limit)
        .map(({ home, server }) => serverOverview(view, home, server)),
      networks: homes.flatMap((home) => networksOf(view, home)),
      security_groups: homes.flatMap((home) => groupsOf(view, home)),
    }
  })
}

const addressesOf = ({ nics }: ServerRecord): string[] =>
  nics.flatMap(({ ip }) => (ip === '' ? [] : [ip]))

const hasText = (server: ServerRecord, text: string): boolean =>
  [server.name, server.id, ...addressesOf(server)].some((one) => one.toLowerCase().includes(text))

function serverOverview(
  view: View,
  { project, region }: Home,
  server: ServerRecord,
): ServerOverview {
  const { companions, tasks } = view
  const { id, name, status, image_id, job, moving_by } = server
  const image = offersIn(view.companions, region).images.find((one) => one.id === image_id)
  const task = moving_by === null ? undefined : tasks.find(moving_by)
  const working = job && companions.find(job.id)
  const due = working?.kind === 'job' ? working.due : null
  return {
    ...{ id, name, status, project, region },
    zone: server.availability_zone,
    flavor: server.flavor_id,
    image: image?.name ?? image_id,
    addresses: addressesOf(server),
    volumes: server.volumes.map(({ id, device }) => {
      const found = companions.find(id)
      const volume = found?.kind === 'volume' ? found : undefined
      return {
        id,
        name: volume?.name ?? null,
        device,
        size_gb: volume?.size ?? null,
        type: volume?.volume_type ?? null,
      }
    }),
    moving_by: task ? { id: task.id, name: task.name, state: task.state } : null,
    job: job && { id: job.id, what: job.what, until: due === null ? null : isoOf(due) },
  }
}

function networksOf(view: View, home: Home): NetworkOverview[] {
  const { project, region } = home
  const subnets = listResources(view, 'subnet', home)
  return listResources(view, 'vpc', home).map(({ id, name, cidr }) => ({
    ...{ id, name, project, region, cidr },
    subnets: subnets
      .filter(({ vpc_id }) => vpc_id === id)
      .map((subnet) => ({ id: subnet.id, name: subnet.name, cidr: subnet.cidr })),
  }))
}

const groupsOf = (view: View, home: Home): SecurityGroupOverview[] =>
  listResources(view, 'security_group', home).map(({ id, name, rules }) => ({
    ...{ id, name, project: home.project, region: home.region },
    rules: rules.length,
  }))
