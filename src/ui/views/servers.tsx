import { useEffect } from 'preact/hooks'
import type { ServerOverview } from '../../client/types.ts'
import { Card, Copyable, Id, Nothing, Problem, Scrolled, ServerMark } from '../parts/parts.tsx'
import { account, address, go, linkTo, withQuery } from '../state/address.ts'
import { accountOption, useLoaded } from '../state/server.ts'
import { forgetChoice, moveChoice } from './task-list.tsx'

/** Servers: the cloud servers beside SMS, what one of them is, and the networks. */

/** How many servers are listed at most: what the control API gives at once. */
const listed_max = 1000

export function Servers() {
  const { item, query } = address.value
  const { q = '' } = query
  const read = useLoaded(['servers', 'tasks'], `list ${q}`, (client) =>
    client.servers({ q, limit: listed_max }),
  )
  const { servers = [], networks = [], security_groups: groups = [] } = read.value ?? {}
  const at = servers.findIndex(({ id, name }) => id === item || name === item)
  const chosen = servers[at]
  useEffect(() => forgetChoice, [])
  moveChoice.by = (rows) => {
    const next = servers[Math.min(servers.length - 1, Math.max(0, at + rows))]
    if (next) go(linkTo('servers', next.id, { q }), false)
  }
  return (
    <main class="page">
      <Problem text={read.problem} />
      <Card
        title="Cloud servers"
        aside={
          <>
            <input
              class="search"
              type="search"
              placeholder="Search by name, address, id  ( / )"
              aria-label="Search"
              value={q}
              onInput={({ currentTarget: { value } }) => go(withQuery({ q: value }), false)}
            />
            <code class="faint">$ sms-emulator servers{accountOption()}</code>
          </>
        }
      >
        {servers.length > 0 ? (
          <List servers={servers} chosen={chosen} q={q} />
        ) : read.value === undefined ? null : (
          <Nothing>
            {q === ''
              ? 'No cloud server yet. A task whose template has SMS make its target makes one, Terraform does, and so does this command:'
              : 'No server fits the filter.'}
          </Nothing>
        )}
      </Card>
      {read.value && servers.length === 0 && q === '' ? <MakeOne /> : null}
      {chosen ? (
        <Detail server={chosen} />
      ) : item === null || read.value === undefined ? null : (
        <Nothing>There is no cloud server {item} in this account.</Nothing>
      )}
      <div class="columns">
        <Card title="Networks">
          <Scrolled>
            <table class="faint">
              <thead>
                <tr>
                  <th>name</th>
                  <th>range</th>
                  <th>subnets</th>
                  <th>region</th>
                </tr>
              </thead>
              <tbody>
                {networks.map(({ id, name, cidr, subnets, region }) => (
                  <tr key={id}>
                    <td>{name}</td>
                    <td>{cidr}</td>
                    <td>{subnets.map((one) => `${one.name} ${one.cidr}`).join(', ')}</td>
                    <td>{region}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolled>
        </Card>
        <Card title="Security groups">
          <Scrolled>
            <table class="faint">
              <thead>
                <tr>
                  <th>name</th>
                  <th class="right">rules</th>
                  <th>region</th>
                </tr>
              </thead>
              <tbody>
                {groups.map(({ id, name, rules, region }) => (
                  <tr key={id}>
                    <td>{name}</td>
                    <td class="right">{rules}</td>
                    <td>{region}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolled>
        </Card>
      </div>
    </main>
  )
}

const none = <span class="faint">–</span>

/** The sizes of its volumes, such as `40 + 100 GB`; empty without any. */
const volumesText = ({ volumes }: ServerOverview): string =>
  volumes.length === 0 ? '' : `${volumes.map(({ size_gb }) => size_gb ?? '?').join(' + ')} GB`

function List({
  servers,
  chosen,
  q,
}: {
  servers: readonly ServerOverview[]
  chosen: ServerOverview | undefined
  q: string
}) {
  return (
    <Scrolled>
      <table class="choose">
        <thead>
          <tr>
            <th>name</th>
            <th>state</th>
            <th>moved by</th>
            <th>address</th>
            <th>flavor</th>
            <th>zone</th>
            <th>volumes</th>
          </tr>
        </thead>
        <tbody>
          {servers.map((server) => {
            const href = linkTo('servers', server.id, { q })
            const { moving_by: task } = server
            return (
              <tr
                key={server.id}
                aria-current={server === chosen ? 'true' : undefined}
                onClick={() => go(href)}
              >
                <td>
                  <a href={href}>{server.name}</a>
                </td>
                <td>
                  <ServerMark server={server} />
                </td>
                <td>
                  {task === null ? (
                    none
                  ) : (
                    <a
                      href={linkTo('migrations', task.id)}
                      onClick={(event) => event.stopPropagation()}
                    >
                      {task.name}
                    </a>
                  )}
                </td>
                <td>{server.addresses.join(' ') || none}</td>
                <td>{server.flavor || none}</td>
                <td>{server.zone}</td>
                <td>{volumesText(server) || none}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Scrolled>
  )
}

function Detail({ server }: { server: ServerOverview }) {
  const { id, name, image, project, job, volumes } = server
  return (
    <Card title={name} aside={<Id of={name} id={id} />}>
      <p class="facts">
        <ServerMark server={server} />
        {job?.until == null ? null : (
          <span>
            until <b>{job.until.slice(0, 19).replace('T', ' ')}</b>
          </span>
        )}
        <span>
          image <b>{image}</b>
        </span>
        <span>
          project <b>{project.name}</b> <code>{project.id}</code>
        </span>
      </p>
      {volumes.length === 0 ? null : (
        <table>
          <thead>
            <tr>
              <th>volume</th>
              <th>device</th>
              <th class="right">GB</th>
              <th>type</th>
              <th>id</th>
            </tr>
          </thead>
          <tbody>
            {volumes.map((volume) => (
              <tr key={volume.id}>
                <td>{volume.name}</td>
                <td>{volume.device}</td>
                <td class="right">{volume.size_gb}</td>
                <td>{volume.type}</td>
                <td class="code">{volume.id}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

/** The command that makes a server in the default network. */
const MakeOne = () => (
  <Copyable
    title="Make a server"
    text={`sms-emulator load - <<'END'
accounts:
  - name: ${account.value}
    companions:
      servers:
        - { name: target, disks: [{ size: 40 }, { size: 100 }] }
END`}
  />
)
