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
  id: z.string().meta({
    description: 'X-Request-Id of the call, which follows from the order in which calls arrived.',
  }),
  at: z
    .number()
    .meta({ description: 'Real time at which the call arrived, in epoch milliseconds.' }),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  body: z.string(),
  cut_off: z
    .boolean()
    .optional()
    .meta({ description: 'true: the client disconnected while it sent the body.' }),
  given_up: z
    .boolean()
    .meta({ description: 'true: the client disconnected while it waited for the answer.' }),
  status: z.int().nullable().meta({
    description: 'HTTP status of the answer; null: the connection ended without an answer.',
  }),
  /** Headers of the answer that a client reads its secrets and ids from. */
  answer_headers: z.record(z.string(), z.string()),
  answer: z.string().nullable().meta({
    description:
      'Body of the answer; null: it is not compared. In the place of <hidden> a replay may have any text.',
  }),
})
export type RecordedCall = z.infer<typeof RecordedCall>

export const Bundle = describedStrictly(bundle, {
  format: z.literal(1),
  version: z.string().meta({ description: 'Version of the emulator that recorded it.' }),
  started_at: z.number(),
  settings: z.record(z.string(), z.unknown()).meta({
    description: 'Settings that answers depend on, such as the seed.',
  }),
  accounts: z.array(FixtureAccount).meta({ description: 'Accounts as they were at the start.' }),
  scenarios: z.array(Scenario),
  id_tokens: z.array(z.string()).optional().meta({
    description: 'ID tokens whose signatures were valid; the signatures themselves are hidden.',
  }),
  missed: z
    .int()
    .meta({ description: 'Number of calls that were not recorded, as the recording was full.' }),
  replaced: z.int().meta({
    description: 'Number of values that were replaced by placeholders.',
  }),
  calls: z.array(RecordedCall).meta({ description: 'Calls since the start, in order.' }),
}).meta({ id: 'Bundle', description: 'A run, to be replayed by sms-emulator replay.' })
export type Bundle = z.infer<typeof Bundle>
