/** Tested by: test/http/control/faults.test.ts, test/statuses.test.ts */
import { hasField, parseText, type TextOrWritten } from '../../formats/written-files.ts'
import type { Delay, Fault, FaultEffect, KnownFault } from '../../schemas/control/faults.ts'
import {
  FaultList,
  FaultPlan,
  wait_max_ms,
  Fault as written,
} from '../../schemas/control/faults.ts'
import { fitsGlob } from '../../text/globs.ts'
import { hex32 } from '../ids.ts'

/** Faults on HTTP calls: which one a call meets, and what it is then. */

/** What of a call decides which fault it meets. */
export type CallMet = {
  operation: string
  method: string
  path: string
  /** Of the header X-Emulator-Faults. */
  plan: string | undefined
  /** What the account's clock shows. */
  now: number
}

/** A number from 0 to 1 that follows from the seed, a fault, a call's number, and a purpose. */
export type Chance = (fault: KnownFault, purpose: string) => number

export const chanceFrom =
  (...seed: string[]): Chance =>
  ({ id, seen, used }, purpose) =>
    Number.parseInt(hex32(...seed, 'fault', id, seen, used, purpose).slice(0, 8), 16) / 2 ** 32

/** How many calls will still meet it; null when it never ends. */
export const leftOf = ({ times, used }: Pick<KnownFault, 'times' | 'used'>): number | null =>
  times === 'always' ? null : Math.max(0, times - used)

/**
 * The fault that a call meets: the first in order that fits and is not used up. A fault counts the
 * calls that fit it, also those that an earlier one takes, so that the third call is the third.
 *
 * @returns the faults that have changed by it, and among them the one that is met.
 */
export function matchFault(
  faults: readonly KnownFault[],
  call: CallMet,
  chance: Chance,
): { met: KnownFault | undefined; changed: KnownFault[] } {
  let met: KnownFault | undefined
  const changed: KnownFault[] = []
  for (const fault of faults) {
    if (leftOf(fault) === 0 || !fits(fault, call)) continue
    const { nth, probability } = fault.match
    const counts = nth !== undefined || probability !== undefined
    const seen = counts ? { ...fault, seen: fault.seen + 1 } : fault
    const isDue =
      seen.seen >= (nth ?? 0) && (probability === undefined || chance(seen, '') < probability)
    if (isDue && !met) {
      met = { ...seen, used: seen.used + 1 }
      changed.push(met)
    } else if (counts) {
      changed.push(seen)
    }
  }
  return { met, changed }
}

function fits({ match, plan }: KnownFault, call: CallMet): boolean {
  return (
    (plan === undefined || plan === call.plan) &&
    fitsGlob(match.operation, call.operation) &&
    fitsGlob(match.path, call.path) &&
    (match.method === undefined || match.method.toUpperCase() === call.method) &&
    (match.from === undefined || call.now >= match.from) &&
    (match.until === undefined || call.now < match.until)
  )
}

/** How long a call waits, in milliseconds of real time, never over a minute. */
export function delayOf(delay: Delay | undefined, chance: (purpose: string) => number): number {
  return Math.min(wait_max_ms, Math.round(sampleDelay(delay ?? 0, chance)))
}

function sampleDelay(delay: Delay, chance: (purpose: string) => number): number {
  if (typeof delay === 'number') return delay
  if ('fixed' in delay) return delay.fixed
  if ('uniform' in delay) {
    const [least, most] = delay.uniform
    return least + chance('uniform') * (most - least)
  }
  const { median, sigma } = delay.lognormal
  // Box and Muller: two even numbers make a normal one; 0 has no logarithm.
  const radius = Math.sqrt(-2 * Math.log(1 - chance('radius')))
  return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * chance('angle')))
}

/**
 * What answers a status in front of SMS or in it, and in which words (iam.md §2.3, behaviour.md
 * §6.2); of 500 and above only 500 is known, the others are *inferred*.
 */
const answers: Record<number, [code: string, message: string]> = {
  400: ['APIGW.0201', 'API request error: bad request'],
  401: ['APIGW.0301', 'Incorrect IAM authentication information: decrypt token fail'],
  403: ['APIGW.0302', 'The IAM user is not authorized to access the API.'],
  404: ['APIGW.0101', 'The API does not exist or has not been published in the environment.'],
  429: ['APIGW.0308', 'The throttling threshold has been reached.'],
  500: ['SMS.6000', 'Internal error.'],
  502: ['APIGW.0202', 'Backend unavailable.'],
  503: ['APIGW.0202', 'The service is currently unavailable.'],
  504: ['APIGW.0203', 'Backend timeout.'],
}

/** The statuses that a fault may ask for with an answer of their own; any other is answered as a 400 is, but for its number. */
export const answeredStatuses: readonly number[] = Object.keys(answers).map(Number)

/** The refusal that a fault asks for; undefined when it asks for none. */
export function refusalOf(
  { status, code, message }: FaultEffect,
  surface: 'sms' | 'iam',
): { status: number | undefined; code: string; message: string | undefined } | undefined {
  if (code !== undefined) return { status, code, message }
  if (status === undefined) return undefined
  const [usual, words] = answers[status] ?? ['APIGW.0201', `API request error: status ${status}`]
  // Codes of IAM are the statuses themselves (iam.md §1.3).
  return { status, code: surface === 'iam' ? 'IAM' : usual, message: message ?? words }
}

/**
 * Faults from their text: one, a list, or a plan.
 *
 * @throws ApiError 400 `faultInvalid` whose details name line, path and reason.
 */
export function parseFaults(text: TextOrWritten): Fault[] {
  type Schema = typeof written | typeof FaultPlan | typeof FaultList
  const file = parseText<Schema>(text, schemaFor, 'faultInvalid')
  if (Array.isArray(file)) return file
  if (!('faults' in file)) return [file]
  const { plan, faults } = file
  return faults.map((fault) => (plan === undefined ? fault : { plan, ...fault }))
}

function schemaFor(content: unknown): typeof written | typeof FaultPlan | typeof FaultList {
  if (Array.isArray(content)) return FaultList
  return hasField(content, 'faults') ? FaultPlan : written
}
