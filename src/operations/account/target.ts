import type { Changes } from '../../domain/companions/jobs.ts'
import type { Cloud } from '../../domain/companions/made-servers.ts'
import { offersIn } from '../../domain/companions/regions.ts'
import { followMigration, releaseTarget } from '../../domain/companions/target.ts'
import type { Event } from '../../domain/migration/events.ts'
import type { Task } from '../../schemas/stored/records.ts'
import type { Account } from './account.ts'
import type { Session } from './session.ts'

/** The cloud servers of an account, as its migrations see them. */

/** What migrations look up beside SMS. */
export function cloudOf({ config, internals }: Account): Cloud {
  const { companions, templates } = internals.stores
  return {
    isStrict: config.companions === 'strict',
    find: (id) => companions.find(id),
    template: (id) => templates.find(id),
    servers: (project_id) => companions.ofKind('server', project_id),
    offers: (region) => offersIn(companions, region),
  }
}

/** What happened to a migration happens to its target, too. */
export function moveTarget(
  session: Session,
  cloud: Cloud,
  events: readonly Event[],
  task: Task,
): void {
  for (const event of events) save(session, followMigration(event, task, cloud))
}

/** The target of a task is free again, without the agent's disk. */
export function releaseServer(session: Session, { id, target_server }: Task): void {
  const server = session.companions.find(target_server.vm_id)
  if (server?.kind !== 'server' || server.moving_by !== id) return
  save(session, releaseTarget(server, session.now, cloudOf(session.account).find))
}

function save(session: Session, { saved, removed }: Changes): void {
  for (const record of saved) session.saveCompanion(record)
  for (const id of removed) session.removeCompanion(id)
}
