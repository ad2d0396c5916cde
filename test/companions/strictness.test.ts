import t from 'tap'
import { Answer } from './answers.ts'
import {
  applySecurityGroup,
  applySubnet,
  applyVpc,
  findSecurityGroup,
  findSubnet,
} from './network.ts'
import { type Provider, plansOf } from './provider.ts'
import { applyInstance, readFlavors, readImage, readZones } from './server.ts'

/** The provider of these tests is as strict as the vendor's: what it refuses, against a stand-in of the cloud. */

type Body = Record<string, unknown>
type Query = Record<string, string>
/** A status with a body, or a body with status 200. */
type Canned = [status: number, body: Body] | Body
type World = Record<string, Canned>

/** A provider of a cloud that answers by a table of `METHOD path`; anything else is 404. */
function standIn(world: World) {
  const stand_in = { calls: [] as string[], waited_s: 0 }
  const provider: Provider = {
    region: 'r1',
    project_id: 'p1',
    ask: async ({ method, path, query = {} }) => {
      const call = `${method} ${path.replace('{pid}', 'p1')}`
      stand_in.calls.push(call)
      const canned = world[call] ?? [404, {}]
      const [status, body] = Array.isArray(canned) ? canned : [200, canned]
      return new Answer(call, status, pageOf(body, query))
    },
    wait: async (seconds) => {
      stand_in.waited_s += seconds
    },
  }
  return { provider, stand_in }
}

/** After a marker there is nothing more, unless the list ignores it. */
function pageOf(body: Body, { marker }: Query): Body {
  if (marker === undefined || body.ignores_marker) return body
  return Object.fromEntries(
    Object.entries(body).map(([key, one]) => [key, Array.isArray(one) ? [] : one]),
  )
}

const address = () => ({
  'OS-EXT-IPS-MAC:mac_addr': 'fa:16:3e:00:00:01',
  'OS-EXT-IPS:port_id': 'port1',
  'OS-EXT-IPS:type': 'fixed',
})
const zone = (zoneName: string) => ({ zoneName, zoneState: { available: true } })

/** The answers cut down to what the vendor's provider was content with. */
const smallest = (): World => ({
  'GET /v2.1/p1/os-availability-zone': { availabilityZoneInfo: [zone('r1b'), zone('r1a')] },
  'GET /v1/p1/cloudservers/flavors': {
    flavors: [
      { id: 'f1', vcpus: '2', ram: 4096, os_extra_specs: { 'ecs:performancetype': 'normal' } },
    ],
  },
  'GET /v2/cloudimages': { images: [{ id: 'i1', name: 'Ubuntu' }] },
  'GET /v1/p1/subnets': { subnets: [{ id: 's1', name: 'subnet-default', vpc_id: 'v1' }] },
  'GET /v3/p1/vpc/security-groups': { security_groups: [{ id: 'g1', name: 'default' }] },
  'GET /v3/p1/vpc/security-group-rules': { security_group_rules: [] },
  'POST /v1/p1/vpcs': { vpc: { id: 'v1' } },
  'GET /v1/p1/vpcs/v1': { vpc: { id: 'v1', name: 'net', cidr: '10.0.0.0/16', status: 'OK' } },
  'GET /v3/p1/vpc/vpcs/v1': { vpc: {} },
  'GET /v2.0/p1/vpcs/v1/tags': { tags: [] },
  'POST /v1/p1/subnets': { subnet: { id: 's1' } },
  'GET /v1/p1/subnets/s1': {
    subnet: {
      ...{ id: 's1', name: 'one', cidr: '10.0.0.0/24', gateway_ip: '10.0.0.1', vpc_id: 'v1' },
      ...{ dhcp_enable: true, status: 'ACTIVE', dnsList: ['1.1.1.1', '2.2.2.2'] },
      ...{ primary_dns: '1.1.1.1', secondary_dns: '2.2.2.2' },
    },
  },
  'GET /v2.0/p1/subnets/s1/tags': { tags: [] },
  'POST /v3/p1/vpc/security-groups': [
    201,
    { security_group: { id: 'g1', security_group_rules: [{ id: 'r1' }] } },
  ],
  'DELETE /v3/p1/vpc/security-group-rules/r1': [204, {}],
  'GET /v1/p1/security-groups/g1': { security_group: { id: 'g1', name: 'web' } },
  'GET /v2.0/p1/security-groups/g1/tags': { tags: [] },
  'POST /v1.1/p1/cloudservers': { job_id: 'j1' },
  'GET /v1/p1/jobs/j1': {
    status: 'SUCCESS',
    entities: { sub_jobs: [{ entities: { server_id: 'e1' } }] },
  },
  'GET /v1/p1/cloudservers/e1': {
    server: {
      ...{ name: 'app', status: 'ACTIVE', flavor: { id: 'f1' }, image: { id: 'i1' } },
      addresses: { v1: [address()] },
      security_groups: [{ id: 'g1', name: 'web' }],
      'OS-EXT-AZ:availability_zone': 'r1a',
      'os-extended-volumes:volumes_attached': [{ id: 'd1' }],
    },
  },
  'GET /v1/p1/ports/port1': {
    port: { network_id: 's1', fixed_ips: [{ ip_address: '10.0.0.2' }] },
  },
  'GET /v2/p1/cloudvolumes/d1': { volume: { size: 40 } },
  'GET /v1/p1/cloudservers/e1/block_device/d1': { volumeAttachment: { bootIndex: 0 } },
})

