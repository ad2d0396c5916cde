import { digestOf } from '../../domain/identity/tokens.ts'
import type { Emulator } from '../../emulator.ts'
import { AccountHints } from '../../schemas/iam/account-hints.ts'
import { default_account } from '../account/find-account.ts'
import { accountClaimed, type WireRequest } from './callers.ts'

/** Whose a call of SMS or IAM is, before anything of it was checked. */

/**
 * The account that a call to IAM is about, before IAM has looked at it: of its token, of its
 * signature, of the user or the domain in its body, or the only one that has the plan of its header.
 *
 * @param body as it came, whatever it is.
 */
export function accountMeant(
  emulator: Emulator,
  wire: WireRequest,
  body: unknown,
  plan: string | undefined,
): string | undefined {
  return (
    accountOfToken(emulator, wire.headers['x-auth-token']) ??
    accountClaimed(emulator, wire) ??
    accountInBody(emulator, body) ??
    (plan === undefined ? undefined : emulator.faults.accountWithPlan(plan))
  )
}

/**
 * All accounts that a call can touch: the one that it is about, that of an agency that it assumes, and
 * those that have the identity provider that it names.
 */
export function accountsMeant(
  emulator: Emulator,
  wire: WireRequest,
  body: unknown,
  plan: string | undefined,
  provider: string | undefined,
): string[] {
  const { auth, agency_urn = '' } = AccountHints.parse(body)
  const role = auth?.identity?.assume_role
  const delegating = [role?.domain_id ?? role?.domain_name, agency_urn.split(':')[2]]
  // Where credentials need not be right, a call without them is the default account's.
  const unknown = emulator.config.auth === 'strict' ? undefined : default_account
  const meant = [
    accountMeant(emulator, wire, body, plan) ?? accountOf(emulator, { name: unknown }),
    ...delegating.map((name) => accountOf(emulator, { name })),
    ...(provider === undefined ? [] : accountsWithProvider(emulator, provider)),
  ]
  return meant.filter((id) => id !== undefined)
}

const accountsWithProvider = (emulator: Emulator, provider: string): string[] =>
  emulator.providerOwners.named(provider).map(({ account_id }) => account_id)

function accountInBody(emulator: Emulator, body: unknown): string | undefined {
  const { identity, scope } = AccountHints.parse(body).auth ?? {}
  const byToken = accountOfToken(emulator, identity?.token?.id)
  if (byToken) return byToken
  for (const owner of [identity?.password, identity?.totp]) {
    const { id, domain } = owner?.user ?? {}
    const byUser = typeof id === 'string' ? emulator.users.anywhere(id) : undefined
    if (byUser) return byUser.account_id
    const byDomain = accountOf(emulator, domain)
    if (byDomain) return byDomain
  }
  return accountOf(emulator, scope?.domain)
}

const accountOfToken = (emulator: Emulator, text: unknown): string | undefined =>
  typeof text === 'string' ? emulator.tokens.find(digestOf(text))?.account_id : undefined

function accountOf(
  emulator: Emulator,
  domain: { id?: unknown; name?: unknown } | undefined,
): string | undefined {
  const idOrName = domain?.id ?? domain?.name
  return typeof idOrName === 'string' ? emulator.accounts.find(idOrName)?.id : undefined
}
