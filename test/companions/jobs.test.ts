import t from 'tap'
import { endJob } from '../../src/domain/companions/jobs.ts'
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
