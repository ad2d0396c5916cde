import type { Emulator } from '../../emulator.ts'
import { accountMeant } from '../../operations/iam/accounts-meant.ts'
import type { Call } from './call.ts'
import { planOf, wireOf } from './wire.ts'

/**
 * The account that a call is about, by its credentials or, to IAM and the control API, by what it says; null
 * when nothing tells.
 */
export function ownerOf(call: Call, emulator: Emulator): string | null {
  const { surface, soFar, refusal, request } = call
  const known = soFar.identified?.account ?? refusal.evidence?.account
  if (known) return known
  if (surface === 'iam') {
    return accountMeant(emulator, wireOf(call), soFar.parsed?.value, planOf(call)) ?? null
  }
  const { account } = (request.query ?? {}) as { account?: unknown }
  const isAsked = surface === 'control' && typeof account === 'string'
  return (isAsked && emulator.accounts.find(account)?.id) || null
}
