import { z } from 'zod'
import { checkRounds, Rounds, SubTask } from '../sms/sub-tasks.ts'
import { Duration } from '../time.ts'

/** How long the parts of a migration take, where a scenario says otherwise. */

/** Of how many rounds a scenario says how long they take. */
const rounds_max = 100

const RowTiming = z
  .strictObject({
    after: Duration.optional().meta({ description: 'The gap before the sub-task.' }),
    lasts: Duration.optional().meta({ description: 'How long the sub-task takes.' }),
  })
  .meta({ id: 'RowTiming' })

export const Timings = z
  .strictObject({
    auto_start: Duration.optional().meta({
      description: 'From the creation of a task with auto_start to its start.',
    }),
    bandwidth: z.number().min(0.001).max(1_000_000).optional().meta({
      description: 'What the network carries, in Mbit/s, from 0.001 to 1000000.',
    }),
    network_check: Duration.optional().meta({ description: 'The measurement of the network.' }),
    drill: Duration.optional().meta({ description: 'The drill before a migration.' }),
    progress: z.literal('even').optional().meta({
      description: 'Sub-tasks that set things up show their progress evenly, not by milestones.',
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
          'By round (REPLICATE, CUTOVER0, RESYNC; a name without a number stands for each such round), then by sub-task: `after` is the gap before it, `lasts` how long it takes.',
      }),
  })
  .meta({ id: 'Timings', description: 'Planned durations at pace 1, where they differ.' })
export type Timings = z.infer<typeof Timings>
