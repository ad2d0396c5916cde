import type { Answer, Part } from './answers.ts'
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

/** `huaweicloud_compute_instance`, and the data sources that it is made from. */

const granted = { enterprise_project_id: 'all_granted_eps' }

/** The data source `huaweicloud_availability_zones`. @returns the available ones, by name; two at least */
export async function readZones(provider: Provider): Promise<[string, string, ...string[]]> {
  const path = '/v2.1/{pid}/os-availability-zone'
  const answer = await must(provider, { service: 'ecs', method: 'GET', path })
  const [first, second, ...more] = answer
    .items('availabilityZoneInfo')
    .filter((zone) => zone.flag('zoneState', 'available'))
    .map((zone) => zone.text('zoneName'))
    .sort()
  if (!first || !second) throw new Error(`${answer.from}: two available zones expected`)
  return [first, second, ...more]
}

export type FlavorFilter = { cores: number; memory_gb: number; performance_type: string }

/** The data source `huaweicloud_compute_flavors`. @returns the ids of what fits, of which there must be one */
export async function readFlavors(
  provider: Provider,
  availability_zone: string,
  { cores, memory_gb, performance_type }: FlavorFilter,
): Promise<[string, ...string[]]> {
  const path = '/v1/{pid}/cloudservers/flavors'
  const query = { availability_zone }
  const answer = await must(provider, { service: 'ecs', method: 'GET', path, query })
  const [first, ...more] = answer
    .items('flavors')
    .filter((flavor) => flavor.text('vcpus') === String(cores))
    .filter((flavor) => flavor.number('ram') === memory_gb * 1024)
    .filter(
      (flavor) =>
        flavor.optional('string', 'os_extra_specs', 'ecs:performancetype') === performance_type,
    )
    .map((flavor) => flavor.text('id'))
  if (!first) throw new Error(`${answer.from}: no flavor of ${cores} cores and ${memory_gb} GB`)
  return [first, ...more]
}

/** The data source `huaweicloud_images_image`. @returns the one image of a name, which the server filters */
export async function readImage(provider: Provider, name: string) {
  const query = { status: 'active', ...granted, name, sort_key: 'name', sort_dir: 'asc' }
  const path = '/v2/cloudimages'
  const found = await listAll(provider, { service: 'ims', path, query, list: 'images' })
  const image = onlyOne(`the image ${name}`, found)
  image.optional('number', 'min_disk')
  image.optional('number', 'min_ram')
  image.optional('string', 'max_ram')
  return { id: image.text('id'), name: image.text('name') }
}

export type InstanceConfig = {
  name: string
  image_id: string
  flavor_id: string
  security_group_ids: string[]
  availability_zone: string
  vpc_id: string
  network: { uuid: string; fixed_ip_v4?: string }[]
  system_disk_type?: string
  system_disk_size?: number
  data_disks?: { type: string; size: number }[]
}

export async function applyInstance(provider: Provider, config: InstanceConfig): Promise<Applied> {
  const body = { server: serverOf(config) }
  const path = '/v1.1/{pid}/cloudservers'
  const created = await must(provider, { service: 'ecs', method: 'POST', path, body }, [200])
  const job_id = created.text('job_id')
  await endOfJob(provider, job_id)
  // Asked once more, for the server.
  const [first] = (await readJob(provider, job_id)).list('entities', 'sub_jobs')
  if (!first) throw new Error(`job ${job_id}: the provider panics without sub_jobs`)
  const id = first.text('entities', 'server_id')

  const { name, image_id, flavor_id, security_group_ids, availability_zone } = config
  return importInstance(provider, id, {
    ...{ name, image_id, flavor_id, security_group_ids, availability_zone },
    networks: config.network.map(({ uuid }) => uuid),
  })
}

/** A server that is there already, as `terraform import` takes it. @param configured what it must be like */
export const importInstance = (provider: Provider, id: string, configured: State = {}) =>
  applied(id, configured, {
    read: () => readInstance(provider, id),
    destroy: () => destroyInstance(provider, id),
  })

/** The data source `huaweicloud_compute_instance`. @returns the id of the one server of a name */
export async function findInstance(provider: Provider, name: string): Promise<string> {
  const path = '/v1/{pid}/cloudservers/detail'
  const query = { limit: '100', name, offset: '1' }
  const answer = await must(provider, { service: 'ecs', method: 'GET', path, query })
  const found = answer.items('servers').filter((server) => server.text('name') === name)
  return onlyOne(`the server ${name}`, found).text('id')
}

const serverOf = (config: InstanceConfig): object => ({
  name: config.name,
  imageRef: config.image_id,
  flavorRef: config.flavor_id,
  vpcid: config.vpc_id,
  nics: config.network.map(({ uuid, fixed_ip_v4 }) => ({
    subnet_id: uuid,
    ...(fixed_ip_v4 ? { ip_address: fixed_ip_v4 } : {}),
  })),
  root_volume: {
    volumetype: config.system_disk_type ?? 'GPSSD',
    ...(config.system_disk_size ? { size: config.system_disk_size } : {}),
  },
  ...(config.data_disks
    ? { data_volumes: config.data_disks.map(({ type, size }) => ({ volumetype: type, size })) }
    : {}),
  security_groups: config.security_group_ids.map((id) => ({ id })),
  user_data: '',
  availability_zone: config.availability_zone,
})

const readJob = (provider: Provider, id: string): Promise<Answer> =>
  must(provider, { service: 'ecs', method: 'GET', path: `/v1/{pid}/jobs/${id}` })

