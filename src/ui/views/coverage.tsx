import type { Coverage as CoverageReport } from '../../client/types.ts'
import { counted } from '../../text/numbers.ts'
import { Card, Problem } from '../parts/parts.tsx'
import { accountOption, useLoaded } from '../state/server.ts'

/** What the account's clients have met of the API, and what never: what is missing comes first. */

export function Coverage() {
  const read = useLoaded(['calls', 'tasks'], 'coverage', (client) => client.coverage())
  const report = read.value
  return (
    <main class="page">
      <Problem text={read.problem} />
      {report === undefined ? null : (
        <>
          <div class="columns three">
            <Met title="Error codes" met={report.error_codes} />
            <Met title="States of tasks" met={report.task_states} />
            <Met title="Sub-tasks" met={report.subtasks} />
          </div>
          <Operations operations={report.operations} />
        </>
      )}
    </main>
  )
}

function Met({
  title,
  met: { seen, never },
}: {
  title: string
  met: CoverageReport['error_codes']
}) {
  const names = Object.entries(seen)
  return (
    <Card
      title={title}
      aside={<span class="faint">{share(names.length, names.length + never.length)}</span>}
    >
      <ul class="met" tabindex={0}>
        {never.map((name) => (
          <li key={name} class="never">
            {name}
          </li>
        ))}
        {names.map(([name, times]) => (
          <li key={name} title={counted(times, 'time')}>
            {name} <span class="faint">×{times}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

const share = (met: number, all: number): string =>
  all === 0 ? '' : `${met} of ${all}, ${Math.round((met / all) * 100)} %`

function Operations({ operations }: { operations: CoverageReport['operations'] }) {
  const sorted = operations.toSorted(
    (one, other) => Math.min(1, one.calls) - Math.min(1, other.calls),
  )
  const met = operations.filter(({ calls }) => calls > 0).length
  return (
    <Card
      title="Operations"
      aside={
        <span class="faint">
          {share(met, operations.length)} · <code>$ sms-emulator coverage{accountOption()}</code>
        </span>
      }
    >
      <table>
        <thead>
          <tr>
            <th>operation</th>
            <th>service</th>
            <th class="right">calls</th>
            <th>parameters never sent</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ operation, service, calls, parameters }) => (
            <tr key={operation} class={calls === 0 ? 'never' : ''}>
              <td>{operation}</td>
              <td>{service}</td>
              <td class="right">{calls}</td>
              <td class="code data" title={parameters.unused.join(', ')}>
                {calls === 0 ? '' : parameters.unused.join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
