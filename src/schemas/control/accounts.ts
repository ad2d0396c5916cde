import { z } from 'zod'
import { described, type Meanings } from '../meanings.ts'
import { PathName } from '../names.ts'
import { ClockOfAccount } from './clock.ts'
import { AccountListed } from './control.ts'

/** Accounts that a test makes for itself. */

export const NewAccount = z
  .strictObject({
    name: PathName.optional().meta({ description: 'Made up if absent.' }),
    clock: ClockOfAccount.optional().meta({
      description: 'Clock of the account; that of the settings if absent.',
    }),
    projects: z.array(z.string().min(1)).min(1).optional().meta({
      description: 'Names of projects; that of one region if absent.',
    }),
  })
  .meta({ id: 'NewAccount' })
export type NewAccount = z.infer<typeof NewAccount>

const credentials: Meanings = {
  account: 'Name of the account, for ?account= and as the IAM domain.',
  domain_id: 'Id of the account: 32 hex digits.',
  user: 'Name of its user, who may do everything.',
  password: 'Password of that user.',
  ak: 'Access key id (AK) of that user.',
  sk: 'Secret access key (SK) of that user.',
  projects: 'Projects of the account.',
}

export const AccountCredentials = described(credentials, {
  account: z.string(),
  domain_id: z.string(),
  user: z.string(),
  password: z.string(),
  ak: z.string(),
  sk: z.string(),
  projects: z.array(
    described(
      { id: 'Id of the project.', name: 'Name of the project: that of its region.' },
      { id: z.string(), name: z.string() },
    ),
  ),
}).meta({ id: 'AccountCredentials', description: 'All that a client needs to log in.' })
export type AccountCredentials = z.infer<typeof AccountCredentials>

const account_token: Meanings = {
  token: 'The token, for X-Auth-Token.',
  user: 'Name of the user whose token it is: the first who may do everything.',
  project: 'The project that it is for, the first of the account; null if the account has none.',
  expires_at: "When it expires, by the account's clock: 24 hours after it was made.",
}

export const AccountToken = described(account_token, {
  token: z.string(),
  user: z.string(),
  project: described(
    { id: 'Id of the project.', name: 'Name of the project: that of its region.' },
    { id: z.string(), name: z.string() },
  ).nullable(),
  expires_at: z.string(),
}).meta({ id: 'AccountToken', description: 'A token for calls of SMS and IAM.' })
export type AccountToken = z.infer<typeof AccountToken>

export const AccountList = z
  .object({
    accounts: z.array(AccountListed).meta({ description: 'All accounts of this process.' }),
  })
  .meta({ id: 'AccountList' })
