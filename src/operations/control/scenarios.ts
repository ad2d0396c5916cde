import { isAbout, isGeneral } from '../../domain/deviations/scenarios.ts'
import type { Emulator, ThrottleWindows } from '../../emulator.ts'
import { ApiError, InjectedError, Throttled } from '../../errors/refusals.ts'
import type { Scenario } from '../../schemas/control/scenarios.ts'
import { fitsGlob } from '../../text/globs.ts'
import { namesInstead } from '../../text/names.ts'
import { default_account } from '../account/find-account.ts'
import type { Session } from '../account/session.ts'
import { nameOf } from '../account/session.ts'
import { read, write } from '../account/settle.ts'
import { replanAll } from './replan.ts'

/** The scenarios of an account: shown, put in, taken out, and what they refuse. */

export const listScenarios = (emulator: Emulator, account_id: string): Scenario[] =>
  read(emulator, account_id, () => emulator.scenarios.all(account_id))

/**
 * Puts scenarios before those that are there, so that the latest word counts; what is under way
 * follows from now on.
 *
 * @param replace whether those that are there go.
 */
export function addScenarios(
  emulator: Emulator,
  account_id: string,
  scenarios: readonly Scenario[],
  replace: boolean,
): Scenario[] {
  return write(emulator, account_id, (session) => {
    const account = emulator.accounts.find(account_id) ?? { id: account_id, name: '' }
    if (replace) clear(session)
    const meant = scenarios.filter((scenario) => isAbout(scenario, account))
    // A throttle that is put in begins to count.
    for (const { name } of meant) emulator.throttled.get(account_id)?.delete(name)
    emulator.scenarios.prepend(account_id, meant)
    replanAll(session)
    return emulator.scenarios.all(account_id)
  })
}

/** Whether an account, named as in a query, has a scenario of a name. */
export function hasScenario(emulator: Emulator, account: string | undefined, name: string) {
  const { id } = emulator.accounts.find(account ?? default_account) ?? {}
  return id !== undefined && emulator.scenarios.all(id).some((one) => one.name === name)
}

/** @param name only that one. @throws ApiError 404 when there is none of that name */
export function removeScenarios(
  emulator: Emulator,
  account_id: string,
  name: string | undefined,
): Scenario[] {
  return write(emulator, account_id, (session) => {
    const names = emulator.scenarios.all(account_id).map((scenario) => scenario.name)
    if (name === undefined) clear(session)
    else if (names.includes(name)) emulator.scenarios.remove(account_id, name)
    else {
      const account = nameOf(emulator, account_id)
      throw new ApiError('scenarioNotFound', name, account, namesInstead(name, names))
    }
    replanAll(session)
    return emulator.scenarios.all(account_id)
  })
}

function clear({ emulator, account_id }: Session): void {
  for (const { name } of emulator.scenarios.all(account_id)) {
    emulator.scenarios.remove(account_id, name)
  }
}

/**
 * Refuses a call of SMS if a scenario of its account says so: by `throttle`, by the calls in a
 * window of the account's clock, or by `refuse`, so many times.
 *
 * @throws ApiError 429 APIGW.0308, or an AskedRefusal
 */
export function refuseAsAsked(emulator: Emulator, account_id: string, operation: string): void {
  const account = emulator.accounts.find(account_id)
  if (!account) return
  const general = emulator.scenarios.all(account_id).filter((one) => isGeneral(one, account))
  throttle(emulator, account_id, general)
  for (const scenario of general) refuse(emulator, account_id, scenario, operation)
}

/**
 * Counts a call in the window of each throttle, and refuses it if one of them is full: by the one whose
 * next window begins last, so that a client that waits as it is told is not refused by another.
 */
function throttle(emulator: Emulator, account_id: string, scenarios: readonly Scenario[]): void {
  if (!scenarios.some(({ then }) => then.throttle)) return
  const { now } = read(emulator, account_id, (account) => account)
  const former = emulator.throttled.get(account_id)
  const windows: ThrottleWindows = new Map()
  let latest: Throttled | undefined
  for (const { name, then } of scenarios) {
    if (!then.throttle) continue
    const { calls, per } = then.throttle
    const known = former?.get(name)
    // A snapshot may have set the clock back to before the window.
    const isOpen = known && known.since <= now && now < known.since + per
    const window = isOpen ? { ...known, calls: known.calls + 1 } : { since: now, calls: 1 }
    windows.set(name, window)
    const left_s = Math.ceil((window.since + per - now) / 1000)
    if (window.calls <= calls || (latest && latest.retry_after_s >= left_s)) continue
    latest = new Throttled(calls, Math.round(per / 1000), left_s, `the scenario "${name}"`)
  }
  emulator.throttled.set(account_id, windows)
  if (latest) throw latest
}

function refuse(
  emulator: Emulator,
  account_id: string,
  scenario: Scenario,
  operation: string,
): void {
  const refusals = scenario.then.refuse ?? []
  const index = refusals.findIndex(
    (one) =>
      fitsGlob(one.operation, operation) &&
      (one.times === 'always' || (one.used ?? 0) < (one.times ?? 1)),
  )
  const met = refusals[index]
  if (!met) return
  const used = refusals.map((one, at) =>
    at === index ? { ...one, used: (one.used ?? 0) + 1 } : one,
  )
  write(emulator, account_id, () =>
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario language; never awaited.
    emulator.scenarios.save(account_id, { ...scenario, then: { ...scenario.then, refuse: used } }),
  )
  throw new InjectedError(met.code, met.message, `the scenario "${scenario.name}"`)
}
