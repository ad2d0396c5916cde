import type { Part } from './answers.ts'
import {
  type Applied,
  applied,
  find,
  listAll,
  must,
  onlyOne,
  type Provider,
  poll,
  type State,
} from './provider.ts'

/** `huaweicloud_vpc`, `_vpc_subnet`, `_networking_secgroup`: the resources and data sources. */

const granted = { enterprise_project_id: 'all_granted_eps' }

/** The servers of the region's DNS, which the provider has built in. */
const dns = ['100.125.1.250', '100.125.3.250']

/** Tags, or "known after apply": an error of this call is only logged. */
async function tagsOf({ ask }: Provider, kind: string, id: string): Promise<State | undefined> {
  const path = `/v2.0/{pid}/${kind}/${id}/tags`
  const answer = await ask({ service: 'vpc', method: 'GET', path })
  if (answer.status !== 200) return undefined
  return Object.fromEntries(answer.list('tags').map((tag) => [tag.text('key'), tag.text('value')]))
}

/**
 * Deletes until a GET answers 404.
 *
 * @param again statuses of the DELETE after which it is tried again.
 * @param done others that count as deleted, beside 404.
 */
export async function destroyPatiently(
  provider: Provider,
  { path, remove = path }: { path: string; remove?: string },
  { again = [409], done = [] }: { again?: number[]; done?: number[] } = {},
): Promise<void> {
  const service = 'vpc'
  await poll(provider, 5, async () => {
    await provider.wait(5)
    if (!(await find(provider, { service, path }))) return true
    const answer = await provider.ask({ service, method: 'DELETE', path: remove })
    if ([404, ...done].includes(answer.status)) return true
    if (again.includes(answer.status)) return undefined
    answer.expect([200, 202, 204])
    await provider.wait(3)
    return (await find(provider, { service, path })) ? undefined : true
  })
}

export type VpcConfig = { name: string; cidr: string; description?: string }

export async function applyVpc(provider: Provider, config: VpcConfig): Promise<Applied> {
  const service = 'vpc'
  const body = { vpc: config }
  const post = { service, method: 'POST', path: '/v1/{pid}/vpcs', body } as const
  const id = (await must(provider, post, [200])).text('vpc', 'id')
  const path = `/v1/{pid}/vpcs/${id}`
  await provider.wait(5)
  await poll(provider, 3, async () => {
    const status = (await must(provider, { service, method: 'GET', path })).text('vpc', 'status')
    if (status === 'DOWN') throw new Error(`VPC ${id} is DOWN`)
    return status === 'OK' ? true : undefined
  })
  return applied(id, config, {
    read: () => readVpc(provider, id),
    destroy: () => destroyPatiently(provider, { path }),
  })
}

async function readVpc(provider: Provider, id: string): Promise<State | undefined> {
  const service = 'vpc'
  const found = await find(provider, { service, path: `/v1/{pid}/vpcs/${id}` })
  if (!found) return undefined
  const vpc = found.at('vpc')
  const later = await must(provider, {
    service,
    method: 'GET',
    path: `/v3/{pid}/vpc/vpcs/${id}`,
  })
  return {
    id: vpc.text('id'),
    name: vpc.text('name'),
    cidr: vpc.text('cidr'),
    status: vpc.text('status'),
    description: vpc.optional('string', 'description') ?? '',
    secondary_cidrs: later.optional('array', 'vpc', 'extend_cidrs') ?? [],
    tags: await tagsOf(provider, 'vpcs', id),
  }
}

export type SubnetConfig = {
  name: string
  cidr: string
  gateway_ip: string
  vpc_id: string
  availability_zone?: string
}

export async function applySubnet(provider: Provider, config: SubnetConfig): Promise<Applied> {
  const service = 'vpc'
  const flags = { dhcp_enable: true, ipv6_enable: false }
  const body = { subnet: { ...config, ...flags, dnsList: dns } }
  const post = { service, method: 'POST', path: '/v1/{pid}/subnets', body } as const
  const id = (await must(provider, post, [200])).text('subnet', 'id')
  const path = `/v1/{pid}/subnets/${id}`
  await poll(provider, 5, async () => {
    await provider.wait(5)
    const answer = await must(provider, { service, method: 'GET', path })
    const status = answer.text('subnet', 'status')
    if (['DOWN', 'ERROR'].includes(status)) throw new Error(`subnet ${id} is ${status}`)
    return status === 'ACTIVE' ? true : undefined
  })
  const remove = `/v1/{pid}/vpcs/${config.vpc_id}/subnets/${id}`
  return applied(id, config, {
    read: () => readSubnet(provider, id),
    destroy: () => destroyPatiently(provider, { path, remove }, { again: [409, 500], done: [400] }),
  })
}

