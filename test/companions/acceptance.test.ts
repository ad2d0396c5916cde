import t, { type Test } from 'tap'
import { healthySource, project_id, startTest, type TestEmulator, until } from '../helper.ts'
import { applySmsTask, applySmsTemplate, type SmsTaskConfig } from './migration.ts'
import {
  applySecurityGroup,
  applySubnet,
  applyVpc,
  destroyPatiently,
  findSecurityGroup,
  findSubnet,
} from './network.ts'
import { type Applied, configureProvider, type Provider, planOf, plansOf } from './provider.ts'
import {
  applyInstance,
  findInstance,
  importInstance,
  readFlavors,
  readImage,
  readZones,
} from './server.ts'

/** What Terraform configurations around SMS do, from apply to destroy, as the provider does it. */

/** The data sources that a server is made from. */
async function readServerSources(provider: Provider) {
  const [first, second] = await readZones(provider)
  const filter = { cores: 2, memory_gb: 4, performance_type: 'normal' }
  const [flavor_id] = await readFlavors(provider, first, filter)
  const image_id = (await readImage(provider, 'Ubuntu 18.04 server 64bit')).id
  return { zones: [first, second] as const, flavor_id, image_id }
}

type Stack = { vpc: Applied; subnet: Applied; group: Applied; all: Applied[] }

/** A VPC with a subnet, and a security group. */
async function applyNetwork(provider: Provider): Promise<Stack> {
  const vpc = await applyVpc(provider, { name: 'net', cidr: '192.168.0.0/16' })
  const subnet = await applySubnet(provider, {
    name: 'one',
    cidr: '192.168.1.0/24',
    gateway_ip: '192.168.1.1',
    vpc_id: vpc.id,
  })
  const group = await applySecurityGroup(provider, { name: 'web', delete_default_rules: true })
  return { vpc, subnet, group, all: [vpc, subnet, group] }
}

/** A server in a network. @param index of its zone */
async function applyServerIn(provider: Provider, { vpc, subnet, group }: Stack, index: 0 | 1 = 0) {
  const { zones, flavor_id, image_id } = await readServerSources(provider)
  return applyInstance(provider, {
    name: `app-0${index + 1}`,
    ...{ image_id, flavor_id, availability_zone: zones[index] },
    ...{ vpc_id: vpc.id, network: [{ uuid: subnet.id }], security_group_ids: [group.id] },
    system_disk_size: 40,
    data_disks: [{ type: 'SAS', size: 100 }],
  })
}

/** Destroys in the reverse of the order in which resources were applied. @returns what is left of them */
async function destroyAll(resources: readonly Applied[]): Promise<unknown[]> {
  for (const resource of resources.toReversed()) await resource.destroy()
  const left = await Promise.all(resources.map(({ read }) => read()))
  return left.filter((one) => one !== undefined)
}

for (const by of ['url', 'hosts'] as const) {
  t.test(`a network and a server are applied and destroyed, by ${by}`, async (t) => {
    const provider = await configureProvider(await startTest(t), { by })
    t.equal(provider.project_id, project_id)
    const network = await applyNetwork(provider)
    const resources = [...network.all, await applyServerIn(provider, network)]
    t.strictSame(await plansOf(resources), [], 'a second plan is empty')
    t.match(resources.at(-1)?.state, {
      status: 'ACTIVE',
      access_ip_v4: /^192\.168\.1\.\d+$/,
      image_name: 'Ubuntu 18.04 server 64bit',
      volumes: [
        { size: 40, type: 'GPSSD', boot_index: 0 },
        { size: 100, type: 'SAS' },
      ],
    })
    t.strictSame(await destroyAll(resources), [])
  })
}

t.test(
  'the acceptance tests take the default network, and a server of two zones each',
  async (t) => {
    const provider = await configureProvider(await startTest(t))
    const subnet = await findSubnet(provider, 'subnet-default')
    const group = await findSecurityGroup(provider, 'default')
    const { zones, flavor_id, image_id } = await readServerSources(provider)
    const servers: Applied[] = []
    for (const availability_zone of zones) {
      const server = await applyInstance(provider, {
        ...{ name: availability_zone, image_id, flavor_id, availability_zone },
        ...{ vpc_id: subnet.vpc_id, network: [{ uuid: subnet.id }] },
        security_group_ids: [group.id],
      })
      servers.push(server)
    }
    t.strictSame(
      servers.map(({ state }) => state.availability_zone),
      zones,
    )
    t.strictSame(await plansOf(servers), [])
    t.strictSame(await destroyAll(servers), [])
  },
)

t.test('what is in use is refused with 409, and goes once nothing uses it', async (t) => {
  const provider = await configureProvider(await startTest(t))
  const network = await applyNetwork(provider)
  const { vpc, subnet, group } = network
  const server = await applyServerIn(provider, network)
  const remove = (path: string) =>
    provider.ask({ service: 'vpc', method: 'DELETE', path: `/v1/{pid}/${path}` })
  const inUse = { status: 409, value: { code: /^VPC\.\d{4}$/, message: /\w/ } }
  t.match(await remove(`vpcs/${vpc.id}`), inUse, 'a VPC with a subnet')
  t.match(await remove(`vpcs/${vpc.id}/subnets/${subnet.id}`), inUse, 'a subnet with a server')
  t.match(await remove(`security-groups/${group.id}`), inUse, 'a group of a server')
  t.strictSame(await plansOf([...network.all, server]), [], 'nothing has changed')
  t.strictSame(await destroyAll([...network.all, server]), [])
})

