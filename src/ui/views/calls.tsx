import type { JournalEntry } from '../../client/types.ts'
import { Nothing, Problem } from '../parts/parts.tsx'
import { address, go, linkTo, withQuery } from '../state/address.ts'
import { useLoaded } from '../state/server.ts'
import { byName } from '../state/states.ts'
import { useUserNames } from '../state/users.ts'
import { CallDetail } from './call-detail.tsx'
import { moveChoice } from './task-list.tsx'

/** The calls of the account's clients, newest first, each with why it was answered so. */

/** How many of the latest calls are listed. */
const listed_max = 300

const statuses = ['', '2xx', '4xx', '5xx', 'none'] as const

export function Calls() {
  const { query, item } = address.value
  const { status = '', operation = '', task = '', q = '' } = query
  const read = useLoaded(['calls'], `calls ${status} ${operation} ${task}`, (client) =>
    client.requests.list({
      limit: listed_max,
      ...(status === '' ? {} : { status: status as '4xx' }),
      ...(operation === '' ? {} : { operation: operation as 'List*' }),
      ...(task === '' ? {} : { path: `/v3/*${task}*` }),
    }),
  )
  const users = useUserNames()
  const tasks =
    useLoaded(['tasks'], 'names', (client) => client.tasks({ limit: 1000 })).value?.tasks ?? []
  const calls = (read.value?.requests ?? [])
    .toReversed()
    .filter((call) => contains(call, users(call.user), q))
  const at = calls.findIndex(({ id }) => id === item)
  const chosen = calls[at] ?? null
  moveChoice.by = (rows) => {
    const next = calls[Math.min(calls.length - 1, Math.max(0, at + rows))]
    if (next) go(linkTo('calls', next.id, keptFilters()), false)
  }
  return (
    <main class="beside wide">
      <section class="list" aria-label="Calls">
        <div class="tools">
          <input
            class="search"
            type="search"
            placeholder="Search in path, code, user  ( / )"
            aria-label="Search"
            value={q}
            onInput={({ currentTarget: { value } }) => go(withQuery({ q: value }), false)}
          />
          <div class="chips">
            <Statuses chosen={status} />
            <Operations chosen={operation} />
            <Choice
              name="task"
              label="Task"
              chosen={task}
              options={tasks.map(({ id, name }) => [id, name] as const)}
            />
          </div>
        </div>
        <Problem text={read.problem} />
        <CallList
          calls={calls}
          chosen={chosen}
          nameOf={(path) => tasks.find(({ id }) => path.includes(id))?.name}
          isFiltered={`${status}${operation}${task}${q}` !== ''}
        />
      </section>
      <section class="detail" aria-label="Call">
        {item === null ? (
          <Nothing>Choose a call to see what was asked, what was answered, and why.</Nothing>
        ) : (
          <CallDetail key={item} id={item} call={chosen} />
        )}
      </section>
    </main>
  )
}

function Statuses({ chosen }: { chosen: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row everywhere.
    <div class="chips" role="group" aria-label="Status">
      {statuses.map((one) => (
        <button
          key={one}
          type="button"
          class="chip"
          aria-pressed={chosen === one}
          onClick={() => go(withQuery({ status: one }), false)}
        >
          {one === '' ? 'all' : one === 'none' ? 'no answer' : one}
        </button>
      ))}
    </div>
  )
}

/** The operations that can be chosen: those that there are. */
function Operations({ chosen }: { chosen: string }) {
  const report = useLoaded([], 'operations', (client) => client.coverage()).value
  const names = (report?.operations ?? []).map(({ operation }) => [operation, operation] as const)
  return <Choice name="operation" label="Operation" chosen={chosen} options={names} />
}

/** A filter with many values. @param name of the parameter of the address: of a task its id, which paths have. */
function Choice({
  name,
  label,
  chosen,
  options,
}: {
  name: string
  label: string
  chosen: string
  options: readonly (readonly [value: string, text: string])[]
}) {
  const sorted = options.toSorted(([, one], [, other]) => byName.compare(one, other))
  const isListed = chosen === '' || options.some(([value]) => value === chosen)
  return (
    <select
      class="chip"
      aria-label={label}
      value={chosen}
      onChange={({ currentTarget: { value } }) => go(withQuery({ [name]: value }), false)}
    >
      <option value="">every {name}</option>
      {isListed ? null : <option value={chosen}>{chosen}</option>}
      {sorted.map(([value, text]) => (
        <option key={value} value={value} selected={value === chosen}>
          {text}
        </option>
      ))}
    </select>
  )
}

const contains = (call: JournalEntry, user: string | null, text: string): boolean =>
  [call.path, call.operation, call.code, user, call.user, call.id].some(
    (one) => one?.toLowerCase().includes(text.trim().toLowerCase()) ?? false,
  )

/** @param nameOf the name of the task that a path is about. */
function CallList({
  calls,
  chosen,
  isFiltered,
  nameOf,
}: {
  calls: readonly JournalEntry[]
  chosen: JournalEntry | null
  isFiltered: boolean
  nameOf(path: string): string | undefined
}) {
  if (calls.length === 0)
    return (
      <Nothing>
        {isFiltered
          ? 'No call fits the filter.'
          : `No calls yet: point your client at ${location.origin}.`}
      </Nothing>
    )
  return (
    <div class="rows">
      <table class="choose">
        <thead>
          <tr>
            <th>clock</th>
            <th>operation</th>
            <th>answer</th>
            <th class="right">ms</th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => {
            const { id, operation, method, path, status, code, fault } = call
            const href = linkTo('calls', id, keptFilters())
            const isBad = status === null || status >= 400
            return (
              <tr
                key={id}
                aria-current={id === chosen?.id ? 'true' : undefined}
                onClick={() => go(href)}
              >
                <td class="code">{call.clock.slice(11, 19)}</td>
                <td>
                  <a href={href}>{operation ?? `${method} ${path}`}</a>{' '}
                  <span class="faint">{nameOf(path)}</span>
                </td>
                <td class={isBad ? 'bad' : ''}>
                  {status ?? 'no answer'} {code ?? ''}{' '}
                  {fault === null ? null : <span class="tag">fault</span>}
                </td>
                <td class="right faint">{call.duration_ms.toFixed(1)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function keptFilters(): Record<string, string> {
  const { account: _, ...rest } = address.peek().query
  return rest
}
