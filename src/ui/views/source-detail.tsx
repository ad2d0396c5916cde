import type { SourceOverview } from '../../client/types.ts'
import { Card, Nothing } from '../parts/parts.tsx'

/** A source server that has no task yet. */
export function SourceDetail({ source }: { source: SourceOverview }) {
  const { name, id, ip, os_type, os_version, state, connected, failed_checks } = source
  return (
    <>
      <h1>
        {name} <span class="state ready hollow">{state}</span>
      </h1>
      <p class="facts">
        <span>{ip}</span>
        <span>
          {os_type} · {os_version}
        </span>
        <span>agent {connected ? 'connected' : 'not connected'}</span>
        <code>{id}</code>
      </p>
      <Card title="Environment check">
        {failed_checks.length === 0 ? (
          <Nothing>
            {state === 'unavailable'
              ? 'The check has not run yet.'
              : 'Every item has passed: a task may be created.'}
          </Nothing>
        ) : (
          <table>
            <thead>
              <tr>
                <th>item</th>
                <th>code</th>
              </tr>
            </thead>
            <tbody>
              {failed_checks.map((check) => (
                <tr key={check.name}>
                  <td>{check.name}</td>
                  <td class="bad">{check.code}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
    </>
  )
}
