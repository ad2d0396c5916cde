/** Tested by: test/companions/servers.test.ts */
import type { ListServersQuery } from '../../schemas/companions/servers.ts'
import type { ServerRecord } from '../../schemas/stored/servers.ts'

/** Which servers of a list are wanted: each parameter that is given must fit. An empty one is as if it were absent. */

type Filter = (server: ServerRecord, wanted: string) => boolean
type Filtering = Exclude<keyof ListServersQuery, 'limit' | 'offset' | 'marker'>

const hasTag: Filter = ({ tags }, wanted) =>
  tags.some(({ key, value }) => wanted === key || wanted === `${key}=${value}`)

const filters: Record<Filtering, Filter> = {
  name: ({ name }, wanted) => name.includes(wanted),
  status: ({ status }, wanted) => status === wanted.toUpperCase(),
  flavor: ({ flavor_id }, wanted) => flavor_id === wanted,
  ip: ({ nics }, wanted) => nics.some(({ ip }) => ip.includes(wanted)),
  ip_eq: ({ nics }, wanted) => nics.some(({ ip }) => ip === wanted),
  server_id: ({ id }, wanted) => wanted.split(',').includes(id),
  enterprise_project_id: ({ enterprise_project_id }, wanted) =>
    wanted === 'all_granted_eps' || enterprise_project_id === wanted,
  tags: hasTag,
  'not-tags': (server, wanted) => !hasTag(server, wanted),
}

/** The servers that a query wants, on all pages. */
export function wantedServers(
  servers: readonly ServerRecord[],
  query: ListServersQuery,
): ServerRecord[] {
  const given = Object.entries(filters).flatMap(([name, fits]) => {
    const wanted = query[name as Filtering]
    return wanted ? [(server: ServerRecord) => fits(server, wanted)] : []
  })
  return servers.filter((server) => given.every((fits) => fits(server)))
}

/** The page of a list: the one after a marker, or the one of a number, counted from 1. */
export function serversOnPage(
  servers: readonly ServerRecord[],
  { limit, offset, marker }: ListServersQuery,
): ServerRecord[] {
  if (marker === undefined) {
    const from = Math.max(0, offset - 1) * limit
    return servers.slice(from, from + limit)
  }
  const at = servers.findIndex(({ id }) => id === marker)
  return at < 0 ? [] : servers.slice(at + 1, at + 1 + limit)
}
