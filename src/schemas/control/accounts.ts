import { z } from 'zod'
import { AccessKeyStatus } from '../iam/identities.ts'
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

const login: Meanings = {
  ...credentials,
  users: 'Users of the account, at most 100 of them; guests of identity providers are left out.',
  count: 'How many users the account has.',
}
const user: Meanings = {
  name: 'Name of the user.',
  id: 'Id of the user.',
  enabled: 'false for a user who cannot log in.',
  access_keys: 'Permanent access keys of the user.',
  ak: 'Access key id (AK).',
  sk: 'Secret access key (SK).',
  status: 'active, or inactive: signatures with it are refused.',
}

export const CredentialList = described(login, {
  account: z.string(),
  domain_id: z.string(),
  projects: AccountCredentials.shape.projects,
  count: z.int(),
  users: z.array(
    described(user, {
      name: z.string(),
      id: z.string(),
      enabled: z.boolean(),
      password: z.string().nullable().meta({
        description:
          'Password of the user, if it is in a fixture of the start or was made by the emulator; else null: only its hash is kept.',
      }),
      access_keys: z.array(
        described(user, {
          ak: z.string(),
          sk: z.string(),
          status: AccessKeyStatus,
        }),
      ),
    }),
  ),
}).meta({ id: 'CredentialList', description: 'With what clients log in to an account.' })
export type CredentialList = z.infer<typeof CredentialList>

export const AccountList = z
  .object({
    accounts: z.array(AccountListed).meta({ description: 'All accounts of this process.' }),
  })
  .meta({ id: 'AccountList' })
