import { claimedAccount, isSigned } from '../../operations/iam/callers.ts'
import type { Call } from './call.ts'
import type { CallContext } from './stage.ts'
import { wireOf } from './wire.ts'

/** Whether a call is signed, and the generation that the account of its key has now. */
export function readClaim(call: Call, { emulator: { accounts } }: CallContext): undefined {
  const wire = wireOf(call)
  const signed = isSigned(wire)
  const account = signed ? claimedAccount(accounts, wire) : undefined
  const generation = account?.generation ?? 0
  call.add('claimed', { isSigned: signed, generation })
}
