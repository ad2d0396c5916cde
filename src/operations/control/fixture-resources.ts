import { defaultTask } from '../../domain/history/fixture-task.ts'
import { rehearse, shiftEvents, shiftSource, shiftTask } from '../../domain/history/rehearsal.ts'
import { changeAgentMode, disconnectAgent } from '../../domain/migration/agent.ts'
import { onCheck, register } from '../../domain/resources/registration.ts'
import type { FixtureAccount, FixtureSource, FixtureTask } from '../../schemas/control/fixture.ts'
import type { Project } from '../../schemas/stored/accounts.ts'
import type { Source } from '../../schemas/stored/records.ts'
import { findSourceByName } from '../account/find-by-name.ts'
import type { Session } from '../account/session.ts'
import { checkCreation } from '../sms/tasks.ts'
import { moveAgent } from './agents.ts'
import { checkNew } from './fixture-checks.ts'

/** The source servers and tasks of a fixture: saved ones, and those that are described. */

/** From the registration of a source to the creation of its task, in a rehearsal. */
const before_task_ms = 60_000
const registered_ago_ms = 3_600_000

/** Who plays the agent of a source that was loaded, and whether it is there. */
export type LoadedAgent = Pick<FixtureSource, 'agent' | 'connected'> & { source: string }

/** Changes the agent as the entry asks: the history was made with a simulated one that is there. */
export function loadAgent(session: Session, { source, agent, connected }: LoadedAgent): void {
  if (agent === 'external') {
    moveAgent(session, source, (...of) => changeAgentMode(of[0], of[1], 'external', of[2]))
  }
  if (connected === false) moveAgent(session, source, disconnectAgent)
}

/** @returns what `loadAgent` does once the source's task has been loaded too. */
export function loadSource(
  session: Session,
  entry: NonNullable<FixtureAccount['sources']>[number],
  shift: number,
): LoadedAgent {
  if ('saved' in entry) {
    checkNew('Source', entry.saved.id, session.sources.find(entry.saved.id))
    session.saveSource(shiftSource(entry.saved, shift))
    return { source: entry.saved.id }
  }
  const { registered_ago, agent, connected, ...report } = entry as FixtureSource
  const { ids, now, clock } = session
  const id = report.id ?? ids.uuid()
  checkNew('Source', id, session.sources.find(id))
  const migproject_id = session.migprojects.theDefault()?.id ?? ''
  const registered = now - (registered_ago ?? registered_ago_ms)
  const surroundings = {
    id,
    migproject_id,
    now: registered,
    pace: clock.pace,
    agent: 'simulated' as const,
  }
  const loaded = { source: id, agent: agent ?? session.account.config.agent, connected }
  const fresh = register(report, surroundings, ids)
  const { name } = report
  const registration = {
    type: 'source.registered',
    data: { name },
    at: registered,
    source: id,
  } as const
  if (fresh.check_due === null || fresh.check_due > now) {
    session.saveSource(fresh)
    session.record([registration])
    return loaded
  }
  const { checks } = session.deviations(fresh)
  const { source, events } = onCheck(fresh, fresh.check_due, ids, checks)
  session.saveSource(source)
  session.record([registration, ...events])
  return loaded
}

/** What the tasks of an account are loaded with: what is the same for all of them is looked up once. */
export type TaskLoading = {
  shift: number
  budget: { left: number }
  project: Project | undefined
  sourcesNamed(name: string): Source[]
}

/** @param shift by how much the moments of saved tasks are moved, in ms. @param budget how much may happen in the steps of all. */
export function taskLoading(
  session: Session,
  { shift, budget }: Pick<TaskLoading, 'shift' | 'budget'>,
): TaskLoading {
  const ids = session.sources.idsByName()
  return {
    ...{ shift, budget },
    project: session.projects.all()[0],
    sourcesNamed: (name) => session.sources.findMany(ids.get(name) ?? []),
  }
}

export function loadTask(
  session: Session,
  entry: NonNullable<FixtureAccount['tasks']>[number],
  { shift, budget, project, sourcesNamed }: TaskLoading,
): void {
  if ('saved' in entry) {
    checkNew('Task', entry.saved.id, session.tasks.find(entry.saved.id))
    session.saveTask(shiftTask(entry.saved, shift))
    return
  }
  const { ids, now, clock } = session
  const described = entry as FixtureTask
  const source = findSourceByName(session, described.source, sourcesNamed)
  const input = defaultTask(described, source, project, ids)
  checkCreation(session, input, () => source)

  const id = described.id ?? ids.uuid()
  checkNew('Task', id, session.tasks.find(id))
  const start = source.add_date + before_task_ms
  const deviations = session.deviations(source, { id, name: input.name, type: input.type })
  const stage = { id, start, pace: clock.pace, deviations, ids, budget }
  const lived = rehearse(input, source, described.steps ?? [], stage)
  const late = now - lived.now
  session.saveTask(shiftTask(lived.task, late))
  session.saveSource(shiftSource(lived.source, late))
  session.record(shiftEvents(lived.events, late))
}
