import type { z } from 'zod'
import type { AgentChange as AgentChangeSchema } from '../schemas/agents.ts'
import type * as clock from '../schemas/clock.ts'
import type * as control from '../schemas/control.ts'
import type { Explanation } from '../schemas/explain.ts'
import type * as fixture from '../schemas/fixture.ts'
import type { NewAccount } from '../schemas/new-account.ts'
import type { Scenario as ScenarioSchema } from '../schemas/scenarios.ts'

/** What the client takes and gives: inferred from the schemas that the server checks with. */

export type { AgentView as Agent } from '../schemas/agents.ts'
export type { Bundle } from '../schemas/bundle.ts'
export type {
  AdvanceResult,
  ClockView as Clock,
  EventView as Event,
} from '../schemas/clock.ts'
export type { Endpoints, FixtureResult, Info } from '../schemas/control.ts'
export type { AccountCredentials as Credentials } from '../schemas/new-account.ts'
export type {
  SourceOverview,
  SourceOverviews,
  TaskOverview,
  TaskOverviews,
} from '../schemas/overviews.ts'
export type { SnapshotView as Snapshot } from '../schemas/snapshots.ts'
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
export type Fault = {
  /** All of these must fit; empty fits every call. */
  match?: {
    /** An operationId, such as `CreateTask`; `*` is any text. */
    operation?: string
    path?: string
    method?: string
    /** From the nth call on that fits the rest. */
    nth?: number
    /** On the account's clock. */
    from?: string | number
    until?: string | number
    probability?: number
  }
  effect: {
    status?: number
    code?: string
    message?: string
    headers?: Record<string, string>
    /** Seconds, or a date of HTTP. */
    retry_after?: number | string
    /** In real time. */
    delay?:
      | Duration
      | { fixed: Duration }
      | { uniform: [Duration, Duration] }
      | { lognormal: { median: Duration; sigma: number } }
    connection?: 'drop' | 'reset'
    body?: 'half' | 'broken' | 'slow'
    /** How long a slow body takes. */
    over?: Duration
    /** The call is carried out all the same, only its answer is lost. */
    acts?: boolean
  }
  /** How many calls meet it; one if absent. */
  times?: number | 'always'
  /** Only for calls with the header `X-Emulator-Faults: <plan>`. */
  plan?: string
}

export type FaultList = {
  faults: {
    id: string
    plan?: string
    match: Record<string, unknown>
    effect: Record<string, unknown>
    times: number | 'always'
    used: number
    /** null: always. */
    left: number | null
  }[]
  /** What the limited ones have left: a test can assert that it is 0. */
  left: number
}

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

export type Message = { headers: Record<string, string | string[]>; body: unknown; bytes: number }

/** A call as the journal shows it: tokens, keys and passwords are taken out. */
export type JournalEntry = {
  /** Its x-request-id. */
  id: string
  at: string
  clock: string
  account: string | null
  user: string | null
  method: string
  path: string
  operation: string | null
  /** null: no answer was sent. */
  status: number | null
  code: string | null
  duration_ms: number
  /** Id of the fault that it met. */
  fault: string | null
  request: Message
  response: Message
  explanation?: Explanation
}

type Counts = Record<string, number>
type Met = { seen: Counts; never: string[] }

/** What the account's clients have met, and what not. */
export type Coverage = {
  account: string
  operations: {
    operation: string
    service: 'sms' | 'iam'
    calls: number
    parameters: { used: Counts; unused: string[]; unknown: Counts }
    codes: Counts
  }[]
  error_codes: Met
  task_states: Met
  source_states: Met
  subtasks: Met
}
