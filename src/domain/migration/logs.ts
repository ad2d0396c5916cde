/** Tested by: test/http/sms/task-settings.test.ts, test/http/sms/reports.test.ts */

import { ApiError } from '../../errors/refusals.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { uuidOf } from '../ids.ts'
import type { Refusal } from './actions.ts'
import type { Event } from './events.ts'
import { planAfter } from './timings.ts'

/** Collecting an agent's logs (behaviour.md §3.3, §8.6). */

/** From the request to the end of the upload, at pace 1. *Inferred.* */
const upload_ms = 30_000

/** How long the shared link of an uploaded log is good for, in seconds. *Inferred* from its range. */
export const log_expire_s = 3600

/** The first agent that can upload its logs (SMS.7707). */
const agent_min = [25, 2, 0]

function canUpload({ agent_version }: Source): boolean {
  const parts = agent_version.split(/[.-]/).map(Number)
  for (const [index, wanted] of agent_min.entries()) {
    const part = parts[index] ?? 0
    if (part !== wanted) return part > wanted
  }
  return true
}

/** The end of an upload that begins at `now`, as fields of its task; an external agent reports it itself. */
export function planUpload(
  { log, planned_work }: Task,
  { agent }: Source,
  { now, pace }: { now: number; pace: number },
): Pick<Task, 'log' | 'planned_work'> {
  if (agent.mode === 'external') return { log: { ...log, due: null } }
  const plan = planAfter(now, upload_ms, pace)
  return { log: { ...log, due: plan.due }, planned_work: { ...planned_work, log: plan } }
}

/** With what a collection of logs is refused; undefined when it is not. */
export function logRefusalOf(task: Task, source: Source): Refusal | undefined {
  if (task.start_date === null) return ['logNotStarted', task.id]
  if (task.log.status === 'UPLOADING') return ['logRunning', task.id]
  return canUpload(source) ? undefined : ['logAgentOld', source.agent_version, source.id]
}

/**
 * The task with its log on the way to a bucket.
 *
 * @throws ApiError SMS.7717 before the first start, 7716 while an upload runs, 7707 for an old agent.
 */
export function collectLog(
  task: Task,
  source: Source,
  bucket: string,
  moment: { now: number; pace: number },
): Task {
  const refusal = logRefusalOf(task, source)
  if (refusal) throw new ApiError(...refusal)
  const log = {
    status: 'UPLOADING' as const,
    bucket,
    due: null,
    upload_time: null,
    share_url: null,
  }
  return { ...task, ...planUpload({ ...task, log }, source, moment) }
}

/** The agent says that the upload came to nothing (behaviour.md §3.3). */
export const logFailed = (task: Task): Task => ({
  ...task,
  log: { ...task.log, status: 'UPLOAD_FAIL', due: null },
})

/** The upload is done. */
export const logUploaded = (task: Task, now: number): Task => ({
  ...task,
  log: {
    ...task.log,
    status: 'UPLOADED',
    due: null,
    upload_time: now,
    share_url: `https://${task.log.bucket}.obs.example/sms-log-${uuidOf('log', task.id, now)}.zip`,
  },
})

/** What happened to a task's log. */
export const logEvent = ({ id, source_server_id, log }: Task, at: number): Event => ({
  type: 'task.log',
  data: { status: log.status, bucket: log.bucket },
  at,
  task: id,
  source: source_server_id,
})
