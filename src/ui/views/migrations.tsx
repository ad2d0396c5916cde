import { useEffect } from 'preact/hooks'
import { Hint } from '../parts/hint.tsx'
import { Nothing } from '../parts/parts.tsx'
import { address } from '../state/address.ts'
import { clock, second } from '../state/clock.ts'
import { refreshAt } from '../state/live.ts'
import { movedTo, nextMilestone } from '../state/moved.ts'
import { useLoaded } from '../state/server.ts'
import { entriesOf, found } from '../state/states.ts'
import { SourceDetail } from './source-detail.tsx'
import { TaskDetail } from './task-detail.tsx'
import { TaskList } from './task-list.tsx'

/** Migrations: the list on the left, what is chosen in it on the right. */

/** How many tasks and sources are listed at most: what the control API gives at once. */
const listed_max = 1000

export function Migrations() {
  const tasks = useLoaded(['tasks'], 'list', (client) => client.tasks({ limit: listed_max }))
  const sources = useLoaded(['tasks'], 'sources', (client) => client.sources({ limit: listed_max }))
  const read = tasks.value?.tasks ?? []
  const mode = clock.value?.mode
  useEffect(() => refreshAt(nextMilestone(read)), [tasks.value, mode])
  const moved = read.map((one) => movedTo(one, second.value))
  const all = entriesOf(moved, sources.value?.sources ?? [])
  const { item, query } = address.value
  const { q = '', state = '' } = query
  const searched = found(all, q)
  const shown = state === '' ? searched : searched.filter(({ group }) => group === state)
  const chosen = item === null ? shown[0] : all.find(({ id, name }) => id === item || name === item)
  return (
    <main class="beside">
      <TaskList
        shown={shown}
        searched={searched}
        chosen={chosen}
        isRead={tasks.value !== undefined}
        isEmpty={all.length === 0}
        problem={tasks.problem ?? sources.problem}
      />
      <section class="detail" aria-label={chosen?.name ?? 'Migration'}>
        {chosen?.kind === 'task' ? (
          <TaskDetail key={chosen.id} task={chosen.task} />
        ) : (
          <>
            <Hint />
            {chosen ? (
              <SourceDetail source={chosen.source} />
            ) : tasks.value === undefined ? null : (
              <Nothing>
                {item !== null
                  ? `There is no migration ${item} in this account. It may have been deleted, or the account reset.`
                  : all.length === 0
                    ? 'A migration appears here as soon as your client creates one.'
                    : 'No migration fits the filter.'}
              </Nothing>
            )}
          </>
        )}
      </section>
    </main>
  )
}
