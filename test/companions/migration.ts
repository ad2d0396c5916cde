import type { Part } from './answers.ts'
import { type Applied, applied, find, must, type Provider, poll, type State } from './provider.ts'

/** `huaweicloud_sms_server_template` and `huaweicloud_sms_task`. */

const automatic = 'autoCreate'
const service = 'sms'

export type SmsTemplateConfig = {
  name: string
  availability_zone: string
  vpc_id?: string
  subnet_ids?: string[]
  security_group_ids?: string[]
  flavor?: string
  target_server_name?: string
  volume_type?: string
}

export async function applySmsTemplate(
  provider: Provider,
  config: SmsTemplateConfig,
): Promise<Applied> {
  const body = { template: await templateOf(provider, config) }
  const id = (
    await must(provider, { service, method: 'POST', path: '/v3/vm/templates', body })
  ).text('id')
  const path = `/v3/vm/templates/${id}`
  return applied(id, config, {
    read: async () => {
      const found = await find(provider, { service, path })
      return found && templateState(found.at('template'))
    },
    destroy: async () => {
      await must(provider, { service, method: 'DELETE', path }, [200, 202, 204, 404])
    },
  })
}

async function templateOf(provider: Provider, config: SmsTemplateConfig): Promise<object> {
  const { subnet_ids = [automatic], security_group_ids = [automatic] } = config
  const vpc = await describe(provider, 'vpc', config.vpc_id ?? automatic)
  const nics: object[] = []
  for (const id of subnet_ids) nics.push(await describe(provider, 'subnet', id))
  const security_groups: object[] = []
  for (const id of security_group_ids) {
    security_groups.push(await describe(provider, 'security_group', id))
  }
  return {
    name: config.name,
    is_template: true,
    region: provider.region,
    projectid: provider.project_id,
    availability_zone: config.availability_zone,
    volumetype: config.volume_type ?? 'SAS',
    ...(config.flavor ? { flavor: config.flavor } : {}),
    ...(config.target_server_name ? { target_server_name: config.target_server_name } : {}),
    ...{ vpc, nics, security_groups },
  }
}

const collections = { vpc: 'vpcs', subnet: 'subnets', security_group: 'security-groups' } as const

/** What a template says of a network: what is made for it has only a name, and no CIDR. */
async function describe(
  provider: Provider,
  kind: keyof typeof collections,
  id: string,
): Promise<object> {
  if (id === automatic) return { id, name: id }
  const path = `/v1/{pid}/${collections[kind]}/${id}`
  const found = (await must(provider, { service: 'vpc', method: 'GET', path })).at(kind)
  return {
    id: found.text('id'),
    name: found.text('name'),
    ...(kind === 'subnet' ? { cidr: found.text('cidr') } : {}),
  }
}

function templateState(template: Part): State {
  // A flag of the request that comes back as a text, or decoding fails.
  template.text('is_template')
  const ids = (key: string) => template.list(key).map((one) => one.text('id'))
  return {
    name: template.text('name'),
    region: template.text('region'),
    project_id: template.text('projectid'),
    availability_zone: template.text('availability_zone'),
    volume_type: template.text('volumetype'),
    flavor: template.optional('string', 'flavor') ?? '',
    target_server_name: template.optional('string', 'target_server_name') ?? '',
    vpc_id: template.text('vpc', 'id'),
    subnet_ids: ids('nics'),
    security_group_ids: ids('security_groups'),
  }
}

export type SmsTaskConfig = {
  type: 'MIGRATE_FILE' | 'MIGRATE_BLOCK'
  os_type: 'LINUX' | 'WINDOWS'
  source_server_id: string
  /** Of the target, where it is in another region than this provider. */
  region_id: string
  project_id: string
  target_server_id?: string
  vm_template_id?: string
  /** Those of the target; by default the source's, as they are. */
  target_server_disks?: object[]
  start_target_server?: boolean
  use_public_ip?: boolean
  /** The address of the target, where it is not public. */
  migration_ip?: string
  syncing?: boolean
  action?: 'start'
}

/** @param target the provider of the region in which the target is. */
export async function applySmsTask(
  provider: Provider,
  config: SmsTaskConfig,
  target: Provider = provider,
): Promise<Applied> {
  const body = await taskOf(provider, config, target)
  const path = '/v3/tasks'
  const id = (await must(provider, { service, method: 'POST', path, body })).text('id')
  if (config.action) await actOn(provider, id, config.action)

  const { action, target_server_disks, region_id, ...configured } = config
  return applied(id, configured, {
    read: () => readTask(provider, id),
    destroy: async () => {
      const statuses = [200, 202, 204, 404]
      await must(provider, { service, method: 'DELETE', path: `${path}/${id}` }, statuses)
    },
  })
}

