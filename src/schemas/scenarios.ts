import { z } from 'zod'
import { Duration } from './time.ts'

/** Scenarios: what goes differently in migrations, and where. */

const RowTiming = z
  .strictObject({
    after: Duration.optional().meta({ description: 'The gap before the row.' }),
    lasts: Duration.optional().meta({ description: 'How long the row takes.' }),
  })
  .meta({ id: 'RowTiming' })

export const Timings = z
  .strictObject({
    auto_start: Duration.optional().meta({
      description: 'From the creation of a task with auto_start to its start.',
    }),
    bandwidth: z.number().positive().optional().meta({
      description: 'What the network carries, in Mbit/s.',
    }),
    rounds: z
      .record(
        z.string().regex(/^(REPLICATE|CUTOVER\d*|RESYNC\d*)$/),
        z.record(z.string(), RowTiming),
      )
      .optional()
      .meta({
        description:
          'By round (REPLICATE, CUTOVER0, RESYNC; a name without a number stands for each such round), then by sub-task.',
      }),
  })
  .meta({ id: 'Timings', description: 'Planned durations at pace 1, where they differ.' })
export type Timings = z.infer<typeof Timings>

export const Scenario = z
  .strictObject({
    name: z.string().min(1),
    match: z
      .strictObject({
        source: z.string().optional().meta({
          description: 'Name or id of the source; * stands for any text.',
        }),
        task: z.string().optional().meta({
          description: 'Name or id of the task; * stands for any text.',
        }),
      })
      .default({}),
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario language; never awaited.
    then: z.strictObject({ timings: Timings.optional() }),
  })
  .meta({ id: 'Scenario' })
export type Scenario = z.infer<typeof Scenario>
