import {
  chanceFrom,
  delayOf,
  leftOf,
  matchFault,
  refusalOf,
} from '../../domain/deviations/faults.ts'
import type { Emulator } from '../../emulator.ts'
import { ApiError, InjectedError } from '../../errors/refusals.ts'
import type { Fault, FaultEffect, FaultsListed } from '../../schemas/control/faults.ts'
import { namesInstead } from '../../text/names.ts'
import { nameOf, timeIn } from '../account/session.ts'

/** The faults of an account: shown, put in, taken out, and met by calls. */

/** The faults in the order in which they are tried, with what they have left. */
export function listFaults(emulator: Emulator, account_id: string): FaultsListed {
  const faults = emulator.faults.all(account_id).map((fault) => {
    const { seen: _, ...shown } = fault
    return { ...shown, left: leftOf(fault) }
  })
  // What is always there is never used up; what it was put in for may have not happened all the same.
  const unmet = ({ left, used }: (typeof faults)[number]) => left ?? (used === 0 ? 1 : 0)
  const notes = notesOnPlans(emulator, account_id, faults)
  return {
    faults,
    left: faults.reduce((sum, fault) => sum + unmet(fault), 0),
    ...(notes.length > 0 ? { notes } : {}),
  }
}

/** A sentence for each plan that another account has by the same name. */
function notesOnPlans(
  emulator: Emulator,
  account_id: string,
  faults: readonly Pick<Fault, 'plan'>[],
): string[] {
  const plans = new Set(faults.flatMap(({ plan }) => plan ?? []))
  return [...plans].flatMap((plan) => {
    const others = emulator.faults.accountsWithPlan(plan).filter((id) => id !== account_id)
    if (others.length === 0) return []
    const names = others.map((id) => `"${nameOf(emulator, id)}"`).sort()
    const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
    return `account ${names.slice(0, 3).join(', ')}${more} has a plan "${plan}", too: a call that names no account meets neither; give this plan a name of its own if such calls are to meet it`
  })
}

/** Puts faults behind those that are there; all of them or none. */
export function addFaults(
  emulator: Emulator,
  account_id: string,
  faults: readonly Fault[],
): FaultsListed {
  emulator.atomically(() => putFaults(emulator, account_id, faults))
  return listFaults(emulator, account_id)
}

/**
 * Puts faults in; one whose id is there already takes its place.
 *
 * @param late by how much the moments of an export are moved.
 * @returns a sentence for each plan among them that another account has by the same name.
 */
export function putFaults(
  emulator: Emulator,
  account_id: string,
  faults: readonly Fault[],
  late = 0,
): string[] {
  const ids = [...emulator.faults.all(account_id), ...faults].map(({ id }) => id)
  let last = ids.reduce((most, id) => Math.max(most, numberOf(id)), 0)
  for (const { match, id, used = 0, seen = 0, ...fault } of faults) {
    const { from, until } = match
    emulator.faults.save(account_id, {
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
  return notesOnPlans(emulator, account_id, faults)
}

/** The number of an id that the emulator gave; 0 of any other. */
const numberOf = (id = ''): number => Number(/^fault-(\d+)$/.exec(id)?.[1] ?? 0)

/** Takes all faults out, or one. @throws ApiError 404 when there is none of that id */
export function removeFaults(
  emulator: Emulator,
  account_id: string,
  id: string | undefined,
): FaultsListed {
  const { faults } = emulator
  if (id === undefined) emulator.atomically(() => faults.clear(account_id))
  else if (faults.find(account_id, id)) emulator.atomically(() => faults.remove(account_id, id))
  else {
    const ids = emulator.faults.all(account_id).map((fault) => fault.id)
    const account = nameOf(emulator, account_id)
    throw new ApiError('faultNotFound', id, account, namesInstead(id, ids))
  }
  return listFaults(emulator, account_id)
}

/** What a call meets. */
export type MatchedFault = {
  id: string
  effect: FaultEffect
  /** Its delay, as it was drawn. */
  delay_ms: number
  /** Whether the call does what it is to do, although its answer is lost. */
  acts: boolean
  /** The refusal that takes the place of the answer; undefined for none. */
  refusal: InjectedError | undefined
}

type Call = { operation: string; method: string; path: string; plan: string | undefined }

/** The fault that a call of an account meets, counted as used; undefined when it meets none. */
export function meetFault(
  emulator: Emulator,
  account_id: string,
  surface: 'sms' | 'iam',
  call: Call,
): MatchedFault | undefined {
  const faults = emulator.faults.all(account_id)
  if (faults.length === 0) return undefined
  const chance = chanceFrom(emulator.config.seed, account_id)
  const { met, changed } = matchFault(
    faults,
    { ...call, now: timeIn(emulator, account_id) },
    chance,
  )
  if (changed.length > 0) {
    emulator.atomically(() => {
      for (const fault of changed) emulator.faults.save(account_id, fault)
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
