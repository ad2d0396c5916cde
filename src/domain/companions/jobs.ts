/** Tested by: test/companions/jobs.test.ts */
import type { CompanionRecord, JobRecord } from '../../schemas/stored/companions.ts'
import type { ServerRecord } from '../../schemas/stored/servers.ts'
import { detached, type Find, poweredOff, poweredOn, volumesOf } from './servers.ts'

/**
 * Jobs on servers: how long they take, and what they do at their end. They last by the clock of the account, whatever
 * its pace (*inferred*).
 */

/** What is saved and what is removed. */
export type Changes = { saved: CompanionRecord[]; removed: string[] }

type JobRule = {
  /** From the call to its end (*inferred*). */
  duration_ms: number
  /** What the server says meanwhile. */
  what: NonNullable<ServerRecord['job']>['what']
  /** In which status a server must be. */
  from: readonly ServerRecord['status'][]
  /** What becomes of a server and its volumes. */
  end(server: ServerRecord, job: JobRecord, find: Find, now: number): Changes
}

/** What jobs do, by their names. */
export const job_rules = {
  createServer: {
    duration_ms: 20_000,
    what: 'spawning',
    from: ['BUILD'],
    end: (server, _, find, now) => ({
      saved: [
        poweredOn(server, now),
        ...volumesOf(server, find).map((volume) => ({
          ...volume,
          status: 'in-use' as const,
          updated_at: now,
          attachments: volume.attachments.map((one) => ({ ...one, attached_at: now })),
        })),
      ],
      removed: [],
    }),
  },
  startServer: {
    duration_ms: 5_000,
    what: 'powering-on',
    from: ['SHUTOFF'],
    end: (server, _, __, now) => ({ saved: [poweredOn(server, now)], removed: [] }),
  },
  stopServer: {
    duration_ms: 5_000,
    what: 'powering-off',
    from: ['ACTIVE'],
    end: (server, _, __, now) => ({ saved: [poweredOff(server, now)], removed: [] }),
  },
  deleteServer: {
    duration_ms: 10_000,
    what: 'deleting',
    from: ['BUILD', 'ACTIVE', 'SHUTOFF'],
    end: (server, job, find, now) => {
      const stay = new Set(
        server.volumes
          .filter((one) => !(job.delete_volumes || one.delete_on_termination))
          .map(({ id }) => id),
      )
      const volumes = volumesOf(server, find)
      return {
        saved: volumes.filter(({ id }) => stay.has(id)).map((volume) => detached(volume, now)),
        removed: [server.id, ...volumes.map(({ id }) => id).filter((id) => !stay.has(id))],
      }
    },
  },
} as const satisfies Record<string, JobRule>

export type JobName = keyof typeof job_rules

const isJobName = (name: string): name is JobName => Object.hasOwn(job_rules, name)

/** A job that begins. */
export const newJob = (
  name: JobName,
  { id, now, project_id }: { id: string; now: number; project_id: string },
  { resource_ids, delete_volumes = false }: { resource_ids: string[]; delete_volumes?: boolean },
): JobRecord => ({
  kind: 'job',
  id,
  project_id,
  name,
  created_at: now,
  due: now + job_rules[name].duration_ms,
  ended_at: null,
  resource_ids,
  delete_volumes,
})

/**
 * A job ends. What it is about may be gone, in a fixture that says so: then nothing becomes of it.
 *
 * @param find a resource of the account by its id.
 * @param now epoch milliseconds on the clock of the account.
 */
export function endJob(job: JobRecord, find: Find, now: number): Changes {
  const { name } = job
  const changes: Changes[] = [{ saved: [{ ...job, due: null, ended_at: now }], removed: [] }]
  if (isJobName(name)) {
    for (const id of job.resource_ids) {
      const server = find(id)
      if (server?.kind !== 'server' || server.job?.id !== job.id) continue
      changes.push(job_rules[name].end(server, job, find, now))
    }
  }
  return {
    saved: changes.flatMap(({ saved }) => saved),
    removed: changes.flatMap(({ removed }) => removed),
  }
}

/** How many jobs that are done a project remembers (*inferred*): as many as a project has servers at most. */
const ended_max = 1_000

/** The ids of the jobs that are forgotten, of the oldest first; one that is under way never is. @param jobs the oldest first */
export function forgottenJobs(jobs: readonly JobRecord[]): string[] {
  const ended = jobs.filter(({ due }) => due === null)
  return ended.slice(0, Math.max(0, ended.length - ended_max)).map(({ id }) => id)
}
