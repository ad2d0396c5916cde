import { defaultTask } from '../../domain/history/fixture-task.ts'
import { rehearse, shiftEvents, shiftSource, shiftTask } from '../../domain/history/rehearsal.ts'
import { agentLost, agentPlayedBy } from '../../domain/migration/agent.ts'
import type { Event } from '../../domain/migration/events.ts'
import { onCheck, register } from '../../domain/resources/registration.ts'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import { withLines } from '../../formats/written-files.ts'
import type { FixtureResult } from '../../schemas/control/control.ts'
import type {
  Fixture,
  FixtureAccount,
  FixtureSource,
  FixtureTask,
} from '../../schemas/control/fixture.ts'
import { movesMax } from '../account/bounds.ts'
import { findAccount } from '../account/find-account.ts'
import { sourceMeant } from '../account/meant.ts'
import { clockOf, inSession, nameOf, type Session, timeIn } from '../account/session.ts'
import { read, settle } from '../account/settle.ts'
import { afterClockMove } from '../account/standing.ts'
import { exportMembers } from '../iam/members.ts'
import { usersFor } from '../iam/owners.ts'
import { checkQuota } from '../sms/source-servers.ts'
import { checkCreation } from '../sms/tasks.ts'
import { moveAgent } from './agents.ts'
import { putFaults } from './faults.ts'
import { at } from './fixture-places.ts'
import { accountFor, accountsNamedBy } from './replace-account.ts'

/** Fixtures: loaded at boot and while running, and exported. */

/** From the registration of a source to the creation of its task, in a rehearsal. */
const before_task_ms = 60_000
const registered_ago_ms = 3_600_000

/**
 * Loads every account of a fixture, or nothing of it.
 *
 * An account that exists is added to, or first emptied when `replace` is set; one that does not is
 * made. What says who may come in stays, and so does the clock, where the entry says nothing of it.
 *
 * @throws ApiError 400 `fixtureInvalid` naming the place.
 */
export function loadFixture(
  emulator: Emulator,
  { accounts, saved_at }: Pick<Fixture, 'accounts' | 'saved_at'>,
  replace = false,
): FixtureResult {
  const amount = accounts.reduce((sum, { tasks }) => sum + (tasks?.length ?? 0), 0)
  const notes: string[] = []
  const loading: Loading = { saved_at, replace, notes, budget: { left: movesMax(amount) } }
  return emulator.atomically(() => {
    for (const [index, entry] of accounts.entries()) {
      at(emulator, `accounts.${index}`, () => loadAccount(emulator, entry, index, loading))
    }
    return {
      accounts: accounts.map(({ name }) => name),
      sources: accounts.reduce((sum, { sources }) => sum + (sources?.length ?? 0), 0),
      tasks: amount,
      ...(notes.length > 0 ? { notes } : {}),
    }
  })
}

/**
 * Loads a fixture that was read from a text, once the clocks of the accounts that it names stand.
 *
 * @param account where a fixture of a single account goes, whatever its own name.
 * @throws ApiError 400 `fixtureInvalid` naming line and path, 409 when one was reset meanwhile.
 */
export function loadFixtureText(
  emulator: Emulator,
  { fixture, text }: { fixture: Fixture; text: string },
  { account, replace = false }: { account?: string | undefined; replace?: boolean | undefined },
  closing: AbortSignal,
): FixtureResult | Promise<FixtureResult> {
  const placed = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (error) {
      const isPlaced =
        error instanceof ApiError && error.error === 'fixtureInvalid' && error.details
      throw isPlaced ? withLines('fixtureInvalid', isPlaced, text) : error
    }
  }
  const meant = placed(() => fixtureFor(emulator, fixture, account))
  const ids = meant.accounts.flatMap((entry) => accountsNamedBy(emulator, entry))
  const load = () => placed(() => loadFixture(emulator, meant, replace))
  return afterClockMove(emulator, ids, closing, load, (id) => {
    throw new ApiError('resetMeanwhile', nameOf(emulator, id))
  })
}

