import type { Socket } from 'node:net'
import type { FastifyReply } from 'fastify'
import type { Account } from '../../operations/account/account.ts'
import { meetFault } from '../../operations/control/faults.ts'
import { accountWithPlan, findAccountOfCall } from '../../operations/iam/accounts-of-call.ts'
import { partsOf } from '../../text/targets.ts'
import type { Call } from './call.ts'
import { keepUnanswered } from './keep-in-journal.ts'
import type { MetFault } from './parts.ts'
import { holdPlace, recordUnanswered } from './record-call.ts'
import { type CallContext, until, type Wait } from './stage.ts'
import { waitWhileConnected } from './under-way.ts'
import { cluesOf, planOf } from './wire.ts'

/** A call to SMS meets the first fault that fits. @throws InjectedError where that answers instead of the service */
export function applyFault(call: Call, context: CallContext): undefined | Wait {
  const plan = planOf(call)
  const byPlan = () => (plan ? accountWithPlan(context.emulator.accounts, plan) : undefined)
  return meet(call, context, call.knownParts.identified?.account ?? byPlan())
}

/** Of IAM's calls only the body says whose faults they meet. @throws as applyFault */
export function applyFaultByBody(call: Call, context: CallContext): undefined | Wait {
  return meet(call, context, findAccountOfCall(context.emulator.accounts, cluesOf(call)))
}

/**
 * The call meets its fault, if there is one.
 *
 * @returns what to wait for before it goes on, which ends with an InjectedError when the fault answers the call
 *   instead of the service
 */
function meet(
  call: Call,
  { emulator }: CallContext,
  account: Account | undefined,
): undefined | Wait {
  if (!account) return undefined
  const { request } = call
  const fault = meetFault(account, call.isAnsweredByIam ? 'iam' : 'sms', {
    operation: call.operation ?? '',
    method: request.method,
    path: partsOf(request.url).path,
    plan: planOf(call),
  })
  if (!fault) return undefined
  const met: MetFault = { fault, isApplied: false }
  call.add('met', met)
  holdPlace(call, emulator)
  if (fault.refusal) {
    call.refusal.evidence = { account: account.id, causes: [], token: null, signature: null }
  }
  return fault.acts ? undefined : until(applyBeforeAnswer(call, met))
}

/** Before the service does anything. @throws InjectedError */
async function applyBeforeAnswer(call: Call, met: MetFault): Promise<void> {
  // A hook may be called out of the parser, which does not survive the end of its connection.
  await null
  if (!(await applyOnce(call, met))) call.reply.hijack()
  else if (met.fault.refusal) throw met.fault.refusal
}

/**
 * Waits, or cuts the connection, once.
 *
 * @returns false when there is no connection left to answer on.
 */
export async function applyOnce(call: Call, met: MetFault): Promise<boolean> {
  if (met.isApplied) return true
  met.isApplied = true
  const { delay_ms, effect } = met.fault
  const isThere = delay_ms === 0 || (await pause(call.reply, delay_ms))
  if (isThere && !effect.connection) return true
  keepUnanswered(call)
  recordUnanswered(call, !isThere)
  cut(call.reply, effect.connection ?? 'drop')
  return false
}

/**
 * Waits in real time; less long when the server closes, since what is under way is answered then.
 *
 * @returns false when there is nobody left to wait for.
 */
export async function pause(reply: FastifyReply, ms: number): Promise<boolean> {
  await waitWhileConnected(reply, (signal) => reply.request.call.emulator.time.sleep(ms, signal))
  return !reply.raw.destroyed
}

/** Ends the connection without an answer: in order, or by RST. */
function cut({ raw }: FastifyReply, how: 'drop' | 'reset'): void {
  const socket = raw.socket as (Socket & { _parent?: Socket | null }) | null
  // TLS keeps the TCP connection below it to itself; without it a reset is a drop.
  const tcp = socket && '_parent' in socket && socket._parent ? socket._parent : socket
  try {
    if (how === 'reset') tcp?.resetAndDestroy()
  } catch {
    // Not a TCP connection.
  }
  raw.destroy()
  socket?.destroy()
}
