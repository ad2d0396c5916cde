import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { TaskOverview } from '../../client/types.ts'
import { counted } from '../../text/numbers.ts'
import { Nothing, Problem, StateMark } from '../parts/parts.tsx'
import { address, go, linkTo, withQuery } from '../state/address.ts'
import { type Entry, group_names, groupOf, weightOf } from '../state/states.ts'
import { placeText, restParts } from '../text/tasks.ts'

/** The list of tasks and of sources without one: searched, filtered by state, only what is visible drawn. */

/** The height of a row, in pixels: the style sheet has the same. */
const row_height = 62

/** How many rows are drawn above and below what is visible. */
const margin_rows = 6

/** Moves the choice in the list; what the keys j and k do. */
const nothing = (_rows: number): void => {}
export const moveChoice = { by: nothing }

/** What a view with a list does when it is left. */
export const forgetChoice = (): void => {
  moveChoice.by = nothing
}

/**
 * The list, beside what is chosen in it.
 *
 * @param shown what fits the search and the chip. @param searched what fits the search.
 */
export function TaskList({
  shown,
  searched,
  chosen,
  isRead,
  isEmpty,
  problem,
}: {
  shown: readonly Entry[]
  searched: readonly Entry[]
  chosen: Entry | undefined
  isRead: boolean
  isEmpty: boolean
  problem: string | null
}) {
  const { q = '', state = '' } = address.value.query
  const at = shown.findIndex(({ id }) => id === chosen?.id)
  moveChoice.by = (rows) => {
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + rows))]
    if (next) go(linkTo('migrations', next.id, filters()), false)
  }
  useEffect(() => forgetChoice, [])
  return (
    <section class="list" aria-label="Migrations">
      <div class="tools">
        <input
          class="search"
          type="search"
          placeholder="Search by name, id, source  ( / )"
          aria-label="Search"
          value={q}
          onInput={({ currentTarget: { value } }) => go(withQuery({ q: value }), false)}
        />
        <Chips entries={searched} chosen={state} />
      </div>
      <Problem text={problem} />
      {!isRead ? null : shown.length === 0 ? (
        <Nothing>
          {isEmpty
            ? 'Nothing here yet: start your client, or load a fixture.'
            : 'No migration fits the filter.'}
        </Nothing>
      ) : (
        <Rows entries={shown} chosen={at} />
      )}
    </section>
  )
}

/** The part of the query that stays when another row is chosen. */
function filters(): Record<string, string> {
  const { q, state } = address.peek().query
  return { ...(q ? { q } : {}), ...(state ? { state } : {}) }
}

function Chips({ entries, chosen }: { entries: readonly Entry[]; chosen: string }) {
  const chips = group_names.map((name) => {
    const amount = entries.filter(({ group }) => group === name).length
    return { name: name as string, label: `${name} ${amount}`, amount }
  })
  const shown = chips.filter(({ amount, name }) => amount > 0 || name === chosen)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row everywhere.
    <div class="chips" role="group" aria-label="State">
      {[{ name: '', label: `all ${entries.length}` }, ...shown].map(({ name, label }) => (
        <button
          key={name}
          type="button"
          class="chip"
          aria-pressed={chosen === name}
          onClick={() => go(withQuery({ state: name }), false)}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

function Rows({ entries, chosen }: { entries: readonly Entry[]; chosen: number }) {
  const box = useRef<HTMLDivElement>(null)
  const top = useSignal(0)
  const height = useSignal(800)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      height.value = element.clientHeight
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [height])
  useEffect(() => {
    const element = box.current
    if (element === null || chosen < 0) return
    const place = chosen * row_height
    if (place < element.scrollTop) element.scrollTop = place
    else if (place + row_height > element.scrollTop + element.clientHeight)
      element.scrollTop = place + row_height - element.clientHeight
  }, [chosen])
  const first = Math.max(0, Math.floor(top.value / row_height) - margin_rows)
  const last = Math.ceil((top.value + height.value) / row_height) + margin_rows
  return (
    <div
      class="rows"
      ref={box}
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop
      }}
    >
      <ul style={{ height: `${entries.length * row_height}px` }}>
        {entries.slice(first, last).map((entry, at) => (
          <li key={entry.id} style={{ top: `${(first + at) * row_height}px` }}>
            <Row entry={entry} isChosen={first + at === chosen} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Row({ entry, isChosen }: { entry: Entry; isChosen: boolean }) {
  const href = linkTo('migrations', entry.id, filters())
  return (
    <a class="row" href={href} aria-current={isChosen ? 'true' : undefined}>
      <b title={entry.name}>{entry.name}</b>
      {entry.kind === 'task' ? (
        <StateMark state={entry.task.state} />
      ) : (
        <span class="state ready hollow">{entry.source.state}</span>
      )}
      {entry.kind === 'task' && entry.task.rows.length > 0 ? <RoundBar task={entry.task} /> : null}
      <span class="below">
        <span>{entry.kind === 'task' ? placeText(entry.task) : 'source without a task'}</span>
        <span class="rest">
          {entry.kind === 'task' ? <Rest task={entry.task} /> : checksText(entry.source)}
        </span>
      </span>
    </a>
  )
}

function Rest({ task }: { task: TaskOverview }) {
  const { speed, rest } = restParts(task)
  return (
    <>
      <span class="speed">{speed}</span>
      {rest}
    </>
  )
}

/** The newest round as a bar, a segment for each sub-task. */
function RoundBar({ task }: { task: TaskOverview }) {
  const round = task.rows.at(-1)?.user_op
  const rows = task.rows.filter(({ user_op }) => user_op === round)
  const whole = rows.reduce((sum, { name }) => sum + weightOf(name), 0)
  let x = 0
  return (
    <svg
      class={`mini ${groupOf(task.state)}`}
      viewBox="0 0 100 5"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {rows.map(({ name, percent, ended }, at) => {
        const width = (weightOf(name) / whole) * 100
        const from = x
        x += width
        const done = (width - 0.6) * (ended ? 1 : percent / 100)
        return (
          <g key={at}>
            <rect class="room" x={from} width={Math.max(0.2, width - 0.6)} height="5" rx="0.6" />
            {done > 0 ? <rect class="filled" x={from} width={done} height="5" rx="0.6" /> : null}
          </g>
        )
      })}
    </svg>
  )
}

const checksText = ({
  failed_checks,
  connected,
}: {
  failed_checks: object[]
  connected: boolean
}): string =>
  failed_checks.length > 0
    ? `${counted(failed_checks.length, 'check')} failed`
    : connected
      ? 'checks passed'
      : 'agent not connected'
