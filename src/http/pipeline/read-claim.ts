import { accountClaimed, isSigned } from '../../operations/iam/callers.ts'
import type { Call } from './call.ts'
import type { Services } from './stage.ts'
import { wireOf } from './wire.ts'

/** Whether a call is signed, and the generation that the account of its key has now. */
export function readClaim(call: Call, { emulator: { accounts }, emulator }: Services): undefined {
  const wire = wireOf(call)
  const signed = isSigned(wire)
  const account_id = signed ? accountClaimed(emulator, wire) : undefined
  const generation = account_id === undefined ? 0 : accounts.generation(account_id)
  call.add('claimed', { isSigned: signed, generation })
}
