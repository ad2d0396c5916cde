import fc from 'fast-check'
import { startTest } from '../helper.ts'
import { accounts } from '../iam-helper.ts'
import { files } from './files.ts'
import type { Property } from './properties.ts'
import { signatures } from './signatures.ts'
import { tokens } from './tokens.ts'

export const properties: readonly Property[] = [...signatures, ...tokens, ...files]

/** The same cases at every run, unless asked for others. */
export const seed = Number(process.env.FUZZ_SEED ?? 1)
/** How many times as many cases as usual. */
export const effort = Number(process.env.FUZZ_EFFORT ?? 1)

/** Wrong passwords are soon forgotten, so that the right one is tried, too. */
const forgetful = accounts.map((account) =>
  account.name === 'emulator'
    ? { ...account, lockout: { attempts: 100, within: 1, lasts: 1 } }
    : account,
)

export type Outcome = { count: number; counterexample: string | null }

/**
 * Holds a property against its share of so many cases, on an emulator of its own.
 *
 * @returns how many cases were tried, and the smallest that breaks the property.
 */
export async function hold({ share, make }: Property, cases: number): Promise<Outcome> {
  const endings: (() => unknown)[] = []
  const ending = { teardown: (work: () => unknown) => endings.push(work) }
  const emulator = await startTest(ending, { journal_limit: 10 }, forgetful)
  try {
    const numRuns = Math.max(1, Math.round(share * cases))
    const details = await fc.check(make(emulator), { seed, numRuns })
    return {
      count: details.failed ? details.numRuns : numRuns,
      counterexample: details.failed
        ? `${details.errorInstance}\n${fc.defaultReportMessage(details)}`
        : null,
    }
  } finally {
    for (const work of endings) await work()
  }
}
