/** Tested by: test/http/control/explain-states.test.ts */
import { isoOf } from '../../schemas/time.ts'
import { alternatives } from '../../text/lists.ts'
import { nearest } from '../../text/names.ts'
import type { Facts, Kind, TellCauses } from './facts.ts'

/** Why a resource is not found: deleted, never there, of another kind, or named instead of its id. */

const words: Record<Kind, { one: string; list: string }> = {
  task: { one: 'task', list: '/v3/tasks' },
  source: { one: 'source server', list: '/v3/sources' },
  template: { one: 'template', list: '/v3/vm/templates' },
  project: { one: 'migration project', list: '/v3/migprojects' },
}

/** The ids of a kind, and what an id or a name is of. */
const storeOf = (facts: Facts, kind: Kind) =>
  ({
    task: facts.tasks,
    source: facts.sources,
    template: facts.templates,
    project: facts.migprojects,
  })[kind]

export const notFound =
  (kind: Kind): TellCauses =>
  (facts, [id = '']) => {
    const { one, list } = words[kind]
    const listed = `GET ${list} lists those there are`
    const deleted = deletionOf(facts, kind, id)
    if (deleted !== undefined) return [`The ${one} ${id} was deleted ${deleted}; ${listed}.`]
    const [named, another] = idsNamed(facts, kind, id)
    if (named !== undefined && another === undefined) {
      return [`"${id}" is the name of ${one} ${named}: send its id.`]
    }
    const other = (Object.keys(words) as Kind[]).find((type) => storeOf(facts, type).find(id))
    if (other !== undefined) {
      return [`${id} is the id of a ${words[other].one}, not of a ${one}${taskIdOf(facts, id)}.`]
    }
    const near = nearest(id, storeOf(facts, kind).ids())
    const meant = near.length > 0 ? ` Did you mean ${alternatives(near)}?` : ''
    return [
      `Account ${facts.account.name} has never seen a ${one} with the id "${id}" since its last reset; ${listed}.${meant}`,
    ]
  }

/** `at … by request …`; undefined where neither the history nor the journal knows of it. */
function deletionOf(facts: Facts, kind: Kind, id: string): string | undefined {
  const call = facts.deletion(id)
  const at = momentOf(facts, kind, id) ?? call?.clock
  if (at === undefined) return undefined
  return `at ${isoOf(at)}${call ? ` by request ${call.request_id}` : ''}`
}

function momentOf({ events }: Facts, kind: Kind, id: string): number | undefined {
  if (kind === 'task') return events.ofTask(id).find(({ type }) => type === 'task.deleted')?.at
  return kind === 'source' ? events.sourceDeletedAt(id) : undefined
}

function idsNamed(facts: Facts, kind: Kind, name: string): string[] {
  switch (kind) {
    case 'task':
      return facts.tasks.idsNamed(name)
    case 'source':
      return facts.sources.named(name).map(({ id }) => id)
    case 'template':
      return idOf(facts.templates.sharedNamed(name))
    case 'project':
      return idOf(facts.migprojects.named(name))
  }
}

const idOf = (thing: { id: string } | undefined): string[] => (thing ? [thing.id] : [])

function taskIdOf({ sources }: Facts, id: string): string {
  const task_id = sources.find(id)?.task_id
  return task_id ? `; the task of that source server is ${task_id}` : ''
}
