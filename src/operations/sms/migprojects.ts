import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import type {
  ListMigprojectsResponse,
  MigProject,
  MigprojectRecord,
  PostMigProjectBody,
} from '../../schemas/sms/migprojects.ts'
import type { Session } from '../account/session.ts'
import { read, write } from '../account/settle.ts'

/** Migration projects (behaviour.md §8.1): one is always the default, and new sources join it. */

const projects_max = 50

/** The project that every account has: it can be neither deleted nor renamed (§8.1). */
export const system_project = 'SystemProject'

/** @throws ApiError SMS.7301 */
function findProject(emulator: Emulator, account_id: string, id: string): MigprojectRecord {
  const project = emulator.migprojects.find(account_id, id)
  if (!project) throw new ApiError('projectNotFound', id)
  return project
}

/** @throws ApiError SMS.7312 when another project has the name. */
function checkName({ emulator, account_id }: Session, name: string, id?: string): void {
  const rival = emulator.migprojects.named(account_id, name)
  if (rival && rival.id !== id) throw new ApiError('projectNameTaken', name)
}

/** Moves the flag: there is exactly one default, so setting it here takes it from there. */
export function moveDefault(emulator: Emulator, account_id: string, id: string): void {
  for (const project of emulator.migprojects.all(account_id)) {
    if (project.isdefault === (project.id === id)) continue
    emulator.migprojects.save(account_id, { ...project, isdefault: project.id === id })
  }
}

/** @throws ApiError SMS.7312, 8115 */
export function createMigproject(
  emulator: Emulator,
  account_id: string,
  input: PostMigProjectBody,
): { id: string } {
  return write(emulator, account_id, (session) => {
    checkName(session, input.name)
    if (emulator.migprojects.count(account_id) >= projects_max) {
      throw new ApiError('projectLimit')
    }
    const id = session.ids.uuid()
    emulator.migprojects.save(account_id, {
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
    if (input.isdefault) moveDefault(emulator, account_id, id)
    return { id }
  })
}

export function listMigprojects(
  emulator: Emulator,
  account_id: string,
  { limit, offset }: { limit: number; offset: number },
): ListMigprojectsResponse {
  return read(emulator, account_id, () => {
    const { count, items } = emulator.migprojects.list(account_id, { limit: limit || 50, offset })
    return { count, migprojects: items }
  })
}

/** @throws ApiError SMS.7301 */
export function showMigproject(emulator: Emulator, account_id: string, id: string) {
  return read(emulator, account_id, () => {
    const { id: _, ...shown } = findProject(emulator, account_id, id)
    return shown
  })
}

/** A field that is absent or null stays as it is. @throws ApiError SMS.7301, 7303, 7312 */
export function updateMigproject(
  emulator: Emulator,
  account_id: string,
  id: string,
  change: MigProject,
): void {
  write(emulator, account_id, (session) => {
    const project = findProject(emulator, account_id, id)
    if (change.name) checkName(session, change.name, id)
    if (project.name === system_project && change.name && change.name !== system_project) {
      throw new ApiError('projectIsSystem', 'renamed')
    }
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== null && value !== undefined),
    )
    // The default stays the default until another project takes the flag. *Inferred.*
    emulator.migprojects.save(account_id, { ...project, ...given, isdefault: project.isdefault })
    if (change.isdefault) moveDefault(emulator, account_id, id)
  })
}

/** @throws ApiError SMS.7301 */
export function updateDefaultMigproject(emulator: Emulator, account_id: string, id: string): void {
  write(emulator, account_id, () => {
    moveDefault(emulator, account_id, findProject(emulator, account_id, id).id)
  })
}

/** @throws ApiError SMS.7301, 7303, 7311 */
export function deleteMigproject(emulator: Emulator, account_id: string, id: string): void {
  write(emulator, account_id, () => {
    const project = findProject(emulator, account_id, id)
    if (project.isdefault) throw new ApiError('projectIsDefault', project.name)
    if (project.name === system_project) throw new ApiError('projectIsSystem', 'deleted')
    const held = emulator.sources.countInProject(account_id, id)
    if (held > 0) throw new ApiError('projectInUse', project.name, held)
    emulator.migprojects.remove(account_id, id)
  })
}
