import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import type {
  ListTemplatesQuery,
  ListTemplatesResponse,
  TemplateRecord,
  TemplateRequest,
} from '../../schemas/sms/templates.ts'
import type { Session } from '../account/session.ts'
import { read, write } from '../account/settle.ts'

/** Server templates (behaviour.md §8.2). One with `is_template=false` belongs to a task, and is hidden. */

const templates_max = 50

/** @throws ApiError SMS.7101 */
function findTemplate(emulator: Emulator, account_id: string, id: string): TemplateRecord {
  const template = emulator.templates.find(account_id, id)
  if (!template) throw new ApiError('templateNotFound', id)
  return template
}

const isShared = ({ is_template }: TemplateRecord): boolean => is_template === 'true'

/** A template as it is shown: what was not sent is empty, never absent. */
export function templateRecord(id: string, input: TemplateRequest): TemplateRecord {
  const { vpc, publicip } = input
  return {
    id,
    name: input.name,
    is_template: String(input.is_template ?? true),
    region: input.region ?? '',
    projectid: input.projectid ?? '',
    target_server_name: input.target_server_name ?? '',
    availability_zone: input.availability_zone ?? '',
    volumetype: input.volumetype ?? 'SAS',
    flavor: input.flavor ?? '',
    vpc: { id: vpc?.id ?? null, name: vpc?.name ?? null, cidr: vpc?.cidr ?? null },
    nics: (input.nics ?? []).map((nic) => ({ ...nic, cidr: nic.cidr ?? null, ip: nic.ip ?? null })),
    security_groups: input.security_groups ?? [],
    publicip: {
      type: publicip?.type ?? null,
      bandwidth_size: publicip?.bandwidth_size ?? null,
      bandwidth_share_type: publicip?.bandwidth_share_type ?? null,
    },
    disk: (input.disk ?? []).map((disk) => ({
      ...disk,
      id: disk.id ?? null,
      device_use: disk.device_use ?? null,
    })),
    data_volume_type: input.data_volume_type ?? 'SAS',
    target_password: input.target_password ?? '',
    image_id: input.image_id ?? '',
  }
}

/**
 * A shared template has a name of its own and is one of at most fifty; a hidden one need not.
 *
 * @param before the template as it was, if it is not new.
 * @throws ApiError SMS.7112, 7113
 */
function checkShared(
  { emulator, account_id }: Session,
  template: TemplateRecord,
  before?: TemplateRecord,
): void {
  if (!isShared(template)) return
  const isAnother = before === undefined || !isShared(before)
  if (isAnother && emulator.templates.countShared(account_id) >= templates_max) {
    throw new ApiError('templateLimit')
  }
  const rival = emulator.templates.sharedNamed(account_id, template.name)
  if (rival && rival.id !== template.id) throw new ApiError('templateNameTaken', template.name)
}

/** @throws ApiError SMS.7112, 7113 */
export function createTemplate(
  emulator: Emulator,
  account_id: string,
  input: TemplateRequest,
): { id: string } {
  return write(emulator, account_id, (session) => {
    const template = templateRecord(session.ids.uuid(), input)
    checkShared(session, template)
    emulator.templates.save(account_id, template)
    return { id: template.id }
  })
}

/** The shared templates; those of a single task are hidden. */
export function listTemplates(
  emulator: Emulator,
  account_id: string,
  query: ListTemplatesQuery,
): ListTemplatesResponse {
  return read(emulator, account_id, () => {
    const page = { ...query, limit: query.limit || 50 }
    const { count, items } = emulator.templates.list(account_id, page)
    return { count, templates: items }
  })
}

/** @throws ApiError SMS.7101 */
export const showTemplate = (emulator: Emulator, account_id: string, id: string) =>
  read(emulator, account_id, () => ({ template: findTemplate(emulator, account_id, id) }))

/** A field that is absent stays as it is. @throws ApiError SMS.7101, 7112, 7113 */
export function updateTemplate(
  emulator: Emulator,
  account_id: string,
  id: string,
  change: TemplateRequest | null | undefined,
): void {
  write(emulator, account_id, (session) => {
    const before = findTemplate(emulator, account_id, id)
    if (!change) return
    const given = Object.entries(change).filter(
      ([, value]) => value !== null && value !== undefined,
    )
    const sent = Object.fromEntries(
      given.map(([field]) => [field, templateRecord(id, change)[field as keyof TemplateRecord]]),
    )
    const template = { ...before, ...sent }
    checkShared(session, template, before)
    emulator.templates.save(account_id, template)
  })
}

/** @throws ApiError SMS.7101, 7111 */
export function deleteTemplate(emulator: Emulator, account_id: string, id: string): void {
  deleteTemplates(emulator, account_id, [id])
}

/** All or nothing, as other batches (design.md §5). @throws as deleteTemplate */
export function deleteTemplates(emulator: Emulator, account_id: string, ids: string[]): void {
  write(emulator, account_id, () => {
    for (const id of new Set(ids)) {
      const { name } = findTemplate(emulator, account_id, id)
      const [user] = emulator.tasks.withTemplate(account_id, id)
      if (user) throw new ApiError('templateInUse', name, user.id)
      emulator.templates.remove(account_id, id)
    }
  })
}

/** Only while any task of the template is replicating or syncing. @throws ApiError SMS.7101, 9905 */
export function showTargetPassword(emulator: Emulator, account_id: string, id: string) {
  return read(emulator, account_id, () => {
    const { target_password } = findTemplate(emulator, account_id, id)
    const isMoving = emulator.tasks.withTemplate(account_id, id).some((task) => {
      const source = emulator.sources.find(account_id, task.source_server_id)
      return source && /^(replicating|syncing)$/.test(source.migration_cycle)
    })
    if (!isMoving) throw new ApiError('passwordNotNow', id)
    return { template_id: id, target_password }
  })
}
