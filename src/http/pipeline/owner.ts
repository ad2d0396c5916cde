import { findAccountOfCall } from '../../operations/iam/accounts-of-call.ts'
import type { Accounts } from '../../operations/registry/accounts.ts'
import type { Call } from './call.ts'
import { planOf, wireOf } from './wire.ts'

/**
 * The id of the account that a call is about, by its credentials or, to IAM and the control API, by what it says; null
 * when nothing tells.
 */
export function ownerOf(call: Call, accounts: Accounts): string | null {
  const { surface, knownParts: soFar, refusal, request } = call
  const known = soFar.identified?.account.id ?? refusal.evidence?.account
  if (known) return known
  if (surface === 'iam') {
    const hints = { wire: wireOf(call), body: soFar.parsed?.value, plan: planOf(call) }
    return findAccountOfCall(accounts, hints)?.id ?? null
  }
  const { account } = (request.query ?? {}) as { account?: unknown }
  const isAsked = surface === 'control' && typeof account === 'string'
  return (isAsked && accounts.find(account)?.id) || null
}
