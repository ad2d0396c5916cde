import { ApiError } from '../../errors/refusals.ts'
import type {
  ListTemplatesQuery,
  ListTemplatesResponse,
  TemplateRecord,
  TemplateRequest,
} from '../../schemas/sms/templates.ts'
import type { Account, View } from '../account/account.ts'
import type { Session } from '../account/session.ts'

/** Server templates (behaviour.md §8.2). One with `is_template=false` belongs to a task, and is hidden. */

const templates_max = 50

/** @throws ApiError SMS.7101 */
function findTemplate(view: View, id: string): TemplateRecord {
  const template = view.templates.find(id)
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
function checkShared(session: Session, template: TemplateRecord, before?: TemplateRecord): void {
  if (!isShared(template)) return
  const isAnother = before === undefined || !isShared(before)
  if (isAnother && session.templates.countShared() >= templates_max) {
    throw new ApiError('templateLimit')
  }
  const rival = session.templates.sharedNamed(template.name)
  if (rival && rival.id !== template.id) throw new ApiError('templateNameTaken', template.name)
}

/** @throws ApiError SMS.7112, 7113 */
export function createTemplate(account: Account, input: TemplateRequest): { id: string } {
  return account.write((session) => {
    const template = templateRecord(session.ids.uuid(), input)
    checkShared(session, template)
    session.templates.save(template)
    return { id: template.id }
  })
}

/** The shared templates; those of a single task are hidden. */
export function listTemplates(account: Account, query: ListTemplatesQuery): ListTemplatesResponse {
  return account.read((view) => {
    const page = { ...query, limit: query.limit || 50 }
    const { count, items } = view.templates.list(page)
    return { count, templates: items }
  })
}

/** @throws ApiError SMS.7101 */
export const showTemplate = (account: Account, id: string) =>
  account.read((view) => ({ template: findTemplate(view, id) }))

/** A field that is absent stays as it is. @throws ApiError SMS.7101, 7112, 7113 */
export function updateTemplate(
  account: Account,
  id: string,
  change: TemplateRequest | null | undefined,
): void {
  account.write((session) => {
    const before = findTemplate(session, id)
    if (!change) return
    const given = Object.entries(change).filter(
      ([, value]) => value !== null && value !== undefined,
    )
    const sent = Object.fromEntries(
      given.map(([field]) => [field, templateRecord(id, change)[field as keyof TemplateRecord]]),
    )
    const template = { ...before, ...sent }
    checkShared(session, template, before)
    session.templates.save(template)
  })
}

/** @throws ApiError SMS.7101, 7111 */
export function deleteTemplate(account: Account, id: string): void {
  deleteTemplates(account, [id])
}

/** All or nothing, as other batches (design.md §5). @throws as deleteTemplate */
export function deleteTemplates(account: Account, ids: string[]): void {
  account.write((session) => {
    for (const id of new Set(ids)) {
      const { name } = findTemplate(session, id)
      const [user] = session.tasks.withTemplate(id)
      if (user) throw new ApiError('templateInUse', name, user.id)
      session.templates.remove(id)
    }
  })
}

/** Only while any task of the template is replicating or syncing. @throws ApiError SMS.7101, 9905 */
export function showTargetPassword(account: Account, id: string) {
  return account.read((view) => {
    const { target_password } = findTemplate(view, id)
    const isMoving = view.tasks.withTemplate(id).some((task) => {
      const source = view.sources.find(task.source_server_id)
      return source && /^(replicating|syncing)$/.test(source.migration_cycle)
    })
    if (!isMoving) throw new ApiError('passwordNotNow', id)
    return { template_id: id, target_password }
  })
}