/** Applies one of everything, and plans. @returns what the plan would change */
async function applyAll(provider: Provider): Promise<string[]> {
  const [availability_zone] = await readZones(provider)
  const filter = { cores: 2, memory_gb: 4, performance_type: 'normal' }
  const [flavor_id] = await readFlavors(provider, availability_zone, filter)
  const image = await readImage(provider, 'Ubuntu')
  await findSubnet(provider, 'subnet-default')
  await findSecurityGroup(provider, 'default')
  const vpc = await applyVpc(provider, { name: 'net', cidr: '10.0.0.0/16' })
  const subnet = await applySubnet(provider, {
    ...{ name: 'one', cidr: '10.0.0.0/24', gateway_ip: '10.0.0.1', vpc_id: vpc.id },
  })
  const group = await applySecurityGroup(provider, { name: 'web', delete_default_rules: true })
  const instance = await applyInstance(provider, {
    ...{ name: 'app', image_id: image.id, flavor_id, availability_zone, vpc_id: vpc.id },
    ...{ security_group_ids: [group.id], network: [{ uuid: subnet.id }] },
  })
  return plansOf([vpc, subnet, group, instance])
}

t.test('the provider is content with the fields that it needs', async (t) => {
  const { provider, stand_in } = standIn(smallest())
  t.strictSame(await applyAll(provider), [])
  t.ok(stand_in.waited_s >= 20, 'and waits where the vendor does')
})

/** Every place in a body that can be taken away, as keys from the top. */
function placesIn(body: unknown, above: string[] = []): string[][] {
  if (typeof body !== 'object' || body === null) return []
  return Object.entries(body).flatMap(([key, one]) => [
    [...above, key],
    ...placesIn(one, [...above, key]),
  ])
}

/** Takes a field out of a body, or an item out of a list. */
function removeAt(body: unknown, [key = '', ...below]: string[]): void {
  const holder = body as Record<string, unknown>
  if (below.length > 0) removeAt(holder[key], below)
  else if (Array.isArray(body)) body.splice(Number(key), 1)
  else delete holder[key]
}

/** What the vendor's provider reads, and does not miss. */
const missable = [/^GET \/v3\/p1\/vpc\/vpcs\/v1 vpc$/, /security-groups security_group/]

