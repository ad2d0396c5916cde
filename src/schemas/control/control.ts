import { z } from 'zod'
import { AgentMode } from '../agent-mode.ts'
import { forEachCompanion } from '../companion-services.ts'
import { described, type Meanings } from '../meanings.ts'
import { AuthMode } from '../stored/accounts.ts'
import { ClockMode, Pace } from './clock.ts'
import { Settings } from './settings.ts'

/** The rest of the control API: health, information, reset. */

export const AccountQuery = z.strictObject({
  account: z.string().optional().meta({
    description: 'Name or id of the account; `emulator` if absent.',
  }),
})

export const ResetQuery = AccountQuery.extend({
  all: z.stringbool().optional().meta({ description: 'Reset every account.' }),
})

export const FixtureQuery = AccountQuery.extend({
  replace: z.stringbool().optional().meta({
    description:
      'Empty the accounts that the fixture names before it is loaded. Users, keys, projects and clock stay, unless it has others.',
  }),
})

export const Health = described(
  { status: 'Always ok: the process answers.' },
  { status: z.literal('ok') },
).meta({ id: 'Health' })

export const Readiness = described(
  {
    ready: 'true: fixtures are loaded, and calls are answered.',
    reason: 'Why it is not ready; absent if it is.',
  },
  { ready: z.boolean(), reason: z.string().optional() },
).meta({ id: 'Readiness' })

const endpoints: Meanings = {
  url: 'URL of the emulator.',
  iam: 'URL of IAM.',
  sms: 'URL of SMS.',
  ...forEachCompanion(({ name, title }) => `URL of ${name.toUpperCase()}, ${title}.`),
  control: 'URL of the control API.',
}

export const Endpoints = described(endpoints, {
  url: z.string(),
  iam: z.string(),
  sms: z.string(),
  ...forEachCompanion(() => z.string()),
  control: z.string(),
  https: z.string().optional().meta({ description: 'The same with TLS, if it listens so.' }),
}).meta({ id: 'Endpoints' })
export type Endpoints = z.infer<typeof Endpoints>

/** An account, in the overview. */
export const AccountListed = described(
  {
    id: 'Id of the account: 32 hex digits.',
    name: 'Name of the account.',
    projects: 'Names of its projects.',
  },
  {
    id: z.string(),
    name: z.string(),
    projects: z.array(z.string()),
    halted: z
      .string()
      .optional()
      .meta({ description: 'Why the emulator froze its clock, if it did.' }),
    notice: z.string().optional().meta({
      description:
        'Why nothing happens, when a client got the same answer twenty times while the clock is frozen.',
    }),
  },
)

/** The texts that help and refusals have for the settings. */
const settings = Object.fromEntries(
  Object.entries(Settings.shape).map(([name, setting]) => {
    const { description = '' } = setting.meta() ?? {}
    return [
      name,
      setting instanceof z.ZodOptional ? `${description}; null if not set` : description,
    ]
  }),
)

const info: Meanings = {
  name: 'Always huaweicloud-sms-emulator.',
  version: 'Version of the emulator.',
  endpoints: 'Where the services are.',
  settings: 'Settings of the process, without secrets.',
  accounts: 'All accounts of this process.',
}

export const Info = described(info, {
  name: z.string(),
  version: z.string(),
  endpoints: Endpoints,
  settings: described(settings, {
    host: z.string(),
    port: z.int(),
    tls: z.string().nullable(),
    tls_port: z.int(),
    tls_ca_file: z.string().nullable(),
    tls_cert: z.string().nullable(),
    db: z.string(),
    fixture: z.array(z.string()),
    scenario: z.array(z.string()),
    agent: AgentMode,
    noise: z.number(),
    degrade: z.array(z.string()),
    clock: ClockMode,
    pace: Pace,
    auth: AuthMode,
    seed: z.string(),
    public_url: z.string().nullable(),
    journal_limit: z.int(),
    request_timeout: z.int(),
    log_level: z.string(),
    log_format: z.string(),
    result_list: z.string(),
    strict_contract: z.boolean(),
  }),
  accounts: z.array(AccountListed),
}).meta({ id: 'Info' })
export type Info = z.infer<typeof Info>

export const ResetResult = z
  .object({
    reset: z.array(z.string()).meta({
      description: 'The accounts that are now as they were after the start.',
    }),
    dropped: z.array(z.string()).meta({
      description: 'With all: the accounts that were created after the start and are now deleted.',
    }),
  })
  .meta({ id: 'ResetResult' })
export type ResetResult = z.infer<typeof ResetResult>

export const Deleted = z
  .object({ deleted: z.string().meta({ description: 'The name of what was deleted.' }) })
  .meta({ id: 'Deletion' })

export const FixtureResult = described(
  {
    accounts: 'Names of the accounts that were made or added to.',
    sources: 'Number of sources that were loaded.',
    tasks: 'Number of tasks that were loaded.',
  },
  {
    accounts: z.array(z.string()),
    sources: z.int(),
    tasks: z.int(),
    notes: z.array(z.string()).optional().meta({
      description:
        "What of an export stayed another account's: access keys, ids of users, identity providers. Also plans of faults that another account has by the same name.",
    }),
  },
).meta({ id: 'FixtureResult', description: 'What was loaded.' })
export type FixtureResult = z.infer<typeof FixtureResult>