async function readSubnet(provider: Provider, id: string): Promise<State | undefined> {
  const found = await find(provider, { service: 'vpc', path: `/v1/{pid}/subnets/${id}` })
  if (!found) return undefined
  const subnet = found.at('subnet')
  const servers = subnet.list('dnsList').map(({ value }) => value)
  const [primary_dns, secondary_dns] = [subnet.text('primary_dns'), subnet.text('secondary_dns')]
  if (servers[0] !== primary_dns || servers[1] !== secondary_dns) {
    throw new Error(`${subnet.from}: primary and secondary DNS are the first two of dnsList`)
  }
  const availability_zone = subnet.optional('string', 'availability_zone')
  return {
    id: subnet.text('id'),
    name: subnet.text('name'),
    cidr: subnet.text('cidr'),
    gateway_ip: subnet.text('gateway_ip'),
    vpc_id: subnet.text('vpc_id'),
    status: subnet.text('status'),
    dhcp_enable: subnet.flag('dhcp_enable'),
    dns_list: servers,
    ...(availability_zone ? { availability_zone } : {}),
    tags: await tagsOf(provider, 'subnets', id),
  }
}

export type SecurityGroupConfig = { name: string; delete_default_rules?: boolean }

export async function applySecurityGroup(
  provider: Provider,
  { name, delete_default_rules = false }: SecurityGroupConfig,
): Promise<Applied> {
  const service = 'vpc'
  const body = { security_group: { name } }
  const post = { service, method: 'POST', path: '/v3/{pid}/vpc/security-groups', body } as const
  const group = (await must(provider, post)).at('security_group')
  const id = group.text('id')
  const rules = group.list('security_group_rules').map((rule) => rule.text('id'))
  for (const rule of delete_default_rules ? rules : []) {
    const rule_path = `/v3/{pid}/vpc/security-group-rules/${rule}`
    await must(provider, { service, method: 'DELETE', path: rule_path })
  }
  return applied(
    id,
    { name, ...(delete_default_rules ? { rules: [] } : {}) },
    {
      read: () => readSecurityGroup(provider, id),
      destroy: () => destroyPatiently(provider, { path: `/v1/{pid}/security-groups/${id}` }),
    },
  )
}

async function readSecurityGroup(provider: Provider, id: string): Promise<State | undefined> {
  const service = 'vpc'
  const found = await find(provider, { service, path: `/v1/{pid}/security-groups/${id}` })
  if (!found) return undefined
  const path = `/v3/{pid}/vpc/security-groups/${id}`
  // Optional: an error of this call is ignored.
  const later = await provider.ask({ service, method: 'GET', path })
  const rules = later.status === 200 ? later.list('security_group', 'security_group_rules') : []
  return {
    id: found.text('security_group', 'id'),
    name: found.text('security_group', 'name'),
    rules: rules.map(ruleOf),
    tags: await tagsOf(provider, 'security-groups', id),
  }
}

const ruleOf = (rule: Part): State => ({
  id: rule.text('id'),
  direction: rule.text('direction'),
  ethertype: rule.text('ethertype'),
  protocol: rule.optional('string', 'protocol') ?? '',
  ports: rule.optional('string', 'multiport') ?? '',
  action: rule.optional('string', 'action') ?? '',
  priority: rule.optional('number', 'priority') ?? 0,
})

/** The data source `huaweicloud_vpc_subnet`. @returns the one subnet of a name */
export async function findSubnet(provider: Provider, name: string, vpc_id?: string) {
  const answer = await must(provider, {
    service: 'vpc',
    method: 'GET',
    path: '/v1/{pid}/subnets',
    ...(vpc_id ? { query: { vpc_id } } : {}),
  })
  const found = answer.items('subnets').filter((subnet) => subnet.text('name') === name)
  const subnet = onlyOne(`the subnet ${name}`, found)
  return { id: subnet.text('id'), vpc_id: subnet.text('vpc_id') }
}

/** The data source `huaweicloud_networking_secgroup`. @returns the one group of a name, which the server filters */
export async function findSecurityGroup(provider: Provider, name: string) {
  const service = 'vpc'
  const path = '/v3/{pid}/vpc/security-groups'
  const found = await listAll(provider, {
    ...{ service, path, list: 'security_groups' },
    query: { ...granted, name },
  })
  const id = onlyOne(`the security group ${name}`, found).text('id')
  await listAll(provider, {
    service,
    path: '/v3/{pid}/vpc/security-group-rules',
    list: 'security_group_rules',
    query: { security_group_id: id },
  })
  return { id }
}
