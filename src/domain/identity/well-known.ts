/** Tested by: test/http/control/fixtures.test.ts */
import type { FixtureAccount } from '../../schemas/control/fixture.ts'

/**
 * The account that is there when no fixture says otherwise. Its credentials are public on
 * purpose (design.md §1); fixtures/default.yaml is the same account as a file.
 */
export const well_known: FixtureAccount = {
  name: 'emulator',
  id: '0e0000000000000000000000000d0001',
  users: [
    {
      name: 'developer',
      id: '0e0000000000000000000000000a0001',
      password: 'Emulator@123',
      access_keys: [{ ak: 'EMULATORACCESSKEY001', sk: 'emulatorSecretKeyForLocalTestsOnly000001' }],
    },
  ],
  projects: [{ name: 'ap-southeast-1', id: '0215ef11e49d4743be23dd97a1561e91' }],
}

/**
 * The accounts of several fixtures as one list. Entries of one account are put together: what it
 * holds adds up, while users and clock of a later entry replace those of an earlier one.
 */
export function mergeAccounts(accounts: readonly FixtureAccount[]): FixtureAccount[] {
  const merged = new Map<string, FixtureAccount>()
  for (const account of accounts) {
    const before = merged.get(account.name)
    merged.set(account.name, before ? merge(before, account) : account)
  }
  return [...merged.values()]
}

function merge(before: FixtureAccount, after: FixtureAccount): FixtureAccount {
  return {
    ...before,
    ...after,
    projects: byName([...(before.projects ?? []), ...(after.projects ?? [])]),
    agencies: byName([...(before.agencies ?? []), ...(after.agencies ?? [])]),
    identity_providers: byName([
      ...(before.identity_providers ?? []),
      ...(after.identity_providers ?? []),
    ]),
    companions: mergeLists(before.companions ?? {}, after.companions ?? {}),
    templates: [...(before.templates ?? []), ...(after.templates ?? [])],
    scenarios: [...(before.scenarios ?? []), ...(after.scenarios ?? [])],
    sources: [...(before.sources ?? []), ...(after.sources ?? [])],
    tasks: [...(before.tasks ?? []), ...(after.tasks ?? [])],
  }
}

/** Objects of lists, each with the entries of both. */
function mergeLists<Lists extends object>(before: Lists, after: Lists): Lists {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Lists)[]
  const entriesOf = (lists: Lists, name: keyof Lists) => (lists[name] ?? []) as unknown[]
  return Object.fromEntries(
    names.map((name) => [name, [...entriesOf(before, name), ...entriesOf(after, name)]]),
  ) as Lists
}

/** Of two things with one name the later one counts. */
const byName = <Thing extends { name: string }>(things: Thing[]): Thing[] => [
  ...new Map(things.map((thing) => [thing.name, thing])).values(),
]
