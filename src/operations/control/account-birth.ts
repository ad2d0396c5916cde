import { clockAt, reasonStopped } from '../../domain/clock.ts'
import { isAbout } from '../../domain/deviations/scenarios.ts'
import { hex32, uuidOf } from '../../domain/ids.ts'
import type { Info } from '../../schemas/control/control.ts'
import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { Scenario } from '../../schemas/control/scenarios.ts'
import type { MigprojectRecord } from '../../schemas/sms/migprojects.ts'
import type { AccountRecord } from '../../schemas/stored/accounts.ts'
import type { Account } from '../account/account.ts'
import { inSession, no_counters, type Session } from '../account/session.ts'
import { addMembers } from '../iam/members.ts'
import type { Accounts } from '../registry/accounts.ts'
import { moveDefault, system_project } from '../sms/migprojects.ts'
import { templateRecord } from '../sms/templates.ts'
import { noticeOf } from './standstill.ts'

/** Makes accounts from the entries of fixtures, and lists them. */

/** The id of a new account; without one of its own it follows from the name. */
export const accountId = (
  accounts: Accounts,
  { id, name }: Pick<FixtureAccount, 'id' | 'name'>,
): string => id ?? freeAccountId(accounts, [name])

/**
 * An id that follows from these parts and means no account yet: neither by its id nor by its name, since accounts are
 * asked for by either.
 */
export function freeAccountId(accounts: Accounts, parts: readonly string[]): string {
  for (let count = 0; ; count++) {
    const made = hex32('account', ...parts, ...(count === 0 ? [] : [count]))
    if (!accounts.find(made)) return made
  }
}

/**
 * An account with its clock, users and projects, and nothing in it.
 *
 * @param birth_clock what a reset gives it, if not the clock that it has now.
 */
export function makeAccount(
  accounts: Accounts,
  entry: FixtureAccount,
  birth_clock: AccountRecord['birth_clock'] = entry.clock ?? null,
): Account {
  const id = accountId(accounts, entry)
  const { config, time } = accounts
  const wall = time.now()
  const mode = entry.clock?.mode ?? config.clock
  const now = entry.clock?.now ?? config.now ?? (mode === 'frozen' ? time.started_at : wall)
  const clock = clockAt(mode, now, entry.clock?.pace ?? config.pace, wall)
  // Events and timers of an export are numbered anew as they are loaded.
  const counters = { ...no_counters, ...entry.counters, event: 0, timer: 0 }
  const account = accounts.add({ id, name: entry.name, birth_clock }, clock, counters)
  inSession(account, (session) => {
    const isBrought = entry.migprojects?.some(({ name }) => name === system_project)
    if (!isBrought) session.migprojects.save(systemProject(id))
    addContents(session, entry)
    addBootScenarios(session, accounts.host.scenarios)
  })
  return account
}

/** The scenarios that the process was started with, as far as they are about this account. */
export function addBootScenarios(
  { account, scenarios }: Session,
  brought: readonly Scenario[],
): void {
  const known = new Set(scenarios.all().map(({ name }) => name))
  for (const scenario of brought) {
    if (isAbout(scenario, account) && !known.has(scenario.name)) scenarios.save(scenario)
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

/** Adds the members, templates and projects of a fixture's entry; those of the same id are replaced. */
export function addContents(session: Session, entry: FixtureAccount): void {
  addMembers(session, entry)
  for (const template of entry.templates ?? []) {
    const record = 'saved' in template ? template.saved : templateRecord(template.id, template)
    session.templates.save(record)
  }
  addProjects(session, entry.migprojects ?? [])
  if (entry.privacy_agreement) session.agreements.save({ flag: true })
}

/**
 * Projects of the same id or name are replaced, with the sources in them; a default among the new
 * ones takes the flag from the former.
 *
 * @throws Error when more than one is to be the default.
 */
function addProjects(session: Session, projects: MigprojectRecord[]): void {
  const defaults = projects.filter(({ isdefault }) => isdefault)
  if (defaults.length > 1) {
    const names = defaults.map(({ name }) => `"${name}"`).join(' and ')
    throw new Error(`migprojects: only one can be the default, not ${names}`)
  }
  for (const project of projects) {
    const known = session.migprojects.named(project.name)
    if (known && known.id !== project.id) {
      session.migprojects.remove(known.id)
      for (const source of session.sources.all()) {
        if (source.migproject_id !== known.id) continue
        session.saveSource({ ...source, migproject_id: project.id })
      }
    }
    session.migprojects.save(project)
  }
  const [chosen] = defaults
  if (chosen) moveDefault(session, chosen.id)
}

/** The accounts and their projects, for people who look around. */
export const listAccounts = (accounts: Accounts): Info['accounts'] =>
  accounts.all().map((account) => {
    const { id, name, members, clock } = account
    const halted = reasonStopped(clock)
    const notice = noticeOf(account)
    return {
      id,
      name,
      projects: members.projects.all().map((project) => project.name),
      ...(halted === undefined ? {} : { halted }),
      ...(notice === null ? {} : { notice }),
    }
  })
