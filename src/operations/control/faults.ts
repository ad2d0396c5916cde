import {
  chanceFrom,
  delayOf,
  leftOf,
  matchFault,
  refusalOf,
} from '../../domain/deviations/faults.ts'
import { ApiError, InjectedError } from '../../errors/refusals.ts'
import type { Fault, FaultEffect, FaultsListed } from '../../schemas/control/faults.ts'
import { namesInstead } from '../../text/names.ts'
import type { Account } from '../account/account.ts'
import { inSession, type Session } from '../account/session.ts'

/** The faults of an account: shown, put in, taken out, and met by calls. */

/** The faults in the order in which they are tried, with what they have left. */
export function listFaults(account: Account): FaultsListed {
  const faults = account.rules.faults.all().map((fault) => {
    const { seen: _, ...shown } = fault
    return { ...shown, left: leftOf(fault) }
  })
  // A fault without an end is never used up: it counts as left until it was used once.
  const unmet = ({ left, used }: (typeof faults)[number]) => left ?? (used === 0 ? 1 : 0)
  const notes = notesOnPlans(account, faults)
  return {
    faults,
    left: faults.reduce((sum, fault) => sum + unmet(fault), 0),
    ...(notes.length > 0 ? { notes } : {}),
  }
}

/** A sentence for each plan that another account has by the same name. */
function notesOnPlans(account: Account, faults: readonly Pick<Fault, 'plan'>[]): string[] {
  const plans = new Set(faults.flatMap(({ plan }) => plan ?? []))
  return [...plans].flatMap((plan) => {
    const others = account.owners.othersWithPlan(plan)
    if (others.length === 0) return []
    const names = others.map((name) => `"${name}"`).sort()
    const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
    return `account ${names.slice(0, 3).join(', ')}${more} has a plan "${plan}", too: a call that names no account meets neither; give this plan a name of its own if such calls are to meet it`
  })
}

/** Puts faults behind those that are there; all of them or none. */
export function addFaults(account: Account, faults: readonly Fault[]): FaultsListed {
  account.write((session) => putFaults(session, faults))
  return listFaults(account)
}

/**
 * Puts faults in; one whose id is there already takes its place.
 *
 * @param late by how much the moments of an export are moved.
 * @returns a sentence for each plan among them that another account has by the same name.
 */
export function putFaults(session: Session, faults: readonly Fault[], late = 0): string[] {
  const ids = [...session.faults.all(), ...faults].map(({ id }) => id)
  let last = ids.reduce((most, id) => Math.max(most, numberOf(id)), 0)
  for (const { match, id, used = 0, seen = 0, ...fault } of faults) {
    const { from, until } = match
    session.faults.save({
      id: id ?? `fault-${++last}`,
      ...fault,
      match: {
        ...match,
        ...(from === undefined ? {} : { from: Math.max(0, from + late) }),
        ...(until === undefined ? {} : { until: Math.max(0, until + late) }),
      },
      used,
      seen,
    })
  }
  return notesOnPlans(session.account, faults)
}

/** The number of an id that the emulator gave; 0 of any other. */
const numberOf = (id = ''): number => Number(/^fault-(\d+)$/.exec(id)?.[1] ?? 0)

/** Takes all faults out, or one. @throws ApiError 404 when there is none of that id */
export function removeFaults(account: Account, id: string | undefined): FaultsListed {
  if (id === undefined) account.write((session) => session.faults.clear())
  else if (account.rules.faults.find(id)) account.write((session) => session.faults.remove(id))
  else {
    const ids = account.rules.faults.all().map((fault) => fault.id)
    throw new ApiError('faultNotFound', id, account.name, namesInstead(id, ids))
  }
  return listFaults(account)
}

/** What a call meets. */
export type MatchedFault = {
  id: string
  effect: FaultEffect
  /** Its delay, as it was drawn. */
  delay_ms: number
  /** Whether the call is carried out although its answer is lost. */
  acts: boolean
  /** The refusal that takes the place of the answer; undefined for none. */
  refusal: InjectedError | undefined
}

type Call = { operation: string; method: string; path: string; plan: string | undefined }

/** The fault that a call of an account meets, counted as used; undefined when it meets none. */
export function meetFault(
  account: Account,
  surface: 'sms' | 'iam',
  call: Call,
): MatchedFault | undefined {
  const faults = account.rules.faults.all()
  if (faults.length === 0) return undefined
  const chance = chanceFrom(account.config.seed, account.id)
  const { met, changed } = matchFault(faults, { ...call, now: account.now() }, chance)
  if (changed.length > 0) {
    inSession(account, (session) => {
      for (const fault of changed) session.faults.save(fault)
    })
  }
  if (!met) return undefined
  const { id, effect } = met
  const asked = refusalOf(effect, surface)
  return {
    id,
    effect,
    delay_ms: delayOf(effect.delay, (purpose) => chance(met, purpose)),
    acts: effect.acts === true,
    refusal:
      asked && new InjectedError(asked.code, asked.message, `the fault "${id}"`, asked.status),
  }
}
