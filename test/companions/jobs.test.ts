import t from 'tap'
import { endJob, forgottenJobs, newJob } from '../../src/domain/companions/jobs.ts'
import { noon } from '../helper.ts'

t.test('a job that ends waits for nothing any more, and remembers when it ended', async (t) => {
  const job = {
    kind: 'job' as const,
    ...{ id: 'j', project_id: 'p', name: 'createServer', created_at: noon },
    ...{ due: noon + 20_000, ended_at: null, resource_ids: [], delete_volumes: false },
  }
  t.strictSame(
    endJob(job, () => undefined, noon + 20_000),
    {
      saved: [{ ...job, due: null, ended_at: noon + 20_000 }],
      removed: [],
    },
  )
})

const made = { now: noon, project_id: 'p' }

t.test('a job about what is gone, or is worked on by another job, changes nothing', async (t) => {
  const job = newJob('deleteServer', { id: 'j', ...made }, { resource_ids: ['gone'] })
  const ended = { ...job, due: null, ended_at: noon + 10_000 }
  t.strictSame(
    endJob(job, () => undefined, noon + 10_000),
    { saved: [ended], removed: [] },
  )
})

t.test(
  'the latest thousand jobs that are done are remembered, and all that are under way',
  async (t) => {
    const jobs = Array.from({ length: 1_003 }, (_, index) => ({
      ...newJob('startServer', { id: `j${index}`, ...made }, { resource_ids: [] }),
      ...(index === 1 ? {} : { due: null, ended_at: noon }),
    }))
    t.strictSame(forgottenJobs(jobs), ['j0', 'j2'])
    t.strictSame(forgottenJobs(jobs.slice(0, 900)), [])
  },
)
