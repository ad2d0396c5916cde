import type { z } from 'zod'
import type { NewAccount } from '../schemas/control/accounts.ts'
import type { AgentChange as AgentChangeSchema } from '../schemas/control/agents.ts'
import type * as clock from '../schemas/control/clock.ts'
import type * as control from '../schemas/control/control.ts'
import type { Explanation } from '../schemas/control/explain.ts'
import type { Fault as FaultSchema } from '../schemas/control/faults.ts'
import type * as fixture from '../schemas/control/fixture.ts'
import type { SourceOverview } from '../schemas/control/overviews.ts'
import type { Scenario as ScenarioSchema } from '../schemas/control/scenarios.ts'
import type { iam_operations, sms_operations } from '../schemas/operations.ts'
import type { PostSourceServerBody } from '../schemas/sms/source-servers.ts'
import type { TaskState as TaskStateSchema } from '../schemas/sms/states.ts'
import type * as subTasks from '../schemas/sms/sub-tasks.ts'
import type { PostTask } from '../schemas/sms/tasks.ts'

/**
 * What the client takes and returns: inferred from the schemas that the server checks with. Names of operations,
 * sub-tasks and rounds, which the server checks by a function, are unions here.
 */

export type {
  AccountCredentials as Credentials,
  CredentialList,
} from '../schemas/control/accounts.ts'
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
export type {
  CallsListed as RequestList,
  CallsWithoutAccount,
  CallView as JournalEntry,
} from '../schemas/control/journal.ts'
export type {
  SourceOverview,
  SourceOverviews,
  TaskOverview,
  TaskOverviews,
} from '../schemas/control/overviews.ts'
export type {
  NetworkOverview,
  SecurityGroupOverview,
  ServerOverview,
  ServerOverviews,
} from '../schemas/control/servers.ts'
export type { SnapshotView as Snapshot } from '../schemas/control/snapshots.ts'
export type { StreamEvent } from '../schemas/control/stream.ts'
export type { Validation } from '../schemas/control/validation.ts'
export type { Explanation }
export type Health = z.infer<typeof control.Health>
export type Readiness = z.infer<typeof control.Readiness>
export type ResetResult = z.infer<typeof control.ResetResult>
export type Timeline = z.infer<typeof clock.TimelineResponse>
export type AgentChange = z.input<typeof AgentChangeSchema>
/** Accounts with their users, keys, resources, scenarios and faults (docs/fixtures.md). */
export type Fixture = z.input<typeof fixture.Fixture>
/** As the emulator lists them: durations in milliseconds. */
export type ScenarioList = { scenarios: ({ name: string } & Record<string, unknown>)[] }
/** Which part of a list: at most `limit` (100 if absent, 1000 at most), without the first `offset`. */
export type Page = { limit?: number; offset?: number }
/** Which source servers: those in a state, those with a text (`q`) in their name. */
export type SourceQuery = Page & { state?: SourceOverview['state']; q?: string }
/** Which cloud servers: those with a text (`q`) in their name, address or id. */
export type ServerQuery = Page & { q?: string }
/** Which tasks: one, by its id or name, those in a state, those with a text (`q`) in their name. */
export type TaskQuery = Page & { task?: string; state?: TaskState; q?: string }

/** The body of RegisterServer (`POST /v3/sources`). */
export type RegisterServerBody = z.input<typeof PostSourceServerBody>
/** The body of CreateTask (`POST /v3/tasks`). */
export type CreateTaskBody = z.input<typeof PostTask>

/** The state of a migration task. */
export type TaskState = z.infer<typeof TaskStateSchema>
/** The name of a sub-task, such as `MIGRATE_LINUX_FILE`. */
export type SubTask = z.infer<typeof subTasks.SubTask>
type Phase = z.infer<typeof subTasks.Phase>
type NumberedRound = Exclude<subTasks.RoundKind, 'REPLICATE'>
/** A round of a task: `REPLICATE`, `CUTOVER0`, `RESYNC0`, `CLONE0` … */
export type Round = 'REPLICATE' | `${NumberedRound}${number}`
/** Where something goes differently: a sub-task, the beginning of its name and `*`, or a phase. */
export type SubTaskPlace = SubTask | Phase | `${string}*`

/** An operationId of SMS. */
export type SmsOperation = keyof typeof sms_operations
/** An operationId of SMS or IAM. */
export type Operation = SmsOperation | keyof typeof iam_operations
/** A pattern: `*` is any text, as in `List*`. */
type Pattern = `${string}*${string}`
type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'

