import { isAbout, isGeneral } from '../../domain/deviations/scenarios.ts'
import { ApiError, InjectedError, Throttled } from '../../errors/refusals.ts'
import type { ThrottleWindows } from '../../parts/observed.ts'
import type { Scenario } from '../../schemas/control/scenarios.ts'
import { fitsGlob } from '../../text/globs.ts'
import { namesInstead } from '../../text/names.ts'
import type { Account } from '../account/account.ts'
import type { Session } from '../account/session.ts'
import { replanAll } from './replan.ts'

/** The scenarios of an account: shown, put in, taken out, and what they refuse. */

export const listScenarios = (account: Account): Scenario[] =>
  account.read((view) => view.scenarios.all())

/**
 * Puts scenarios before those that are there, so that the latest word counts; what is under way
 * follows from now on.
 *
 * @param replace whether those that are there go.
 */
export function addScenarios(
  account: Account,
  scenarios: readonly Scenario[],
  replace: boolean,
): Scenario[] {
  return account.write((session) => {
    if (replace) clear(session)
    const meant = scenarios.filter((scenario) => isAbout(scenario, account))
    // A throttle that is put in begins to count.
    for (const { name } of meant) account.observed.throttled?.delete(name)
    session.scenarios.prepend(meant)
    replanAll(session)
    return session.scenarios.all()
  })
}

/** Whether an account has a scenario of a name. */
export const hasScenario = ({ rules }: Account, name: string): boolean =>
  rules.scenarios.all().some((one) => one.name === name)

/** @param name only that one. @throws ApiError 404 when there is none of that name */
export function removeScenarios(account: Account, name: string | undefined): Scenario[] {
  return account.write((session) => {
    const names = session.scenarios.all().map((scenario) => scenario.name)
    if (name === undefined) clear(session)
    else if (names.includes(name)) session.scenarios.remove(name)
    else {
      throw new ApiError('scenarioNotFound', name, account.name, namesInstead(name, names))
    }
    replanAll(session)
    return session.scenarios.all()
  })
}

function clear(session: Session): void {
  for (const { name } of session.scenarios.all()) {
    session.scenarios.remove(name)
  }
}

/**
 * Refuses a call of SMS if a scenario of its account says so: `throttle` limits the calls in a window of the
 * account's clock, `refuse` refuses a number of calls.
 *
 * @throws ApiError 429 APIGW.0308, or an AskedRefusal
 */
export function refuseAsAsked(account: Account, operation: string): void {
  const general = account.rules.scenarios.all().filter((one) => isGeneral(one, account))
  throttle(account, general)
  for (const scenario of general) refuse(account, scenario, operation)
}

/**
 * Counts a call in the window of each throttle. Of those that are full, the one with the longest wait refuses it, so
 * that a client that waits as told is not refused by another.
 */
function throttle(account: Account, scenarios: readonly Scenario[]): void {
  if (!scenarios.some(({ then }) => then.throttle)) return
  const { now } = account.read((view) => view)
  const former = account.observed.throttled
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
  account.observed.throttled = windows
  if (latest) throw latest
}

function refuse(account: Account, scenario: Scenario, operation: string): void {
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
  account.write((session) =>
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario language; never awaited.
    session.scenarios.save({ ...scenario, then: { ...scenario.then, refuse: used } }),
  )
  throw new InjectedError(met.code, met.message, `the scenario "${scenario.name}"`)
}
