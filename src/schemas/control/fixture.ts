import { z } from 'zod'
import { ownValue } from '../../text/own-value.ts'
import { AgentMode } from '../agent-mode.ts'
import { Moment } from '../common.ts'
import { identityFields } from '../iam/identities.ts'
import { describedStrictly, type Meanings, withMeanings } from '../meanings.ts'
import { matching, pathNameProblem, refineWith } from '../names.ts'
import { MigprojectsResponseBody } from '../sms/migprojects.ts'
import { PostSourceServerBody } from '../sms/source-servers.ts'
import { PostTask, TargetServerByTask, TaskOperation } from '../sms/tasks.ts'
import { TemplateRequest, TemplateResponseBody } from '../sms/templates.ts'
import { Source, Task } from '../stored/records.ts'
import { Duration, Instant } from '../time.ts'
import { ClockOfAccount, event, TaskCondition } from './clock.ts'
import { Fault } from './faults.ts'
import { FixtureCompanions } from './fixture-companions.ts'
import { Scenario } from './scenarios.ts'

/**
 * Fixtures: files of accounts, resources and scenarios. One schema for the files, for
 * `POST /_emulator/fixtures` and for what `GET /_emulator/fixtures` gives back.
 */

const Hex32 = matching(
  /^[0-9a-f]{32}$/,
  'an id of 32 lower-case hex digits',
  '0e0000000000000000000000000d0001',
)

const project: Meanings = {
  name: 'Name of the project, that of its region, or of a sub-project.',
  id: 'Id of the project; made from its name if absent.',
  description: 'Free text about the project.',
  parent_id: 'Id of the project above this one; absent: the account.',
}
const account: Meanings = {
  name: 'Name of the account, as clients give it as the IAM domain.',
  id: 'Id of the account, 32 hex digits in lower case; made from its name if absent.',
  clock:
    'Clock of the account. If absent, an account that exists keeps its own, and a new one has that of the settings.',
  projects: 'Projects of the account.',
  templates: 'Server templates, as clients create them or as an export saved them.',
  migprojects: 'Migration projects.',
  privacy_agreement: 'true: the privacy agreement has been accepted.',
  scenarios: 'What goes differently in migrations; the first that fits counts.',
  faults: 'What calls meet instead of their answers.',
  sources:
    'Source servers, as agents report them or as an export saved them. At most 1,000 in an account.',
  tasks: 'Tasks, as clients create them or as an export saved them.',
  companions: 'Networks, servers and volumes beside SMS.',
  counters: 'As exported: the counters that ids are made from.',
}
const counters: Meanings = {
  number: 'Numbers that were given to sub-tasks, checks, disks and the like.',
  uuid: 'UUIDs that were given.',
  timer: 'Timers that were set.',
  event: 'Events that were recorded.',
  token: 'Tokens and keys that were issued.',
}

const FixtureProject = describedStrictly(project, {
  name: z.string().min(1),
  id: z.string().min(1).max(64).optional(),
  description: z.string().optional(),
  parent_id: z.string().optional(),
}).meta({ id: 'FixtureProject' })

/** A template as a client creates it, or as an export saved it. */
const FixtureTemplate = z
  .strictObject({ ...TemplateRequest.shape, id: TemplateResponseBody.shape.id.min(1).max(36) })
  .meta({ id: 'FixtureTemplate' })
const SavedTemplate = z
  .strictObject({
    saved: TemplateResponseBody.meta({ description: 'The template as an export saved it.' }),
  })
  .meta({ id: 'SavedTemplate' })

const PastOperation = TaskOperation.exclude(['collect_log']).meta({
  id: 'PastOperation',
  description: 'An action on a task of a fixture.',
})

/** What a task of a fixture has lived through, in order. */
const FixtureStep = z
  .union([
    PastOperation,
    z
      .strictObject({
        wait: Duration.meta({
          description:
            'How long nothing is done: a duration such as 2h or PT2H, or a number of milliseconds.',
        }),
      })
      .meta({ id: 'FixtureWait', description: 'Time that passes.' }),
    z
      .strictObject({
        until: z
          .strictObject(TaskCondition.shape)
          .omit({ task: true })
          .meta({ description: 'The task lives on until it is in this state or has come so far.' }),
      })
      .meta({ id: 'FixtureUntil', description: 'Time that passes until a task is in a state.' }),
  ])
  .meta({ id: 'FixtureStep', description: 'An action, a time that passes, or a condition.' })
export type FixtureStep = z.infer<typeof FixtureStep>

/** A source as its agent reports it, or as an export saved it. */
const FixtureSource = z
  .strictObject({
    ...PostSourceServerBody.shape,
    registered_ago: Duration.optional().meta({
      description: 'How long ago it registered, if it has no task; an hour if absent.',
    }),
    agent: AgentMode.optional().meta({
      description: 'Who plays its agent from the moment of the load on.',
    }),
    connected: z.boolean().optional().meta({ description: 'false: its agent has fallen silent.' }),
  })
  .meta({ id: 'FixtureSource' })