t.test(
  'without any one of those fields the provider fails, or its plan is not empty',
  async (t) => {
    for (const [call, canned] of Object.entries(smallest())) {
      const places = placesIn(Array.isArray(canned) ? canned[1] : canned)
      for (const place of places) {
        const name = `${call} ${place.join('.')}`
        if (missable.some((pattern) => pattern.test(name))) continue
        const world = smallest()
        const broken = world[call]
        removeAt(Array.isArray(broken) ? broken[1] : broken, place)
        const outcome = await applyAll(standIn(world).provider).catch(({ message }) => [message])
        t.not(outcome.length, 0, name)
      }
    }
  },
)

const refusals: Record<string, [change: World, message: RegExp]> = {
  'a list that ignores its marker never comes to an end': [
    { 'GET /v2/cloudimages': { images: [{ id: 'i1', name: 'Ubuntu' }], ignores_marker: true } },
    /cloudimages never comes to an end/,
  ],
  'a list has one array': [
    { 'GET /v1/p1/subnets': { subnets: [], more: [] } },
    /one array subnets is expected, found subnets and more/,
  ],
  'a VPC is created with 200 exactly': [
    { 'POST /v1/p1/vpcs': [201, { vpc: { id: 'v1' } }] },
    /expected 200, got 201/,
  ],
  'a server is created with 200 exactly': [
    { 'POST /v1.1/p1/cloudservers': [202, { job_id: 'j1' }] },
    /expected 200, got 202/,
  ],
  'a VPC that is DOWN is an error': [
    { 'GET /v1/p1/vpcs/v1': { vpc: { id: 'v1', name: 'net', cidr: '', status: 'DOWN' } } },
    /v1 is DOWN/,
  ],
  'a VPC that stays CREATING is waited for, not for ever': [
    { 'GET /v1/p1/vpcs/v1': { vpc: { id: 'v1', name: 'net', cidr: '', status: 'CREATING' } } },
    /timeout while waiting/,
  ],
  'the third version of a VPC must be there': [
    { 'GET /v3/p1/vpc/vpcs/v1': [404, {}] },
    /vpc\/vpcs\/v1: expected 200, got 404/,
  ],
  'tags that cannot be read are known after apply': [
    { 'GET /v2.0/p1/vpcs/v1/tags': [404, {}] },
    /the plan was not empty:\ntags: .* -> \(known after apply\)/,
  ],
  'a job that failed says why': [
    { 'GET /v1/p1/jobs/j1': { status: 'FAIL', error_code: 'Ecs.0219', fail_reason: 'full' } },
    /job j1 failed: Ecs.0219 full/,
  ],
  'a server has volumes': [
    {
      'GET /v1/p1/cloudservers/e1': {
        server: {
          ...(smallest()['GET /v1/p1/cloudservers/e1'] as { server: Body }).server,
          'os-extended-volumes:volumes_attached': [],
        },
      },
    },
    /no volumes attached/,
  ],
  'numbers are numbers': [
    { 'GET /v2/p1/cloudvolumes/d1': { volume: { size: '40' } } },
    /size is of type string, and the provider reads type number/,
  ],
  'exactly one subnet has the name': [
    { 'GET /v1/p1/subnets': { subnets: ['s1', 's2'].map(subnetNamed) } },
    /more than one result: the subnet subnet-default/,
  ],
  'one security group has the name at least': [
    { 'GET /v3/p1/vpc/security-groups': { security_groups: [] } },
    /no results: the security group default/,
  ],
  'there are two zones at least': [
    { 'GET /v2.1/p1/os-availability-zone': { availabilityZoneInfo: [zone('r1a')] } },
    /two available zones/,
  ],
}

function subnetNamed(id: string): object {
  return { id, name: 'subnet-default', vpc_id: 'v1' }
}

for (const [name, [change, message]] of Object.entries(refusals)) {
  t.test(`the provider refuses: ${name}`, async (t) => {
    const { provider } = standIn({ ...smallest(), ...change })
    await t.rejects(applyAll(provider), { message })
  })
}
