import { z } from 'zod'
import { PathName } from '../names.ts'
import { Instant } from '../time.ts'
import { ClockMode, Pace } from './clock.ts'
import { AccountListed } from './control.ts'

/** Accounts that a test makes for itself. */

export const NewAccount = z
  .strictObject({
    name: PathName.optional().meta({ description: 'Made up if absent.' }),
    clock: z
      .strictObject({ mode: ClockMode.optional(), now: Instant.optional(), pace: Pace.optional() })
      .optional(),
    projects: z.array(z.string().min(1)).min(1).optional().meta({
      description: 'Names of projects; that of one region if absent.',
    }),
  })
  .meta({ id: 'NewAccount' })
export type NewAccount = z.infer<typeof NewAccount>

export const AccountCredentials = z
  .object({
    account: z.string().meta({ description: 'Its name, for ?account= and as the IAM domain.' }),
    domain_id: z.string(),
    user: z.string(),
    password: z.string(),
    ak: z.string(),
    sk: z.string(),
    projects: z.array(z.object({ id: z.string(), name: z.string() })),
  })
  .meta({ id: 'AccountCredentials', description: 'All that a client needs to log in.' })
export type AccountCredentials = z.infer<typeof AccountCredentials>

export const AccountList = z
  .object({
    accounts: z.array(AccountListed),
  })
  .meta({ id: 'AccountList' })
