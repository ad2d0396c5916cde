import type { Place } from '../../domain/companions/defaults.ts'
import { forgottenJobs, type JobName, job_rules, newJob } from '../../domain/companions/jobs.ts'
import { ApiError } from '../../errors/refusals.ts'
import type {
  ActOnServersRequest,
  DeleteServersRequest,
} from '../../schemas/companions/server-jobs.ts'
import type { JobRecord } from '../../schemas/stored/companions.ts'
import type { ServerRecord } from '../../schemas/stored/servers.ts'
import type { Account } from '../account/account.ts'
import type { Session } from '../account/session.ts'
import { findServer } from './find-servers.ts'
import { placeOf } from './resources.ts'

/** Starting, stopping and deleting servers: each is a job. */

/** Saves a job that begins, and forgets those that were done long ago. */
export function beginJob(session: Session, job: JobRecord): void {
  for (const id of forgottenJobs(session.companions.ofKind('job', job.project_id))) {
    session.removeCompanion(id)
  }
  session.saveCompanion(job)
}

/** @throws ApiError 409 Ecs.0100 while something else works on the server, or its status does not allow it */
function checkFree(server: ServerRecord, name: JobName): void {
  const { id, job, moving_by, status } = server
  if (moving_by !== null) throw new ApiError('serverHeld', id, moving_by)
  if (job) throw new ApiError('serverBusy', id, job.what, job.id)
  const from: readonly string[] = job_rules[name].from
  if (!from.includes(status)) throw new ApiError('serverState', id, status, from.join(' or '))
}

/** A job on servers begins: on all of them, or on none. */
function workOn(
  account: Account,
  project_id: string,
  name: JobName,
  { servers, delete_volume }: Pick<DeleteServersRequest, 'servers' | 'delete_volume'>,
) {
  const place: Place = placeOf(account, project_id)
  return account.write((session) => {
    const ids = [...new Set(servers.map(({ id }) => id))]
    const found = ids.map((id) => findServer(session, place, id))
    for (const server of found) checkFree(server, name)
    const job = newJob(
      name,
      { id: session.ids.uuid(), now: session.now, project_id },
      { resource_ids: ids, delete_volumes: delete_volume ?? false },
    )
    for (const server of found) {
      session.saveCompanion({ ...server, job: { id: job.id, what: job_rules[name].what } })
    }
    beginJob(session, job)
    return { job_id: job.id }
  })
}

/** Starts or stops servers. @throws ApiError APIGW.0302, Ecs.0005, Ecs.0100, Ecs.0114 */
export function ecsBatchStartOrStopServers(
  account: Account,
  project_id: string,
  { 'os-start': start, 'os-stop': stop }: ActOnServersRequest,
) {
  if (start && !stop) return workOn(account, project_id, 'startServer', start)
  if (stop && !start) return workOn(account, project_id, 'stopServer', stop)
  throw new ApiError(
    'ecsInvalid',
    `the body must have either os-start or os-stop; it has ${start ? 'both' : 'neither'}`,
  )
}

/** @throws ApiError APIGW.0302, Ecs.0100, Ecs.0114 */
export const ecsDeleteServers = (
  account: Account,
  project_id: string,
  request: DeleteServersRequest,
) => workOn(account, project_id, 'deleteServer', request)