/**
 * A duration: a number of **milliseconds**, or a text: `10m`, `90s`, `1h30m`, `500ms`, or ISO 8601 of days and
 * below, such as `PT10M`.
 */
export type Duration = string | number
/** A moment: ISO 8601 with its zone, epoch milliseconds, or a Date. */
export type Instant = string | number | Date

/** At least one of the fields. */
type AtLeastOne<Fields> = {
  [Name in keyof Fields]: Pick<Fields, Name> & {
    [Other in keyof Fields]?: Fields[Other] | undefined
  }
}[keyof Fields]

/**
 * When a move of the clock ends: as soon as all of this holds for a task. At least one of `state`, `subtask`,
 * `percent` and `user_op`.
 */
export type TaskCondition = {
  /** Id of the task, or its name if only one task has it. */
  task: string
} & AtLeastOne<{
  state: TaskState
  /** It has begun, or reached `percent`. Of several of the name the newest counts. */
  subtask: SubTask
  /** From 0 to 100, of the sub-task or of whichever is at work. */
  percent: number
  /** The round: REPLICATE, CUTOVER0, RESYNC0 … */
  user_op: Round
}>

/** How to move the clock: exactly one of `by`, `until` and `events`. */
export type AdvanceRequest =
  | {
      /** How far. A number is **milliseconds**: `600` is 0.6 s, `'10m'` ten minutes. */
      by: Duration
      until?: never
      events?: never
      max?: never
    }
  | {
      /** Until a condition holds, or with `idle` until nothing is left that happens by itself. */
      until: 'idle' | TaskCondition
      /** How far the clock moves at most; 30 days if absent. */
      max?: Duration | undefined
      by?: never
      events?: never
    }
  | {
      /** Until this many events have happened, from 1 to 100,000. */
      events: number
      by?: never
      until?: never
      max?: never
    }

/** What to change of a clock: `pace` is seconds of migration work in a second of the clock. */
export type ClockChange = Omit<z.input<typeof clock.ClockChange>, 'now'> & {
  /** Not before what the clock shows; what is due until then happens. */
  now?: Instant | undefined
}

/** A new account; every setting may be absent. */
export type AccountOptions = Omit<z.input<typeof NewAccount>, 'clock'> & {
  /** As the emulator was started, where a setting is absent. */
  clock?: ClockChange | undefined
}

/** What the account of a test begins with; every setting may be absent. */
export type TestAccountOptions = {
  /** The path of a fixture that describes one account, from the current folder; or the fixture as an object. */
  fixture?: string | Fixture | undefined
  /** What goes differently in migrations: one scenario or several, as an object, or as text in YAML or JSON. */
  scenario?: string | Scenario | { scenarios: Scenario[] } | undefined
  /** What its clock shows, frozen at pace 1; real time if absent. */
  now?: Instant | undefined
  /** The names of its projects; that of one region if absent. */
  projects?: string[] | undefined
}

/** Texts of a shape that have these names are of these types. */
type Narrowed<Shape, Names> = Shape extends readonly (infer Item)[]
  ? Narrowed<Item, Names>[]
  : Shape extends object
    ? {
        [Key in keyof Shape]: Key extends keyof Names
          ? Exclude<Shape[Key], string> | Names[Key]
          : Narrowed<Shape[Key], Names>
      }
    : Shape

/** What goes differently in migrations: which (`match`), and how (`then`) (docs/scenarios.md). */
export type Scenario = Narrowed<
  z.input<typeof ScenarioSchema>,
  {
    at: SubTaskPlace
    round: Round | NumberedRound
    operation: SmsOperation | Pattern
  }
>

/** What an HTTP call meets: which calls, what happens to them, how often (docs/faults.md). */
export type Fault = Narrowed<
  z.input<typeof FaultSchema>,
  { operation: Operation | Pattern; method: Method | Lowercase<Method> }
>

/** Which calls of the journal are meant; all of these must fit, and `*` is any text. */
export type RequestFilter = {
  /** An operationId such as `CreateTask`. */
  operation?: Operation | Pattern
  method?: Method | Lowercase<Method>
  /** Without the query, such as `/v3/tasks/*`. */
  path?: string
  /** Such as 409, `4xx`, or `none`: no answer was sent. */
  status?: number | `${number}` | `${1 | 2 | 3 | 4 | 5}xx` | 'none'
  /** An error code, such as `SMS.6603`. */
  code?: string
  /** After the call of this id, or from this moment of the account's clock on. */
  since?: string
}
