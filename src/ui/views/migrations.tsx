import { useEffect } from 'preact/hooks'
import { Nothing } from '../parts/parts.tsx'
import { address } from '../state/address.ts'
import { clock, second } from '../state/clock.ts'
import { refreshAt } from '../state/live.ts'
import { movedTo, nextMilestone } from '../state/moved.ts'
import { useLoaded } from '../state/server.ts'
import { entriesOf } from '../state/states.ts'
import { SourceDetail } from './source-detail.tsx'
import { TaskDetail } from './task-detail.tsx'
import { TaskList } from './task-list.tsx'

/** Migrations: the list on the left, what is chosen in it on the right. */

/** How many tasks and sources are listed at most: what the control API gives at once. */
const listed_max = 1000

export function Migrations() {
  const tasks = useLoaded(['tasks'], 'list', (client) => client.tasks({ limit: listed_max }))
  const sources = useLoaded(['tasks'], 'sources', (client) => client.sources({ limit: listed_max }))
  // That a client waits in vain is noticed at a call, which changes no task.
  const noticed = useLoaded(['tasks', 'calls'], 'notice', (client) => client.tasks({ limit: 1 }))
  const read = tasks.value?.tasks ?? []
  const mode = clock.value?.mode
  useEffect(() => refreshAt(nextMilestone(read)), [tasks.value, mode])
  const shown = read.map((one) => movedTo(one, second.value))
  const entries = entriesOf(shown, sources.value?.sources ?? [])
  const { item } = address.value
  const chosen =
    item === null ? entries[0] : entries.find(({ id, name }) => id === item || name === item)
  return (
    <main class="beside">
      <TaskList entries={entries} problem={tasks.problem ?? sources.problem} />
      <section class="detail" aria-label={chosen?.name ?? 'Migration'}>
        {chosen?.kind === 'task' ? (
          <TaskDetail key={chosen.id} task={chosen.task} why={noticed.value?.notice ?? null} />
        ) : chosen?.kind === 'source' ? (
          <SourceDetail source={chosen.source} />
        ) : tasks.value === undefined ? null : (
          <Nothing>
            {item === null
              ? 'A migration appears here as soon as your client creates one.'
              : `There is no migration ${item} in this account. It may have been deleted, or the account reset.`}
          </Nothing>
        )}
      </section>
    </main>
  )
}