export type FixtureSource = z.infer<typeof FixtureSource>
const SavedSource = z.strictObject({ saved: Source }).meta({ id: 'SavedSource' })

/** A task as a client creates it, with defaults for what a test rarely cares about. */
const FixtureTask = z
  .strictObject({
    ...PostTask.partial().omit({ source_server: true, target_server: true }).shape,
    id: z
      .string()
      .min(1)
      .max(36)
      .optional()
      .meta({ description: 'Id of the task; made up if absent.' }),
    source: z.string().min(1).meta({ description: 'Name or id of a source of this account.' }),
    target_server: TargetServerByTask.optional().meta({
      description: 'If absent, an existing server with the disks of the source.',
    }),
    steps: z.array(FixtureStep).optional().meta({
      description:
        'What the task has lived through, in order; the last has just happened. READY if absent.',
    }),
  })
  .meta({ id: 'FixtureTask' })
export type FixtureTask = z.infer<typeof FixtureTask>
const SavedTask = z.strictObject({ saved: Task }).meta({ id: 'SavedTask' })

/** A counter, with room above it to go on counting exactly. */
const Counter = z
  .int()
  .nonnegative()
  .max(2 ** 52)

/** The counters that ids come from; exported so that a load does not give an id twice. */
export const Counters = describedStrictly(counters, {
  number: Counter,
  uuid: Counter,
  timer: Counter,
  event: Counter,
  token: Counter,
})
export type Counters = z.infer<typeof Counters>

/** An event of an export; what it may hold is what the emulator once wrote. */
const SavedEvent = z.looseObject(
  withMeanings(
    { ...event, at: 'When it happened on the clock of the account, in epoch milliseconds.' },
    {
      at: Moment,
      type: z.string(),
      task: z.string().optional(),
      source: z.string().optional(),
      data: z.looseObject({}),
    },
  ),
)

/** The lists of an account whose entries are found by a part of a URL, and which field that is. */
const found_by_url = [
  ...(
    [
      ...(['users', 'agencies', 'projects', 'templates', 'migprojects'] as const),
      ...(['sources', 'tasks'] as const),
    ] as const
  ).map((list) => ({ list, field: 'id' })),
  { list: 'identity_providers', field: 'name' },
] as const

/** Refuses ids that nothing could be found by, as URLs drop them; those of an export, too. */
function refuseLostIds(
  account: Partial<Record<(typeof found_by_url)[number]['list'], readonly object[] | undefined>>,
  context: z.RefinementCtx,
): void {
  for (const { list, field } of found_by_url) {
    for (const [index, entry] of (account[list] ?? []).entries()) {
      const [record, ...above] = 'saved' in entry ? [entry.saved as object, 'saved'] : [entry]
      const value = ownValue(record as Record<string, unknown>, field)
      const message = typeof value === 'string' ? pathNameProblem(value) : undefined
      if (message === undefined) continue
      context.addIssue({ code: 'custom', message, path: [list, index, ...above, field] })
    }
  }
}

export const FixtureAccount = describedStrictly(account, {
  name: z.string().min(1).max(64).superRefine(refineWith(pathNameProblem)),
  id: Hex32.optional(),
  clock: ClockOfAccount.optional(),
  ...identityFields,
  projects: z.array(FixtureProject).optional(),
  templates: z.array(z.union([SavedTemplate, FixtureTemplate])).optional(),
  migprojects: z.array(MigprojectsResponseBody).optional(),
  privacy_agreement: z.boolean().optional(),
  scenarios: z.array(Scenario).optional(),
  faults: z.array(Fault).optional(),
  sources: z.array(z.union([SavedSource, FixtureSource])).optional(),
  tasks: z.array(z.union([SavedTask, FixtureTask])).optional(),
  companions: FixtureCompanions.optional(),
  counters: Counters.optional(),
  events: z.array(SavedEvent).optional().meta({ description: 'The past of an export.' }),
  timers: z.array(z.string()).optional().meta({
    description: 'What an export waits for, in order: ids of sources and tasks.',
  }),
})
  .superRefine(refuseLostIds)
  .meta({ id: 'FixtureAccount' })
export type FixtureAccount = z.infer<typeof FixtureAccount>

export const Fixture = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .meta({ description: 'Where the schema of this file is, for editors.' }),
    version: z
      .literal(1)
      .optional()
      .meta({ description: 'Version of the form of fixtures; 1 if absent.' }),
    saved_at: Instant.optional().meta({
      description: 'When an export was made; its moments are moved by what has passed since.',
    }),
    accounts: z
      .array(FixtureAccount)
      .min(1)
      .max(10_000)
      .meta({ description: 'Accounts and what is in them, 1 to 10,000.' }),
  })
  .meta({ id: 'Fixture', title: 'A fixture of huaweicloud-sms-emulator' })
export type Fixture = z.infer<typeof Fixture>
