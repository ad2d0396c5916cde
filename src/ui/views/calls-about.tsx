import type { JournalEntry, TaskOverview } from '../../client/types.ts'
import { Card, Nothing } from '../parts/parts.tsx'
import { linkTo } from '../state/address.ts'

/** What clients asked about a task; the same again and again is one row. */

type Grouped = { call: JournalEntry; times: number }

/** What UpdateTaskStatus was asked for. */
const askedOf = ({ request }: JournalEntry): string | undefined =>
  (request.body as { operation?: string } | null)?.operation

/** The calls, newest first; the same call with the same answer, again and again, is one row. */
function grouped(calls: readonly JournalEntry[]): Grouped[] {
  const rows: Grouped[] = []
  for (const call of calls.toReversed()) {
    const last = rows.at(-1)
    const isSame =
      last?.call.operation === call.operation &&
      askedOf(last.call) === askedOf(call) &&
      last.call.status === call.status &&
      last.call.code === call.code
    if (last && isSame) last.times++
    else rows.push({ call, times: 1 })
  }
  return rows
}

/** The calls about a task. */
export function CallsAbout({
  task,
  calls,
}: {
  task: TaskOverview
  calls: readonly JournalEntry[]
}) {
  return (
    <Card
      title="Calls about it"
      aside={<a href={linkTo('calls', null, { q: task.id })}>all calls</a>}
    >
      {calls.length === 0 ? (
        <Nothing>No call was made about this task yet.</Nothing>
      ) : (
        <table>
          <thead>
            <tr>
              <th>clock</th>
              <th>operation</th>
              <th>answer</th>
              <th>
                <span class="hidden">how often, and why</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {grouped(calls)
              .slice(0, 12)
              .map(({ call, times }) => (
                <CallRow key={call.id} call={call} times={times} />
              ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

function CallRow({ call, times }: { call: JournalEntry; times: number }) {
  const { id, operation, method, path, status, code } = call
  const asked = askedOf(call)
  const isBad = status === null || status >= 400
  return (
    <tr>
      <td class="code">{call.clock.slice(11, 19)}</td>
      <td>
        <a href={linkTo('calls', id)}>{operation ?? `${method} ${path}`}</a>{' '}
        <span class="faint">{asked ?? ''}</span>
      </td>
      <td class={isBad ? 'bad' : ''}>
        {status ?? 'no answer'} {code ?? ''}
      </td>
      <td>
        {times > 1 ? <span class="faint">×{times}</span> : null}{' '}
        {isBad ? <a href={linkTo('calls', id)}>why</a> : null}
      </td>
    </tr>
  )
}
