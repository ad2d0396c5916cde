import type { SourceOverview, TaskOverview, TaskState } from '../../client/types.ts'

/** States of tasks as people look for them: a word, a color, and whether something runs. */

export type Group = 'failed' | 'running' | 'syncing' | 'paused' | 'ready' | 'done'

const groups: Record<TaskState, Group> = {
  READY: 'ready',
  RUNNING: 'running',
  SYNCING: 'syncing',
  MIGRATE_SUCCESS: 'done',
  SYNC_SUCCESS: 'done',
  MIGRATE_FAIL: 'failed',
  SYNC_FAIL: 'failed',
  ABORTING: 'paused',
  ABORT: 'paused',
  SKIPPING: 'running',
  DELETING: 'paused',
  RESETING: 'failed',
}

export const groupOf = (state: TaskState): Group => groups[state]

/** In the order of the chips and of the list: what needs a look, what moves, what waits for somebody, what is over. */
export const group_names: readonly Entry['group'][] = [
  'failed',
  'running',
  'syncing',
  'paused',
  'ready',
  'no task',
  'done',
]

const standing: ReadonlySet<string> = new Set(['READY', 'ABORT', 'MIGRATE_FAIL', 'SYNC_FAIL'])

/** Whether nothing runs in a state, so that its dot is hollow. */
export const isStanding = (state: string): boolean => standing.has(state)

/** A row of the list: a task, or a source that has none. */
export type Entry =
  | { kind: 'task'; id: string; name: string; group: Group; task: TaskOverview }
  | { kind: 'source'; id: string; name: string; group: 'no task'; source: SourceOverview }

/** `web-2` comes before `web-10`. */
export const byName = new Intl.Collator('en', { numeric: true })

/** Tasks and the sources without one: as the groups are, and in each by name. */
export const entriesOf = (
  tasks: readonly TaskOverview[],
  sources: readonly SourceOverview[],
): Entry[] =>
  [
    ...tasks.map((task): Entry => {
      const { id, name, state } = task
      return { kind: 'task', id, name, group: groupOf(state), task }
    }),
    ...sources.flatMap((source): Entry[] =>
      source.task === null
        ? [{ kind: 'source', id: source.id, name: source.name, group: 'no task', source }]
        : [],
    ),
  ].sort(
    (one, other) =>
      group_names.indexOf(one.group) - group_names.indexOf(other.group) ||
      byName.compare(one.name, other.name),
  )

/** The entries whose name, id or source contains a text, in any case. */
export function found(entries: readonly Entry[], text: string): Entry[] {
  const wanted = text.trim().toLowerCase()
  return entries.filter((entry) => {
    const source = entry.kind === 'task' ? (entry.task.source.name ?? '') : (entry.source.ip ?? '')
    return [entry.name, entry.id, source].some((one) => one.toLowerCase().includes(wanted))
  })
}

/** How much room a sub-task gets in the bar of a row: a copy is most of a migration. */
export function weightOf(name: string): number {
  if (/^(MIGRATE|SYNC)_/.test(name)) return 8
  return /^(ATTACH_AGENT|CREATE_CLOUD)/.test(name) ? 3 : 1
}
