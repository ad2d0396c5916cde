import { findAccountOfCall } from '../../operations/iam/accounts-of-call.ts'
import type { Accounts } from '../../operations/registry/accounts.ts'
import type { Refusal } from './parts.ts'
import type { Surface } from './surface.ts'
import { type ArrivedCall, cluesOf } from './wire.ts'

/**
 * The id of the account that a call is about, by its credentials or, to IAM and the control API, by what it says; null
 * when nothing tells.
 */
export function ownerOf(
  call: ArrivedCall & { readonly surface: Surface; readonly refusal: Refusal },
  accounts: Accounts,
): string | null {
  const { surface, knownParts, refusal, request } = call
  const known = knownParts.identified?.account.id ?? refusal.evidence?.account
  if (known) return known
  if (surface === 'iam') {
    return findAccountOfCall(accounts, cluesOf(call))?.id ?? null
  }
  const { account } = (request.query ?? {}) as { account?: unknown }
  const isAsked = surface === 'control' && typeof account === 'string'
  return (isAsked && accounts.find(account)?.id) || null
}
