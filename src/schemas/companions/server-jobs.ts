import { z } from 'zod'
import { list, text } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'

/** What is done to servers, and the jobs that do it. */

const job: Meanings = {
  job_id: 'What the job is asked for by, with EcsShowJob.',
  job_type: 'What it does, such as createServer.',
  status: 'INIT for a second, RUNNING until it is done, then SUCCESS.',
  begin_time: 'When it began, in UTC.',
  end_time: 'When it was done, in UTC; absent until then.',
  error_code: 'Code of the error; always null.',
  fail_reason: 'Why it failed; always null.',
  entities: 'What it is about.',
  sub_jobs_total: 'How many servers it is about.',
  sub_jobs: 'The job of each server.',
  server_id: 'The server that the job works on.',
}

const JobStatus = z
  .enum(['INIT', 'RUNNING', 'SUCCESS'])
  .meta({ id: 'EcsJobStatus', description: 'How far a job is.' })

const states = {
  status: JobStatus,
  job_id: z.string(),
  job_type: z.string(),
  begin_time: z.string(),
  end_time: z.string().optional(),
  error_code: z.null(),
  fail_reason: z.null(),
}

export const Job = described(job, {
  ...states,
  entities: described(job, {
    sub_jobs_total: z.int(),
    sub_jobs: z.array(
      described(job, { ...states, entities: described(job, { server_id: z.string() }) }),
    ),
  }),
}).meta({ id: 'EcsJob' })
export type JobView = z.infer<typeof Job>

export const JobStarted = described(job, { job_id: z.string() }).meta({ id: 'JobStarted' })

export const JobParams = described(
  { ...job, project_id: 'Id of the project; its region is that of the job.' },
  { project_id: text(64, 1), job_id: text(64, 1) },
)

const action: Meanings = {
  servers: 'Servers; if one of them cannot, nothing is done to any.',
  id: 'Id of the server.',
  'os-start': 'Servers to start, which must be SHUTOFF.',
  'os-stop': 'Servers to stop, which must be ACTIVE.',
  type: 'SOFT, or HARD, which makes no difference here.',
  delete_volume: 'Whether all their volumes are deleted, too; false if absent.',
  delete_publicip: 'Accepted; public addresses are not emulated.',
}

const StopType = z
  .enum(['SOFT', 'HARD'])
  .meta({ id: 'StopType', description: 'How a server is stopped.' })

const servers = list(described(action, { id: text(64, 1) }), 1_000).min(1)

export const ActOnServersRequest = described(action, {
  'os-start': described(action, { servers }).nullish(),
  'os-stop': described(action, { servers, type: StopType.nullish() }).nullish(),
}).meta({ id: 'ActOnServersRequest' })
export type ActOnServersRequest = z.infer<typeof ActOnServersRequest>

export const DeleteServersRequest = described(action, {
  servers,
  delete_volume: z.boolean().nullish(),
  delete_publicip: z.boolean().nullish(),
}).meta({ id: 'DeleteCloudServersRequest' })
export type DeleteServersRequest = z.infer<typeof DeleteServersRequest>
