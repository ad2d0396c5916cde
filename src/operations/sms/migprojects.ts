import { ApiError } from '../../errors/refusals.ts'
import type {
  ListMigprojectsResponse,
  MigProject,
  MigprojectRecord,
  PostMigProjectBody,
} from '../../schemas/sms/migprojects.ts'
import type { Account, View } from '../account/account.ts'
import type { Session } from '../account/session.ts'

/** Migration projects (behaviour.md §8.1): one is always the default, and new sources join it. */

const projects_max = 50

/** The project that every account has: it can be neither deleted nor renamed (§8.1). */
export const system_project = 'SystemProject'

/** @throws ApiError SMS.7301 */
function findProject(view: View, id: string): MigprojectRecord {
  const project = view.migprojects.find(id)
  if (!project) throw new ApiError('projectNotFound', id)
  return project
}

/** @throws ApiError SMS.7312 when another project has the name. */
function checkName(session: Session, name: string, id?: string): void {
  const rival = session.migprojects.named(name)
  if (rival && rival.id !== id) throw new ApiError('projectNameTaken', name)
}

/** Moves the flag: there is exactly one default, so setting it here takes it from there. */
export function moveDefault(session: Session, id: string): void {
  for (const project of session.migprojects.all()) {
    if (project.isdefault === (project.id === id)) continue
    session.migprojects.save({ ...project, isdefault: project.id === id })
  }
}

/** @throws ApiError SMS.7312, 8115 */
export function createMigproject(account: Account, input: PostMigProjectBody): { id: string } {
  return account.write((session) => {
    checkName(session, input.name)
    if (session.migprojects.count() >= projects_max) {
      throw new ApiError('projectLimit')
    }
    const id = session.ids.uuid()
    session.migprojects.save({
      id,
      name: input.name,
      description: input.description ?? null,
      isdefault: false,
      region: input.region,
      start_target_server: input.start_target_server ?? true,
      speed_limit: input.speed_limit ?? 0,
      use_public_ip: input.use_public_ip ?? true,
      exist_server: input.exist_server ?? true,
      type: input.type,
      enterprise_project: input.enterprise_project ?? 'default',
      syncing: input.syncing ?? false,
      start_network_check: input.start_network_check ?? false,
    })
    if (input.isdefault) moveDefault(session, id)
    return { id }
  })
}

export function listMigprojects(
  account: Account,
  { limit, offset }: { limit: number; offset: number },
): ListMigprojectsResponse {
  return account.read((view) => {
    const { count, items } = view.migprojects.list({ limit: limit || 50, offset })
    return { count, migprojects: items }
  })
}

/** @throws ApiError SMS.7301 */
export function showMigproject(account: Account, id: string) {
  return account.read((view) => {
    const { id: _, ...shown } = findProject(view, id)
    return shown
  })
}

/** A field that is absent or null stays as it is. @throws ApiError SMS.7301, 7303, 7312 */
export function updateMigproject(account: Account, id: string, change: MigProject): void {
  account.write((session) => {
    const project = findProject(session, id)
    if (change.name) checkName(session, change.name, id)
    if (project.name === system_project && change.name && change.name !== system_project) {
      throw new ApiError('projectIsSystem', 'renamed')
    }
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== null && value !== undefined),
    )
    // The default stays the default until another project takes the flag. *Inferred.*
    session.migprojects.save({ ...project, ...given, isdefault: project.isdefault })
    if (change.isdefault) moveDefault(session, id)
  })
}

/** @throws ApiError SMS.7301 */
export function updateDefaultMigproject(account: Account, id: string): void {
  account.write((session) => {
    moveDefault(session, findProject(session, id).id)
  })
}

/** @throws ApiError SMS.7301, 7303, 7311 */
export function deleteMigproject(account: Account, id: string): void {
  account.write((session) => {
    const project = findProject(session, id)
    if (project.isdefault) throw new ApiError('projectIsDefault', project.name)
    if (project.name === system_project) throw new ApiError('projectIsSystem', 'deleted')
    const held = session.sources.countInProject(id)
    if (held > 0) throw new ApiError('projectInUse', project.name, held)
    session.migprojects.remove(id)
  })
}