function fixtureFor(emulator: Emulator, fixture: Fixture, account: string | undefined): Fixture {
  if (account === undefined) return fixture
  const [entry, another] = fixture.accounts
  if (!entry || another) {
    const message = '?account= goes with a fixture of one account'
    throw new ApiError('fixtureInvalid', `accounts: ${message}`, [{ path: 'accounts', message }])
  }
  const { id, name } = findAccount(emulator, account)
  const users = entry.users && { users: usersFor(entry, id) }
  return { ...fixture, accounts: [{ ...entry, ...users, id, name }] }
}

/** What all accounts of a fixture have in common: when it was saved, and how much may happen in its steps. */
type Loading = {
  saved_at: number | undefined
  replace: boolean
  /** What of an export was left with the accounts that have it, and plans of faults that several accounts have. */
  notes: string[]
  budget: { left: number }
}

function loadAccount(
  emulator: Emulator,
  entry: FixtureAccount,
  index: number,
  { saved_at, replace, notes, budget }: Loading,
): void {
  const note = saved_at === undefined ? undefined : (sentence: string) => notes.push(sentence)
  const { id } = accountFor(emulator, entry, replace, note)
  for (const scenario of entry.scenarios ?? []) emulator.scenarios.save(id, scenario)
  const late = saved_at === undefined ? 0 : timeIn(emulator, id) - saved_at
  notes.push(...putFaults(emulator, id, entry.faults ?? [], late))
  settle(emulator, id)
  inSession(emulator, id, (session) => {
    const shift = saved_at === undefined ? 0 : session.now - saved_at
    const { number = 0, uuid = 0, timer = 0, event = 0 } = entry.counters ?? {}
    session.raise({ number, uuid })
    at(emulator, `accounts.${index}.sources`, () => checkQuota(emulator, id, entry.sources))
    const sources = (entry.sources ?? []).map((source, place) =>
      at(emulator, `accounts.${index}.sources.${place}`, () => loadSource(session, source, shift)),
    )
    for (const [place, task] of (entry.tasks ?? []).entries()) {
      at(emulator, `accounts.${index}.tasks.${place}`, () => loadTask(session, task, shift, budget))
    }
    at(emulator, `accounts.${index}`, () => checkSaved(session, entry))
    for (const source of sources) loadAgent(session, source)
    session.record(shiftEvents((entry.events ?? []) as Event[], shift))
    session.reorder(entry.timers ?? [])
    // These are counted anew from the first on, and then go on where they were.
    session.raise({ timer, event })
  })
}

/** Saved records must fit together: a source knows its task, a task its source and its rows. */
function checkSaved({ emulator, account_id }: Session, { sources, tasks }: FixtureAccount): void {
  for (const entry of sources ?? []) {
    if (!('saved' in entry) || entry.saved.task_id === null) continue
    const { id, task_id } = entry.saved
    const task = emulator.tasks.find(account_id, task_id)
    if (!task) throw new Error(`a saved source has task ${task_id}, which is not there`)
    if (task.source_server_id !== id) {
      throw new Error(`saved source ${id} has task ${task_id}, which is another one's`)
    }
  }
  for (const entry of tasks ?? []) {
    if (!('saved' in entry)) continue
    const { id, source_server_id, step, sub_tasks } = entry.saved
    if (emulator.sources.find(account_id, source_server_id)?.task_id !== id) {
      throw new Error(`saved task ${id} has no source that knows it`)
    }
    const worksOnRow = step?.kind === 'work' || step?.kind === 'wait'
    if (worksOnRow && !sub_tasks[step.row]) throw new Error(`saved task ${id} lacks a row`)
  }
}

function checkNew(what: string, id: string, known: unknown): void {
  if (known)
    throw new Error(`${what} ${id} exists already; ?replace=true empties the account first`)
}

/** Who plays the agent of a source that was loaded, and whether it is there. */
type LoadedAgent = Pick<FixtureSource, 'agent' | 'connected'> & { source: string }

/** What a source and its task have lived through they have with a simulated agent, who lives. */
function loadAgent(session: Session, { source, agent, connected }: LoadedAgent): void {
  if (agent === 'external') {
    moveAgent(session, source, (...of) => agentPlayedBy(of[0], of[1], 'external', of[2]))
  }
  if (connected === false) moveAgent(session, source, agentLost)
}

