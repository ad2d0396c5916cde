import type { TaskOverview } from '../client/types.ts'
import { type Output, shortened } from './output.ts'

/** The names of tasks as people tell them apart. */

type Named = Pick<TaskOverview, 'id' | 'name'>

/** As much of an id as tells tasks apart, as with commits. */
const id_width = 8
/** A shorter name says nothing, however narrow the screen. */
export const name_least = 10
/** What is left of a name beside its id. */
const name_min = 6

/**
 * What to call tasks in at most `width` columns: their names, the long ones with an ellipsis in the middle. Tasks whose
 * names are the same, or would be then, have the beginning of their id behind it.
 */
export function labelsOf(tasks: readonly Named[], width: number, out: Output): string[] {
  const names = tasks.map(({ name }) => out.drawn(name))
  const labels = names.map((name) => shortened(name, width))
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return tasks.map(({ id }, index) => {
    const [name = '', label = ''] = [names[index], labels[index]]
    if (counts.get(label) === 1) return label
    const space = Math.max(width - id_width - 1, name_min)
    return `${shortened(name, space)} ${out.drawn(id).slice(0, id_width)}`
  })
}

/** The code that a task failed with, and the sub-task that did; undefined for one that has not failed. */
export const failureOf = ({
  state,
  rows,
}: TaskOverview): TaskOverview['rows'][number] | undefined =>
  /FAIL/.test(state) ? rows.findLast(({ error }) => error !== null) : undefined
