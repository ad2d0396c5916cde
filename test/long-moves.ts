import type { FixtureAccount } from '../src/schemas/control/fixture.ts'
import { fleet } from './crash/calls.ts'
import { startTest, type TestEmulator } from './helper.ts'

/** What tests of long moves have in common: accounts in which much happens, and a look in between. */

/** An account with so many tasks that have begun. */
export const busy = (name: string, amount: number): FixtureAccount[] =>
  fleet(name, name, amount).accounts as unknown as FixtureAccount[]

/** An emulator that moves clocks in small steps: many of them are made where a quarter of the usual happens. */
export async function inSmallSteps(...given: Parameters<typeof startTest>): Promise<TestEmulator> {
  const test = await startTest(...given)
  test.emulator.limits.step_timers = 8
  return test
}

/** Does something when the first step of what is done in steps has been made. */
export function afterFirstStep<Result>(
  { emulator }: TestEmulator,
  work: () => Result,
): Promise<Result> {
  const { time } = emulator
  const { pause } = time
  return new Promise((resolve) => {
    time.pause = () => {
      time.pause = pause
      resolve(work())
      return pause()
    }
  })
}

/** Counts the steps that are made. */
export function countSteps({ emulator }: TestEmulator): { steps: number } {
  const { time } = emulator
  const { pause } = time
  const count = { steps: 1 }
  time.pause = () => {
    count.steps++
    return pause()
  }
  return count
}
