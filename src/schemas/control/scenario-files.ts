import { z } from 'zod'
import { described } from '../meanings.ts'
import { checkPlaces } from '../sms/sub-tasks.ts'
import { Scenario } from './scenarios.ts'

/** Scenarios as files have them, and as they are listed. */

const $schema = z
  .string()
  .optional()
  .meta({ description: 'Where editors find the schema of this file.' })

const Scenarios = z
  .array(Scenario)
  .min(1)
  .superRefine((scenarios, context) => {
    const names = scenarios.map(({ name }) => name)
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue
      context.addIssue({
        code: 'custom',
        message: `"${name}" is the name of another scenario of the list`,
        path: [index, 'name'],
      })
    }
  })

/** A file of scenarios: one, or a list. */
export const ScenarioFile = z
  .union([
    z
      .strictObject({ $schema, ...Scenario.shape })
      .superRefine(checkPlaces)
      .meta({ id: 'OneScenario', description: 'A file of one scenario.' }),
    z
      .strictObject({
        $schema,
        scenarios: Scenarios.meta({ description: 'Scenarios; the first that matches applies.' }),
      })
      .meta({ id: 'SeveralScenarios', description: 'A file of several scenarios.' }),
  ])
  .meta({ id: 'ScenarioFile', title: 'Scenarios of huaweicloud-sms-emulator' })
export type ScenarioFile = z.infer<typeof ScenarioFile>

/** Durations are milliseconds here, so that the list loads again as it is. */
export const ScenarioListed = z
  .object({
    scenarios: z
      .array(z.looseObject({ name: Scenario.shape.name }))
      .meta({ description: 'Scenarios of the account; durations are milliseconds.' }),
  })
  .meta({ id: 'ScenarioList', description: 'In the order in which they are tried.' })

/** The scenario files that come with the emulator. */
export const ScenarioLibrary = z
  .object({
    files: z
      .array(
        described(
          {
            name: 'Name of the file, without .yaml.',
            text: 'What the file holds, as `POST /_emulator/scenarios` takes it.',
          },
          { name: z.string(), text: z.string() },
        ),
      )
      .meta({ description: 'Files, in the order of their names.' }),
  })
  .meta({ id: 'ScenarioLibrary', description: 'Scenario files that come with the emulator.' })
export type ScenarioLibrary = z.infer<typeof ScenarioLibrary>
