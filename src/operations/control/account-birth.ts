import { clockAt, haltOf } from '../../domain/clock.ts'
import { isAbout } from '../../domain/deviations/scenarios.ts'
import { hex32, uuidOf } from '../../domain/ids.ts'
import type { Emulator } from '../../emulator.ts'
import type { Info } from '../../schemas/control/control.ts'
import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { MigprojectRecord } from '../../schemas/sms/migprojects.ts'
import type { Account } from '../../schemas/stored/accounts.ts'
import { no_counters } from '../account/session.ts'
import { addMembers } from '../iam/members.ts'
import { moveDefault, system_project } from '../sms/migprojects.ts'
import { templateRecord } from '../sms/templates.ts'

/** Accounts: born from a fixture's entry, found by id or name, and reset to their birth. */

/** The id of a new account; without one of its own it follows from the name. */
export const accountId = (
  emulator: Emulator,
  { id, name }: Pick<FixtureAccount, 'id' | 'name'>,
): string => id ?? freeAccountId(emulator, [name])

/**
 * An id that follows from these parts and means no account yet: neither by its id nor by its name, since accounts are
 * asked for by either.
 */
export function freeAccountId(emulator: Emulator, parts: readonly string[]): string {
  for (let count = 0; ; count++) {
    const made = hex32('account', ...parts, ...(count === 0 ? [] : [count]))
    if (!emulator.accounts.find(made)) return made
  }
}

/**
 * An account with its clock, users and projects, and nothing in it.
 *
 * @param birth_clock what a reset gives it, if not the clock that it has now.
 */
export function createAccount(
  emulator: Emulator,
  entry: FixtureAccount,
  birth_clock: Account['birth_clock'] = entry.clock ?? null,
): Account {
  const id = accountId(emulator, entry)
  const account: Account = { id, name: entry.name, birth_clock }
  emulator.accounts.add(account)
  const { config, started_at } = emulator
  const wall = emulator.wall()
  const mode = entry.clock?.mode ?? config.clock
  const now = entry.clock?.now ?? config.now ?? (mode === 'frozen' ? started_at : wall)
  emulator.clocks.save(id, clockAt(mode, now, entry.clock?.pace ?? config.pace, wall))
  // Events and timers of an export are numbered anew as they are loaded.
  emulator.counters.save(id, { ...no_counters, ...entry.counters, event: 0, timer: 0 })
  const isBrought = entry.migprojects?.some(({ name }) => name === system_project)
  if (!isBrought) emulator.migprojects.save(id, systemProject(id))
  addIdentities(emulator, id, entry)
  addBootScenarios(emulator, account)
  return account
}

/** The scenarios that the process was started with, as far as they are about this account. */
export function addBootScenarios(emulator: Emulator, { id, name }: Account): void {
  const known = new Set(emulator.scenarios.all(id).map((scenario) => scenario.name))
  for (const scenario of emulator.boot_scenarios) {
    const isMeant = isAbout(scenario, { id, name })
    if (isMeant && !known.has(scenario.name)) emulator.scenarios.save(id, scenario)
  }
}

/** The project that exists in every account (behaviour.md §8.1; its fields *inferred*). */
const systemProject = (account_id: string): MigprojectRecord => ({
  id: uuidOf('SystemProject', account_id),
  name: system_project,
  description: null,
  isdefault: true,
  region: 'ap-southeast-1',
  start_target_server: true,
  speed_limit: 0,
  use_public_ip: true,
  exist_server: true,
  type: 'MIGRATE_BLOCK',
  enterprise_project: 'default',
  syncing: false,
  start_network_check: false,
})

/** Members, templates and projects of a fixture's entry; those of the same id are replaced. */
export function addIdentities(emulator: Emulator, account_id: string, entry: FixtureAccount): void {
  addMembers(emulator, account_id, entry)
  for (const template of entry.templates ?? []) {
    const record = 'saved' in template ? template.saved : templateRecord(template.id, template)
    emulator.templates.save(account_id, record)
  }
  addProjects(emulator, account_id, entry.migprojects ?? [])
  if (entry.privacy_agreement) emulator.agreements.save(account_id, { flag: true })
}

/**
 * Projects of the same id or name are replaced, with the sources in them; a default among the new
 * ones takes the flag from the former.
 *
 * @throws Error when more than one is to be the default.
 */
function addProjects(emulator: Emulator, account_id: string, projects: MigprojectRecord[]): void {
  const defaults = projects.filter(({ isdefault }) => isdefault)
  if (defaults.length > 1) {
    const names = defaults.map(({ name }) => `"${name}"`).join(' and ')
    throw new Error(`migprojects: only one can be the default, not ${names}`)
  }
  for (const project of projects) {
    const known = emulator.migprojects.named(account_id, project.name)
    if (known && known.id !== project.id) {
      emulator.migprojects.remove(account_id, known.id)
      for (const source of emulator.sources.all(account_id)) {
        if (source.migproject_id !== known.id) continue
        emulator.sources.save(account_id, { ...source, migproject_id: project.id })
      }
    }
    emulator.migprojects.save(account_id, project)
  }
  const [chosen] = defaults
  if (chosen) moveDefault(emulator, account_id, chosen.id)
}

/** The accounts and their projects, for people who look around. */
export const listAccounts = (emulator: Emulator): Info['accounts'] =>
  emulator.accounts.all().map(({ id, name }) => {
    const halted = haltOf(emulator.clocks.of(id))
    return {
      id,
      name,
      projects: emulator.projects.all(id).map((project) => project.name),
      ...(halted === undefined ? {} : { halted }),
    }
  })