t.test('a VPC is tried again until its subnet is gone', async (t) => {
  const emulator = await startTest(t)
  const { vpc, subnet } = await applyNetwork(await configureProvider(emulator))
  let waits = 0
  const onWait = async () => {
    if (++waits === 3) await subnet.destroy()
  }
  const other = await configureProvider(emulator, { onWait })
  const path = `/v1/{pid}/vpcs/${vpc.id}`
  await destroyPatiently(other, { path })
  t.ok(waits > 3)
  t.equal(await vpc.read(), undefined)
})

/** A source that can be migrated, and what a task says of it. */
async function readySource(
  emulator: TestEmulator,
  { region, project_id }: Provider,
): Promise<SmsTaskConfig> {
  const source_server_id = await healthySource(emulator)
  return {
    ...{ source_server_id, type: 'MIGRATE_FILE', os_type: 'LINUX' },
    ...{ region_id: region, project_id, use_public_ip: false, action: 'start' },
  }
}

/** The power of a server at a moment. */
const powerOf = async ({ read }: Applied) => (await read())?.status

async function migrateTo(t: Test, emulator: TestEmulator, sms: Provider, target: Provider) {
  const network = await applyNetwork(target)
  const server = await applyServerIn(target, network)
  const source = await readySource(emulator, target)
  const there = { target_server_id: server.id, migration_ip: String(server.state.access_ip_v4) }
  const task = await applySmsTask(sms, { ...source, ...there }, target)
  t.strictSame(await planOf(task), [])
  await until(emulator, task.id, { subtask: 'MIGRATE_LINUX_FILE', percent: 50 })
  t.equal(await powerOf(server), 'SHUTOFF', 'stopped while its disks are written')
  await until(emulator, task.id, { state: 'MIGRATE_SUCCESS' })
  t.equal(await powerOf(server), 'ACTIVE', 'and started at the launch')
  t.strictSame(await plansOf([...network.all, server]), [], 'plan')
  t.strictSame(await destroyAll([...network.all, server, task]), [])
}

t.test('a task moves a source to a server that Terraform made', async (t) => {
  const emulator = await startTest(t)
  const provider = await configureProvider(emulator)
  await migrateTo(t, emulator, provider, provider)
})

t.test('SMS may be in another region than the target', async (t) => {
  const emulator = await startTest(t)
  const target = await configureProvider(emulator, { region: 'ap-southeast-3' })
  t.not(target.project_id, project_id)
  await migrateTo(t, emulator, await configureProvider(emulator), target)
})

t.test('a template with automatic networks makes a server that ECS shows', async (t) => {
  const emulator = await startTest(t)
  const provider = await configureProvider(emulator)
  const [availability_zone] = await readZones(provider)
  const template = await applySmsTemplate(provider, {
    ...{ name: 'small', availability_zone, target_server_name: 'made-01', flavor: 's6.large.2' },
  })
  t.strictSame(await planOf(template), [])
  const source = await readySource(emulator, provider)
  const config = { ...source, vm_template_id: template.id }
  const task = await applySmsTask(provider, config)
  await until(emulator, task.id, { state: 'MIGRATE_SUCCESS' })
  t.match(
    await planOf(task),
    [/^migration_ip: "" -> "[\d.]+"$/],
    'the address of the new server is a change, unless the configuration ignores it',
  )
  const server = await importInstance(provider, await findInstance(provider, 'made-01'))
  t.match(server.state, { status: 'ACTIVE', flavor_id: 's6.large.2', availability_zone })
  t.match(server.state.volumes, [{ type: 'SAS', boot_index: 0 }])
  t.strictSame(await destroyAll([template, server, task]), [])
})

t.test('a server that SMS made keeps its network until somebody deletes it', async (t) => {
  const emulator = await startTest(t)
  const provider = await configureProvider(emulator)
  const { vpc, subnet, group, all } = await applyNetwork(provider)
  const [, availability_zone] = await readZones(provider)
  const template = await applySmsTemplate(provider, {
    ...{ name: 'small', availability_zone, target_server_name: 'made-02', flavor: 's6.large.2' },
    ...{ vpc_id: vpc.id, subnet_ids: [subnet.id], security_group_ids: [group.id] },
  })
  t.strictSame(await planOf(template), [])
  const source = await readySource(emulator, provider)
  const task = await applySmsTask(provider, { ...source, vm_template_id: template.id })
  await until(emulator, task.id, { state: 'MIGRATE_SUCCESS' })
  await task.destroy()
  await template.destroy()

  const server = await importInstance(provider, await findInstance(provider, 'made-02'))
  t.match(server.state, {
    availability_zone,
    networks: [subnet.id],
    security_group_ids: [group.id],
    access_ip_v4: /^192\.168\.1\.\d+$/,
  })
  const path = `/v1/{pid}/vpcs/${vpc.id}/subnets/${subnet.id}`
  t.match(await provider.ask({ service: 'vpc', method: 'DELETE', path }), { status: 409 })
  t.strictSame(await destroyAll([...all, server]), [])
})
