import type { z } from 'zod'
import type { NewAccount } from '../schemas/control/accounts.ts'
import type { AgentChange as AgentChangeSchema } from '../schemas/control/agents.ts'
import type * as clock from '../schemas/control/clock.ts'
import type * as control from '../schemas/control/control.ts'
import type { Explanation } from '../schemas/control/explain.ts'
import type { Fault as FaultSchema } from '../schemas/control/faults.ts'
import type * as fixture from '../schemas/control/fixture.ts'
import type { Scenario as ScenarioSchema } from '../schemas/control/scenarios.ts'

/** What the client takes and gives: inferred from the schemas that the server checks with. */

export type { AccountCredentials as Credentials } from '../schemas/control/accounts.ts'
export type { AgentView as Agent } from '../schemas/control/agents.ts'
export type { Bundle } from '../schemas/control/bundle.ts'
export type {
  AdvanceResult,
  ClockView as Clock,
  EventView as Event,
} from '../schemas/control/clock.ts'
export type { Endpoints, FixtureResult, Info } from '../schemas/control/control.ts'
export type { CoverageReport as Coverage } from '../schemas/control/coverage.ts'
export type { FaultsListed as FaultList } from '../schemas/control/faults.ts'
export type { Har } from '../schemas/control/har.ts'
export type { CallView as JournalEntry } from '../schemas/control/journal.ts'
export type {
  SourceOverview,
  SourceOverviews,
  TaskOverview,
  TaskOverviews,
} from '../schemas/control/overviews.ts'
export type { SnapshotView as Snapshot } from '../schemas/control/snapshots.ts'
export type { Explanation }
export type Health = z.infer<typeof control.Health>
export type Readiness = z.infer<typeof control.Readiness>
export type ResetResult = z.infer<typeof control.ResetResult>
export type ClockChange = z.input<typeof clock.ClockChange>
export type AdvanceRequest = z.input<typeof clock.AdvanceRequest>
export type TaskCondition = z.input<typeof clock.TaskCondition>
export type Timeline = z.infer<typeof clock.TimelineResponse>
export type AgentChange = z.input<typeof AgentChangeSchema>
export type Fixture = z.input<typeof fixture.Fixture>
export type Scenario = z.input<typeof ScenarioSchema>
/** As the emulator lists them: durations in milliseconds. */
export type ScenarioList = { scenarios: ({ name: string } & Record<string, unknown>)[] }

export type Page = { limit?: number; offset?: number }

export type AccountOptions = z.input<typeof NewAccount>

/** An ISO 8601 duration, such as `PT10M`, or milliseconds. */
export type Duration = string | number

/** What an HTTP call meets: which calls, what happens to them, how often. */
export type Fault = z.input<typeof FaultSchema>

/** Which calls of the journal are meant; all of these must fit, and `*` is any text. */
export type RequestFilter = {
  operation?: string
  method?: string
  path?: string
  /** Such as 409, `4xx`, or `none`: no answer was sent. */
  status?: number | string
  code?: string
  /** After the call of this id, or from this moment of the account's clock on. */
  since?: string
}
