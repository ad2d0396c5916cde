import { z } from 'zod'
import { describedStrictly, type Meanings } from '../meanings.ts'
import { FixtureAccount } from './fixture.ts'
import { Scenario } from './scenarios.ts'

/** A failure bundle: all that a run needs to happen again. */

const recorded: Meanings = {
  method: 'HTTP method of the call.',
  url: 'Path and query of the call, as they were sent.',
  headers: 'Headers of the call; one that was sent several times has a list.',
  body: 'Body of the call; empty without one.',
  answer_headers: 'Headers of the answer from which clients read secrets and ids.',
}
const bundle: Meanings = {
  format: 'Version of the form of bundles.',
  started_at: 'When the emulator started, in epoch milliseconds of real time.',
  scenarios: 'Scenarios that were loaded at the start.',
}

export const RecordedCall = describedStrictly(recorded, {
  id: z.string().meta({ description: 'Its x-request-id: by the order in which calls arrived.' }),
  at: z.number().meta({ description: 'The real time that the call saw, in epoch milliseconds.' }),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  body: z.string(),
  cut_off: z
    .boolean()
    .optional()
    .meta({ description: 'Its client went away in the middle of its body.' }),
  given_up: z.boolean().meta({ description: 'Its client went away while it waited.' }),
  status: z.int().nullable().meta({ description: 'null: the connection ended without an answer.' }),
  /** Headers of the answer that a client reads its secrets and ids from. */
  answer_headers: z.record(z.string(), z.string()),
  answer: z.string().nullable().meta({
    description: 'null: not compared. Where it has <hidden>, any text of a replay fits.',
  }),
})
export type RecordedCall = z.infer<typeof RecordedCall>

export const Bundle = describedStrictly(bundle, {
  format: z.literal(1),
  version: z.string().meta({ description: 'Of the emulator.' }),
  started_at: z.number(),
  settings: z.record(z.string(), z.unknown()).meta({
    description: 'Those that answers depend on, the seed among them.',
  }),
  accounts: z.array(FixtureAccount).meta({ description: 'As they were at the start.' }),
  scenarios: z.array(Scenario),
  id_tokens: z
    .array(z.string())
    .optional()
    .meta({ description: 'ID tokens whose signatures, which are hidden, were right.' }),
  missed: z.int().meta({ description: 'Calls that were no longer recorded.' }),
  replaced: z.int().meta({
    description: 'How many values have placeholders.',
  }),
  calls: z.array(RecordedCall).meta({ description: 'Since the start, in their order.' }),
}).meta({ id: 'Bundle', description: 'A run, to be replayed by sms-emulator replay.' })
export type Bundle = z.infer<typeof Bundle>