/** Waits for a job: 5 seconds before each look and 5 after it. */
async function endOfJob(provider: Provider, id: string): Promise<void> {
  await poll(provider, 5, async () => {
    await provider.wait(5)
    const job = await readJob(provider, id)
    const status = job.text('status')
    if (status !== 'FAIL') return status === 'SUCCESS' ? true : undefined
    const code = job.optional('string', 'error_code')
    throw new Error(`job ${id} failed: ${code} ${job.optional('string', 'fail_reason')}`)
  })
  await provider.wait(5)
}

async function readInstance(provider: Provider, id: string): Promise<State | undefined> {
  const answer = await provider.ask({
    service: 'ecs',
    method: 'GET',
    path: `/v1/{pid}/cloudservers/${id}`,
  })
  if (answer.status === 404) return undefined
  const server = answer.expect([200, 203]).at('server')
  if (server.text('status') === 'DELETED') return undefined
  for (const moment of ['created', 'updated']) expectMoment(server, moment)
  const image_id = server.text('image', 'id')
  const ports = await portsOf(provider, server)
  return {
    id,
    name: server.text('name'),
    status: server.text('status'),
    flavor_id: server.text('flavor', 'id'),
    image_id,
    image_name: await imageName(provider, image_id),
    availability_zone: server.text('OS-EXT-AZ:availability_zone'),
    security_groups: server.list('security_groups').map((group) => group.text('name')),
    security_group_ids: await groupsOf(provider, id, server),
    networks: ports.map(({ uuid }) => uuid),
    access_ip_v4: ports[0]?.fixed_ip_v4 || undefined,
    ports,
    volumes: await volumesOf(provider, id, server),
    tags: server.optional('array', 'tags') ?? [],
  }
}

/** Empty texts are no moments: the provider stops at them. */
function expectMoment(server: Part, name: string): void {
  const text = server.optional('string', name)
  if (text !== undefined && Number.isNaN(Date.parse(text))) {
    throw new Error(`${server.from}.${name}: "${text}" is not a moment (RFC 3339)`)
  }
}

/** Only its name is read, and an error is swallowed. */
async function imageName({ ask }: Provider, id: string): Promise<string> {
  const query = { id, limit: '1', ...granted }
  const answer = await ask({ service: 'ims', method: 'GET', path: '/v2/cloudimages', query })
  return (answer.status === 200 && answer.list('images')[0]?.text('name')) || ''
}

type PortState = { uuid: string; port: string; mac: string; fixed_ip_v4: string }

async function portsOf(provider: Provider, server: Part): Promise<PortState[]> {
  const addresses = server.members('addresses').flatMap(([, network]) => network.list())
  const fixed = addresses.filter((one) => one.text('OS-EXT-IPS:type') === 'fixed')
  const ports: PortState[] = []
  for (const address of fixed) {
    const port = address.text('OS-EXT-IPS:port_id')
    // A 404 is only logged; then the network is empty, and the plan is not.
    const answer = await find(provider, { service: 'vpc', path: `/v1/{pid}/ports/${port}` })
    if (!answer) continue
    const [ip] = answer.list('port', 'fixed_ips')
    ports.push({
      uuid: answer.text('port', 'network_id'),
      port,
      mac: address.text('OS-EXT-IPS-MAC:mac_addr'),
      fixed_ip_v4: ip?.text('ip_address') ?? '',
    })
  }
  return ports
}

/** Those of the server's ports; where the call fails, those that the server names. */
async function groupsOf(provider: Provider, id: string, server: Part): Promise<string[]> {
  const named = server.list('security_groups').map((group) => group.text('id'))
  const query = { device_id: id, limit: '100' }
  const request = { service: 'vpc', path: '/v1/{pid}/ports', query, list: 'ports' } as const
  const ports = await listAll(provider, request).catch(() => undefined)
  if (!ports) return named
  const groups = ports.flatMap((port) => port.list('security_groups').map(({ value }) => value))
  return [...new Set(groups.map(String))].sort()
}

async function volumesOf(provider: Provider, id: string, server: Part): Promise<State[]> {
  const attached = server.list('os-extended-volumes:volumes_attached')
  if (attached.length === 0) {
    throw new Error(`${server.from} has no volumes attached: its plan would never be empty`)
  }
  const volumes: State[] = []
  for (const one of attached) {
    const volume_id = one.text('id')
    const volume = await must(provider, {
      service: 'evs',
      method: 'GET',
      path: `/v2/{pid}/cloudvolumes/${volume_id}`,
    })
    const device = await must(provider, {
      service: 'ecs',
      method: 'GET',
      path: `/v1/{pid}/cloudservers/${id}/block_device/${volume_id}`,
    })
    volumes.push({
      volume_id,
      size: volume.number('volume', 'size'),
      type: volume.optional('string', 'volume', 'volume_type') ?? '',
      boot_index: device.optional('number', 'volumeAttachment', 'bootIndex') ?? -1,
      pci_address: device.optional('string', 'volumeAttachment', 'pciAddress') ?? '',
    })
  }
  if (!volumes.some(({ boot_index }) => boot_index === 0)) {
    throw new Error(`${server.from} has no system disk: no volume has bootIndex 0`)
  }
  return volumes
}

async function destroyInstance(provider: Provider, id: string): Promise<void> {
  const body = { servers: [{ id }], delete_publicip: true }
  const path = '/v1/{pid}/cloudservers/delete'
  const deleted = await must(provider, { service: 'ecs', method: 'POST', path, body }, [200])
  await endOfJob(provider, deleted.text('job_id'))
  await provider.wait(5)
  await poll(provider, 5, async () => {
    const answer = await find(provider, { service: 'ecs', path: `/v1/{pid}/cloudservers/${id}` })
    const status = answer?.text('server', 'status') ?? 'DELETED'
    if (status === 'DELETED') return true
    if (['ACTIVE', 'SHUTOFF'].includes(status)) return undefined
    throw new Error(`server ${id}: unexpected state ${status}, wanted DELETED`)
  })
}