async function taskOf(
  provider: Provider,
  config: SmsTaskConfig,
  target: Provider,
): Promise<object> {
  const source_path = `/v3/sources/${config.source_server_id}`
  const source = await must(provider, { service, method: 'GET', path: source_path })
  const disks = config.target_server_disks ?? source.list('disks').map(({ value }) => value)
  const { target_server_id } = config
  const there = target_server_id
    ? { vm_id: target_server_id, name: await serverName(target, target_server_id) }
    : {}
  return {
    name: 'MigrationTask',
    type: config.type,
    os_type: config.os_type,
    priority: 1,
    region_id: config.region_id,
    region_name: config.region_id,
    project_id: config.project_id,
    project_name: config.region_id,
    source_server: { id: config.source_server_id },
    target_server: { ...there, disks },
    ...(config.vm_template_id ? { vm_template_id: config.vm_template_id } : {}),
    exist_server: target_server_id !== undefined,
    start_target_server: config.start_target_server ?? true,
    use_public_ip: config.use_public_ip ?? true,
    ...(config.migration_ip ? { migration_ip: config.migration_ip } : {}),
    syncing: config.syncing ?? false,
  }
}

async function serverName(target: Provider, id: string): Promise<string> {
  const path = `/v1/{pid}/cloudservers/${id}`
  return (await must(target, { service: 'ecs', method: 'GET', path })).text('server', 'name')
}

/** Acts on a task, and waits until it runs: READY is waited for, and every other state is an error. */
async function actOn(provider: Provider, id: string, operation: string): Promise<void> {
  const path = `/v3/tasks/${id}`
  const body = { operation }
  await must(provider, { service, method: 'POST', path: `${path}/action`, body })
  await provider.wait(5)
  await poll(provider, 10, async () => {
    const state = (await must(provider, { service, method: 'GET', path })).text('state')
    if (state === 'READY') return undefined
    if (state !== 'RUNNING') throw new Error(`unexpected state '${state}', wanted 'RUNNING'`)
    return true
  })
}

async function readTask(provider: Provider, id: string): Promise<State | undefined> {
  const path = `/v3/tasks/${id}`
  const task = await find(provider, { service, path })
  if (!task) return undefined
  // Their failures are only logged.
  for (const more of ['speed-limit', 'configuration-setting', 'passphrase']) {
    await provider.ask({ service, method: 'GET', path: `${path}/${more}` })
  }
  const vm_template_id = task.optional('string', 'vm_template_id')
  const target_server_id = task.optional('string', 'target_server', 'vm_id')
  return {
    type: task.text('type'),
    os_type: task.text('os_type'),
    source_server_id: task.text('source_server', 'id'),
    project_id: task.text('project_id'),
    start_target_server: task.flag('start_target_server'),
    use_public_ip: task.flag('use_public_ip'),
    syncing: task.flag('syncing'),
    migration_ip: task.optional('string', 'migration_ip') ?? '',
    ...(vm_template_id ? { vm_template_id } : {}),
    ...(target_server_id ? { target_server_id } : {}),
  }
}

/** The data source `huaweicloud_sms_source_servers`: pages by offset until one is empty. @returns ids of a name */
export async function findSources(provider: Provider, name: string): Promise<string[]> {
  const ids: string[] = []
  for (;;) {
    const query = { name, offset: String(ids.length) }
    const answer = await must(provider, { service, method: 'GET', path: '/v3/sources', query })
    const found = answer.items('source_servers')
    if (found.length === 0) return ids
    ids.push(...found.map((source) => source.text('id')))
  }
}

export type SmsProjectConfig = {
  name: string
  region: string
  type: 'MIGRATE_FILE' | 'MIGRATE_BLOCK'
  use_public_ip: boolean
  exist_server: boolean
  syncing: boolean
}

/** `huaweicloud_sms_migration_project`. */
export async function applySmsProject(
  provider: Provider,
  config: SmsProjectConfig,
): Promise<Applied> {
  const path = '/v3/migprojects'
  const id = (await must(provider, { service, method: 'POST', path, body: config })).text('id')
  return applied(id, config, {
    read: async () => {
      const project = await find(provider, { service, path: `${path}/${id}` })
      if (!project) return undefined
      const flags = (['use_public_ip', 'exist_server', 'syncing'] as const).map(
        (name) => [name, project.flag(name)] as const,
      )
      const texts = (['name', 'region', 'type'] as const).map(
        (name) => [name, project.text(name)] as const,
      )
      return Object.fromEntries([...texts, ...flags])
    },
    destroy: async () => {
      // A body that the service does not need.
      const request = { service, path: `${path}/${id}`, body: [id] } as const
      await must(provider, { ...request, method: 'DELETE' }, [200, 202, 204, 404])
    },
  })
}
