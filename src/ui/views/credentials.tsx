import type { CredentialList } from '../../client/types.ts'
import { Card, Copyable, Problem } from '../parts/parts.tsx'
import { useLoaded } from '../state/server.ts'
import { snippetsOf } from './snippets.ts'

/** With what clients log in to the account, as snippets to paste. */

export function Credentials() {
  const read = useLoaded(['accounts'], 'credentials', (client) => client.credentials())
  const list = read.value
  return (
    <main class="page">
      <Problem text={read.problem} />
      {list === undefined ? null : (
        <>
          <Users list={list} />
          <div class="columns">
            {snippetsOf(list, location.origin).map(({ title, text }) => (
              <Copyable key={title} title={title} text={text} />
            ))}
          </div>
        </>
      )}
    </main>
  )
}

function Users({ list: { account, domain_id, projects, users } }: { list: CredentialList }) {
  return (
    <Card title={`Account ${account}`} aside={<code class="faint">domain {domain_id}</code>}>
      <table>
        <thead>
          <tr>
            <th>user</th>
            <th>password</th>
            <th>access key (AK)</th>
            <th>secret key (SK)</th>
          </tr>
        </thead>
        <tbody>
          {users.map(({ id, name, password, access_keys }) => (
            <tr key={id}>
              <td>
                <b>{name}</b>
              </td>
              <td class="code">{password ?? 'only its hash is known'}</td>
              <td class="code">{access_keys.map(({ ak }) => ak).join('\n')}</td>
              <td class="code">{access_keys.map(({ sk }) => sk).join('\n')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="facts">
        {projects.map(({ id, name }) => (
          <span key={id}>
            project <b>{name}</b> <code>{id}</code>
          </span>
        ))}
      </p>
    </Card>
  )
}
