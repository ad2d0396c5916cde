import type { Cloud } from '../../domain/companions/made-servers.ts'
import { followMigration, releaseTarget } from '../../domain/companions/target.ts'
import type { Event } from '../../domain/migration/events.ts'
import type { Task } from '../../schemas/stored/records.ts'
import type { AccountStores } from '../../store/stores.ts'
import type { Session } from './session.ts'

/** The cloud servers of an account, as its migrations see them. */

/** What migrations look up beside SMS. */
export const cloudOf = ({
  companions,
  templates,
}: Pick<AccountStores, 'companions' | 'templates'>): Cloud => ({
  find: (id) => companions.find(id),
  template: (id) => templates.find(id),
  servers: (project_id) => companions.ofKind('server', project_id),
})

/** What happened to a migration happens to its target, too. */
export function moveTarget(
  session: Session,
  cloud: Cloud,
  events: readonly Event[],
  task: Task,
): void {
  for (const event of events) {
    const { saved, removed } = followMigration(event, task, cloud)
    for (const record of saved) session.saveCompanion(record)
    for (const id of removed) session.removeCompanion(id)
  }
}

/** The target of a task is free again. */
export function releaseServer(session: Session, { id, target_server }: Task): void {
  const server = session.companions.find(target_server.vm_id)
  if (server?.kind === 'server' && server.moving_by === id) {
    session.saveCompanion(releaseTarget(server, session.now))
  }
}
