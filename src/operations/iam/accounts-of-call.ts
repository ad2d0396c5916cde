import { digestOf } from '../../domain/identity/tokens.ts'
import type { AccountHints } from '../../schemas/iam/account-hints.ts'
import type { Account } from '../account/account.ts'
import { type Accounts, default_account } from '../registry/accounts.ts'
import { claimedAccount, type WireRequest } from './callers.ts'

/** Whose a call of SMS or IAM is, before anything of it was checked. */

/**
 * What a call says of itself.
 *
 * @property hints what its body says of accounts.
 * @property plan the plan of faults that its header names.
 */
export type Clues = { wire: WireRequest; hints: AccountHints; plan: string | undefined }

/**
 * The account that a call to IAM is about, before IAM has looked at it: of its token, of its
 * signature, of the user or the domain in its body, or the only one that has the plan of its header.
 */
export function findAccountOfCall(
  accounts: Accounts,
  { wire, hints, plan }: Clues,
): Account | undefined {
  return (
    accountOfToken(accounts, wire.headers['x-auth-token']) ??
    claimedAccount(accounts, wire) ??
    accountInBody(accounts, hints) ??
    (plan === undefined ? undefined : accountWithPlan(accounts, plan))
  )
}

/**
 * All accounts that a call can touch: the one that it is about, that of an agency that it assumes, and
 * those that have the identity provider that it names.
 */
export function findAccountsOfCall(
  accounts: Accounts,
  clues: Clues & { provider: string | undefined },
): Account[] {
  const { hints, provider } = clues
  const { auth, agency_urn = '' } = hints
  const role = auth?.identity?.assume_role
  const delegating = [role?.domain_id ?? role?.domain_name, agency_urn.split(':')[2]]
  // Where credentials need not be right, a call without them is the default account's.
  const unknown = accounts.config.auth === 'strict' ? undefined : default_account
  const meant = [
    findAccountOfCall(accounts, clues) ?? accountOf(accounts, { name: unknown }),
    ...delegating.map((name) => accountOf(accounts, { name })),
    ...(provider === undefined ? [] : accountsWithProvider(accounts, provider)),
  ]
  return meant.filter((account) => account !== undefined)
}

/** The account that has a plan of faults of this name; undefined when several have one. */
export function accountWithPlan(accounts: Accounts, plan: string): Account | undefined {
  const [account, another] = accounts.withPlan(plan)
  return another ? undefined : account
}

const accountsWithProvider = (accounts: Accounts, provider: string): Account[] =>
  accounts.withProvider(provider).map(({ account }) => account)

function accountInBody(accounts: Accounts, { auth }: AccountHints): Account | undefined {
  const { identity, scope } = auth ?? {}
  const byToken = accountOfToken(accounts, identity?.token?.id)
  if (byToken) return byToken
  for (const owner of [identity?.password, identity?.totp]) {
    const { id, domain } = owner?.user ?? {}
    const byUser = typeof id === 'string' ? accounts.withUser(id) : undefined
    if (byUser) return byUser
    const byDomain = accountOf(accounts, domain)
    if (byDomain) return byDomain
  }
  return accountOf(accounts, scope?.domain)
}

const accountOfToken = (accounts: Accounts, text: unknown): Account | undefined =>
  typeof text === 'string' ? accounts.withToken(digestOf(text))?.account : undefined

function accountOf(
  accounts: Accounts,
  domain: { id?: unknown; name?: unknown } | undefined,
): Account | undefined {
  const idOrName = domain?.id ?? domain?.name
  return typeof idOrName === 'string' ? accounts.find(idOrName) : undefined
}