/** @returns what `loadAgent` does once the source's task has been loaded too. */
function loadSource(
  session: Session,
  entry: NonNullable<FixtureAccount['sources']>[number],
  shift: number,
): LoadedAgent {
  if ('saved' in entry) {
    checkNew(
      'source',
      entry.saved.id,
      session.emulator.sources.find(session.account_id, entry.saved.id),
    )
    session.saveSource(shiftSource(entry.saved, shift))
    return { source: entry.saved.id }
  }
  const { registered_ago, agent, connected, ...report } = entry as FixtureSource
  const { emulator, account_id, ids, now, clock } = session
  const id = report.id ?? ids.uuid()
  checkNew('source', id, emulator.sources.find(account_id, id))
  const migproject_id = emulator.migprojects.theDefault(account_id)?.id ?? ''
  const registered = now - (registered_ago ?? registered_ago_ms)
  const surroundings = {
    id,
    migproject_id,
    now: registered,
    pace: clock.pace,
    agent: 'simulated' as const,
  }
  const loaded = { source: id, agent: agent ?? emulator.config.agent, connected }
  const fresh = register(report, surroundings, ids)
  session.record([
    { type: 'source.registered', data: { name: report.name }, at: registered, source: id },
  ])
  if (fresh.check_due === null || fresh.check_due > now) {
    session.saveSource(fresh)
    return loaded
  }
  const { checks } = session.deviations(fresh)
  const { source, events } = onCheck(fresh, fresh.check_due, ids, checks)
  session.saveSource(source)
  session.record(events)
  return loaded
}

function loadTask(
  session: Session,
  entry: NonNullable<FixtureAccount['tasks']>[number],
  shift: number,
  budget: Loading['budget'],
): void {
  if ('saved' in entry) {
    checkNew(
      'task',
      entry.saved.id,
      session.emulator.tasks.find(session.account_id, entry.saved.id),
    )
    session.saveTask(shiftTask(entry.saved, shift))
    return
  }
  const { emulator, account_id, ids, now, clock } = session
  const described = entry as FixtureTask
  const source = sourceMeant(emulator, account_id, described.source)
  const project = emulator.projects.all(account_id)[0]
  const input = defaultTask(described, source, project, ids)
  checkCreation(session, input, () => source)

  const id = described.id ?? ids.uuid()
  checkNew('task', id, emulator.tasks.find(account_id, id))
  const start = source.add_date + before_task_ms
  const deviations = session.deviations(source, { id, name: input.name, type: input.type })
  const stage = { id, start, pace: clock.pace, deviations, ids, budget }
  const lived = rehearse(input, source, described.steps ?? [], stage)
  const late = now - lived.now
  session.saveTask(shiftTask(lived.task, late))
  session.saveSource(shiftSource(lived.source, late))
  session.record(shiftEvents(lived.events, late))
}

/** An account as a fixture: loaded again with `replace`, it stands as it stands now. */
export function exportFixture(emulator: Emulator, account_id: string): Fixture {
  return read(emulator, account_id, ({ now }) => exportAt(emulator, account_id, now))
}

function exportAt(emulator: Emulator, account_id: string, now: number): Fixture {
  const account = emulator.accounts.find(account_id)
  if (!account) throw new Error(`account ${account_id} is gone`)
  const clock = clockOf(emulator, account_id)
  return {
    version: 1,
    saved_at: now,
    accounts: [
      {
        name: account.name,
        id: account.id,
        clock: { mode: clock.mode, now, pace: clock.pace },
        ...exportMembers(emulator, account_id, now),
        templates: emulator.templates.all(account_id).map((saved) => ({ saved })),
        migprojects: emulator.migprojects.all(account_id),
        privacy_agreement: emulator.agreements.of(account_id)?.flag ?? false,
        scenarios: emulator.scenarios.all(account_id),
        faults: emulator.faults.all(account_id),
        sources: emulator.sources.all(account_id).map((saved) => ({ saved })),
        tasks: emulator.tasks.all(account_id).map((saved) => ({ saved })),
        counters: emulator.counters.of(account_id),
        events: emulator.events.all(account_id),
        timers: emulator.timers.order(account_id),
      },
    ],
  }
}
