import { configOf, testSettings } from '../config.ts'
import { mergeAccounts, well_known } from '../domain/identity/well-known.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import { loadFixture } from '../operations/control/fixture-loading.ts'
import { bootAccounts } from '../operations/control/reset.ts'
import type { Rehearse } from '../parts/host.ts'
import type { FixtureAccount } from '../schemas/control/fixture.ts'

export type { WrittenFixture } from '../parts/host.ts'

/** Loads fixtures one after the other into an emulator in memory, as `start` does, and forgets it. */
export const rehearseFixtures: Rehearse = async (files) => {
  const entries = files.flatMap(({ fixture }) => fixture.accounts)
  const isNamed = entries.some(({ name }) => name === well_known.name)
  const emulator = createEmulator(configOf(testSettings), {
    wall: Date.now,
    boot: isNamed ? [] : [well_known],
    later: setImmediate,
  })
  try {
    bootAccounts(emulator.accounts)
    for (const { fixture, text } of files) {
      const completed = { ...fixture, accounts: fixture.accounts.map(withWellKnown(emulator)) }
      const { signal } = new AbortController()
      await loadFixture(emulator.accounts, { fixture: completed, text }, {}, signal)
    }
  } finally {
    emulator.close()
  }
}

/** At a start the first entry of the account that is always there adds to it. */
const withWellKnown =
  ({ accounts }: Emulator) =>
  (entry: FixtureAccount, index: number, all: readonly FixtureAccount[]): FixtureAccount => {
    const isFirst = all.findIndex(({ name }) => name === well_known.name) === index
    if (!isFirst || accounts.find(well_known.name)) return entry
    return mergeAccounts([well_known, entry])[0] ?? entry
  }
