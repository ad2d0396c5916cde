import { z } from 'zod'
import { checkRounds, Rounds, SubTask } from '../sms/sub-tasks.ts'
import { Duration } from '../time.ts'

/** How long the parts of a migration take, where a scenario says otherwise. */

/** Of how many rounds a scenario says how long they take. */
const rounds_max = 100

const RowTiming = z
  .strictObject({
    after: Duration.optional().meta({ description: 'Time before the sub-task begins, at pace 1.' }),
    lasts: Duration.optional().meta({ description: 'How long the sub-task takes, at pace 1.' }),
  })
  .meta({ id: 'RowTiming' })

export const Timings = z
  .strictObject({
    auto_start: Duration.optional().meta({
      description: 'Time from the creation of a task with auto_start to its start.',
    }),
    bandwidth: z.number().min(0.001).max(1_000_000).optional().meta({
      description: 'Speed of the network in Mbit/s, 0.001 to 1000000.',
    }),
    network_check: Duration.optional().meta({ description: 'How long the network is measured.' }),
    drill: Duration.optional().meta({ description: 'How long a drill takes.' }),
    progress: z.literal('even').optional().meta({
      description:
        'even: sub-tasks that set things up show their progress evenly, not by milestones.',
    }),
    rounds: z
      .record(Rounds, z.partialRecord(SubTask, RowTiming))
      .refine((rounds) => Object.keys(rounds).length <= rounds_max, {
        message: `too many rounds; give at most ${rounds_max}`,
      })
      .superRefine(checkRounds)
      .optional()
      .meta({
        description:
          'Durations by round, then by sub-task. CUTOVER, RESYNC and CLONE without a number stand for each such round.',
      }),
  })
  .meta({ id: 'Timings', description: 'Planned durations at pace 1, where they differ.' })
export type Timings = z.infer<typeof Timings>
