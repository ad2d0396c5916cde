import type { FaultEffect } from '../../schemas/control/faults.ts'

/** What a fault did to one call, for people. */

/** A fault as a call met it, and what became of the call. */
export type FaultMet = {
  id: string
  effect: FaultEffect
  /** How long its answer was held back, in milliseconds. */
  delay_ms: number
  /** Whether the fault answered in place of the service. */
  isRefused: boolean
  /** Whether there was a body for it to spoil. */
  isSpoiled: boolean
  /** The status that was sent; null when no answer was sent. */
  status: number | null
}

const cuts: Record<NonNullable<FaultEffect['connection']>, string> = {
  drop: 'the connection was closed without an answer',
  reset: 'the connection was reset (RST) without an answer',
}

const spoilings: Record<NonNullable<FaultEffect['body']>, string> = {
  half: 'only half of the body was sent, and the connection ended',
  broken: 'the end of the body was cut off, so that it is not JSON',
  slow: 'the body was sent in small pieces',
}

/** Says in one sentence or two what the fault did to the call, effect by effect, and whether the service was asked. */
export function describeFault(met: FaultMet): string {
  const { id, effect, delay_ms, isRefused, isSpoiled, status } = met
  const isGivenUp = status === null && !effect.connection
  const what = [
    delay_ms > 0 && `the answer was delayed by ${delay_ms} ms`,
    isGivenUp && 'the client closed the connection before there was an answer',
    status === null && effect.connection && cuts[effect.connection],
    isRefused && status !== null && `the fault answered ${status} in place of the service`,
    status !== null && headersAdded(effect),
    isSpoiled && effect.body && spoilings[effect.body],
  ].filter(Boolean)
  const said = what.length > 0 ? what.join('; ') : 'it changed nothing of this answer'
  const isLost = isGivenUp || isRefused || effect.connection !== undefined
  const acted = effect.acts
    ? ' The call went on to the service all the same.'
    : ' The call did not reach the service.'
  return `The call met the fault "${id}": ${said}.${isLost ? acted : ''}`
}

function headersAdded({ headers = {}, retry_after }: FaultEffect): string | undefined {
  const names = [...Object.keys(headers), ...(retry_after === undefined ? [] : ['retry-after'])]
  return names.length > 0 ? `the answer got the headers ${names.join(', ')}` : undefined
}
