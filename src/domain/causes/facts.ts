/** Tested by: test/http/control/explain-states.test.ts */
import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { MigprojectRecord } from '../../schemas/sms/migprojects.ts'
import type { ListServersQuery } from '../../schemas/sms/source-servers.ts'
import type { TemplateRecord } from '../../schemas/sms/templates.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { isoOf } from '../../schemas/time.ts'
import type { Event } from '../migration/events.ts'

/** Kinds of resources that SMS names by an id. */
export type Kind = 'task' | 'source' | 'template' | 'project'

/** An account as a refused call met it: what a cause is told from. A view of an account has all but the last. */
export type Facts = {
  /** What the account's clock showed, in epoch ms. */
  readonly now: number
  readonly clock: ClockRecord
  readonly account: { readonly name: string }
  readonly tasks: {
    find(id: string): Task | undefined
    idsNamed(name: string): string[]
    withTemplate(id: string): Task[]
    ids(): string[]
  }
  readonly sources: {
    find(id: string): Source | undefined
    named(name: string): Source[]
    list(query: ListServersQuery): { count: number; items: Source[] }
    ids(): string[]
  }
  readonly templates: {
    find(id: string): TemplateRecord | undefined
    sharedNamed(name: string): TemplateRecord | undefined
    ids(): string[]
  }
  readonly migprojects: {
    find(id: string): MigprojectRecord | undefined
    named(name: string): MigprojectRecord | undefined
    theDefault(): MigprojectRecord | undefined
    ids(): string[]
  }
  readonly events: {
    ofTask(id: string): Event[]
    /** When a source was deleted, in epoch ms. */
    sourceDeletedAt(id: string): number | undefined
  }
  /** The call of the journal that deleted a resource: its request id, and what the clock showed then. */
  deletion(id: string): { request_id: string; clock: number } | undefined
}

/** Why a call was refused, from what its refusal names and is about; likeliest first. */
export type TellCauses = (facts: Facts, params: readonly string[]) => string[]

export const advance = 'advance it with POST /_emulator/clock/advance'

/** A sentence for what has to wait, when the clock cannot bring it by itself. */
export const frozenClock = ({ clock, now, account }: Facts): string[] =>
  clock.mode === 'frozen'
    ? [`The clock of account ${account.name} is frozen at ${isoOf(now)}: ${advance}.`]
    : []

/** `Task X ("name") is RUNNING since …`, without a full stop. */
export function taskNow({ events }: Facts, task: Task): string {
  const moved = events.ofTask(task.id).findLast(({ type }) => type === 'task.state')
  const since = isoOf(moved?.at ?? task.create_date)
  return `Task ${task.id} ("${task.name}") is ${task.state} since ${since}`
}

/** `Source server X ("name") is syncing (stage syncing) since …`, without a full stop. */
export function sourceNow(source: Source): string {
  const since = isoOf(source.state_action_time ?? source.add_date)
  return `Source server ${source.id} ("${source.name}") is ${source.state} (stage ${source.migration_cycle}) since ${since}`
}

/** What there is to say of a resource that a refusal names, where it is still there. */
export const about = <Thing>(thing: Thing | undefined, tell: (thing: Thing) => string[]) =>
  thing === undefined ? [] : tell(thing)
