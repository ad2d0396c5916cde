/** Tested by: test/http/control/state.test.ts */
import type { Task } from '../../schemas/stored/records.ts'
import type { Happening, TaskFields } from './events.ts'

/** What a call or a sub-task changes of a task, told so that a timeline can go back before it. */

const same = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other)

function differing<Thing extends object>(from: Thing, to: Thing): (keyof Thing)[] {
  return (Object.keys(to) as (keyof Thing)[]).filter((key) => !same(from[key], to[key]))
}

const pick = <Thing extends object>(thing: Thing, keys: (keyof Thing)[]): Partial<Thing> =>
  Object.fromEntries(keys.map((key) => [key, thing[key]])) as Partial<Thing>

/** @returns undefined when nothing differs. */
export function changeOf(from: Task, to: Task): Happening | undefined {
  const target = differing(from.target_server, to.target_server)
  const fields = differing(from, to).filter((key) => key !== 'target_server')
  if (target.length === 0 && fields.length === 0) return undefined
  const part = (task: Task): TaskFields => ({
    ...(pick(task, fields) as TaskFields),
    ...(target.length === 0 ? {} : { target_server: pick(task.target_server, target) }),
  })
  return { type: 'task.changed', data: { before: part(from), after: part(to) } }
}

/** The task with some of its fields as they were, or will be. */
export const withFields = (task: Task, { target_server, ...fields }: TaskFields): Task => ({
  ...task,
  ...fields,
  target_server: { ...task.target_server, ...target_server },
})
