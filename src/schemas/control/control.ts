import { z } from 'zod'
import { AgentMode } from '../agent-mode.ts'
import { AuthMode } from '../stored/accounts.ts'
import { ClockMode, Pace } from './clock.ts'

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

export const Health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' })

export const Readiness = z
  .object({ ready: z.boolean(), reason: z.string().optional() })
  .meta({ id: 'Readiness' })

export const Endpoints = z
  .object({
    url: z.string(),
    iam: z.string(),
    sms: z.string(),
    control: z.string(),
    https: z.string().optional().meta({ description: 'The same with TLS, if it listens so.' }),
  })
  .meta({ id: 'Endpoints' })
export type Endpoints = z.infer<typeof Endpoints>

/** An account, for whoever looks around. */
export const AccountListed = z.object({
  id: z.string(),
  name: z.string(),
  projects: z.array(z.string()),
  halted: z
    .string()
    .optional()
    .meta({ description: 'Why the emulator froze its clock, if it did.' }),
})

export const Info = z
  .object({
    name: z.string(),
    version: z.string(),
    endpoints: Endpoints,
    settings: z.object({
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
  })
  .meta({ id: 'Info' })
export type Info = z.infer<typeof Info>

export const ResetResult = z
  .object({
    reset: z.array(z.string()).meta({
      description: 'The accounts that are now as they were after boot.',
    }),
    dropped: z.array(z.string()).meta({
      description: 'With all: the accounts that came after boot, and are gone.',
    }),
  })
  .meta({ id: 'ResetResult' })
export type ResetResult = z.infer<typeof ResetResult>

export const Deleted = z
  .object({ deleted: z.string().meta({ description: 'The name of what is gone.' }) })
  .meta({ id: 'Deleted' })

export const FixtureResult = z
  .object({
    accounts: z.array(z.string()),
    sources: z.int(),
    tasks: z.int(),
    notes: z.array(z.string()).optional().meta({
      description:
        "What of an export stayed another account's: access keys, ids of users, identity providers. Also plans of faults that another account has by the same name.",
    }),
  })
  .meta({ id: 'FixtureResult', description: 'What was loaded.' })
export type FixtureResult = z.infer<typeof FixtureResult>
