import type { z } from 'zod'
import type { AgentChange as AgentChangeSchema } from '../schemas/agents.ts'
import type * as clock from '../schemas/clock.ts'
import type * as control from '../schemas/control.ts'
import type * as fixture from '../schemas/fixture.ts'
import type { Scenario as ScenarioSchema } from '../schemas/scenarios.ts'

/** What the client takes and gives: inferred from the schemas that the server checks with. */

export type { AgentView as Agent } from '../schemas/agents.ts'
export type {
  AdvanceResult,
  ClockView as Clock,
  EventView as Event,
} from '../schemas/clock.ts'
export type { Endpoints, FixtureResult, Info } from '../schemas/control.ts'
export type { Explanation } from '../schemas/explain.ts'
export type {
  SourceOverview,
  SourceOverviews,
  TaskOverview,
  TaskOverviews,
} from '../schemas/overviews.ts'

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

export type AccountOptions = {
  /** Made up if absent. */
  name?: string
  clock?: ClockChange
  projects?: string[]
}

/** What one needs to get into an account. */
export type Credentials = {
  /** Name of the account (IAM domain). */
  account: string
  domain_id: string
  user: string
  password: string
  ak: string
  sk: string
  projects: { id: string; name: string }[]
}

/** An ISO 8601 duration, such as `PT10M`, or milliseconds. */
export type Duration = string | number

/** What an HTTP call meets: which calls, what happens to them, how often. */
export type Fault = {
  match?: {
    /** An operationId, such as `CreateTask`. */
    operation?: string
    /** `*` is any text. */
    path?: string
    method?: string
    nth?: number
    from?: string
    until?: string
    probability?: number
  }
  effect: {
    status?: number
    code?: string
    message?: string
    headers?: Record<string, string>
    retry_after?: Duration
    delay?:
      | Duration
      | {
          fixed?: Duration
          uniform?: [Duration, Duration]
          lognormal?: { median: Duration; sigma: number }
        }
    connection?: 'drop' | 'reset'
    body?: 'half' | 'broken' | 'slow'
  }
  /** How many calls; one if absent. */
  times?: number
  always?: boolean
}

export type FaultList = {
  faults: (Fault & { id: string; used: number; left: number | null })[]
  /** Consumptions still to come of the limited ones: a test can assert that it is 0. */
  left: number
}

/** Which calls of the journal are meant; all of these must fit. */
export type RequestFilter = {
  operation?: string
  method?: string
  path?: string
  status?: number
  code?: string
  /** A moment or the id of a request: only what came after it. */
  since?: string
}

export type Message = { headers: Record<string, unknown>; body: unknown }

/** A call as the journal keeps it: tokens, keys and passwords are taken out. */
export type JournalEntry = {
  id: string
  at: string
  clock: string
  method: string
  path: string
  operation: string | null
  status: number
  code: string | null
  duration_ms: number
  user: string | null
  request: Message
  response: Message
  explanation?: unknown
}

export type Snapshot = {
  name: string
  saved_at: string
  bytes: number
  sources: number
  tasks: number
}

/** What the account's clients have met, and what not. */
export type Coverage = Record<string, unknown>
