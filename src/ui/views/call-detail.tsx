import type { JournalEntry } from '../../client/types.ts'
import { Card, copy, Id, Json, Nothing, Problem, Text } from '../parts/parts.tsx'
import { accountOption, act, useLoaded } from '../state/server.ts'
import { useUserNames } from '../state/users.ts'

/** A call: what was asked, what was answered, and why. */

/** @param call as it is listed; null if it is not, as when it was followed from elsewhere. */
export function CallDetail({ id, call: listed }: { id: string; call: JournalEntry | null }) {
  const read = useLoaded(['calls'], `call ${id}`, async (client) => {
    const call = await client.requests.get(id)
    const isRefused = call.status === null || call.status >= 400
    return { call, explanation: isRefused || call.fault ? await client.explain(id) : null }
  })
  const users = useUserNames()
  const call = read.value?.call ?? listed
  if (call === null) return <Problem text={read.problem} />
  const { operation, method, path, status, code } = call
  return (
    <>
      <h1>
        {operation ?? `${method} ${path}`}{' '}
        <span class={status === null || status >= 400 ? 'bad' : 'good'}>
          {status ?? 'no answer'} {code ?? ''}
        </span>
      </h1>
      <p class="facts">
        <code>
          {method} {path}
        </code>
        <span>
          clock <b>{call.clock.replace('T', ' ')}</b>
        </span>
        <span>
          user <b>{users(call.user) ?? 'unknown'}</b>{' '}
          {call.user === null ? null : <Id of="the user" id={call.user} />}
        </span>
        <span>{call.duration_ms.toFixed(1)} ms</span>
        <span>
          request <Id of="the request" id={id} />
        </span>
      </p>
      <p class="actions">
        <button type="button" onClick={() => void copy(curlOf(call))}>
          Copy as curl
        </button>
        {operation === null ? null : (
          <button type="button" onClick={() => void failNext(operation)}>
            Answer the next {operation} with 503
          </button>
        )}
        <code class="faint">$ sms-emulator explain {id}</code>
      </p>
      {read.value?.explanation ? <Why explanation={read.value.explanation} /> : null}
      {call.notice === null ? null : <p class="hint">{call.notice}</p>}
      <div class="columns">
        <MessageCard title="Request" message={call.request} />
        <MessageCard title="Response" message={call.response} />
      </div>
    </>
  )
}

type Explanation = NonNullable<JournalEntry['explanation']>

function Why({
  explanation: { why, causes, signature, validation },
}: {
  explanation: Explanation
}) {
  return (
    <Card title="Why">
      <p class="why">{why}</p>
      {causes.length === 0 ? null : (
        <ul class="why">
          {causes.map((cause) => (
            <li key={cause}>{cause}</li>
          ))}
        </ul>
      )}
      {validation === null || validation.length === 0 ? null : (
        <table>
          <thead>
            <tr>
              <th>where</th>
              <th>rule</th>
              <th>what is wrong</th>
            </tr>
          </thead>
          <tbody>
            {validation.map(({ path, rule, message }) => (
              <tr key={`${path} ${rule}`}>
                <td class="code">{path}</td>
                <td>{rule}</td>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {signature?.texts ? <SignatureDifference texts={signature.texts} /> : null}
    </Card>
  )
}

type Texts = NonNullable<NonNullable<Explanation['signature']>['texts']>

/** The canonical request of the server beside the client's, line by line. */
function SignatureDifference({ texts }: { texts: Texts }) {
  const first = texts.first_difference
  return (
    <table class="difference">
      <caption>
        {first === null
          ? 'Both texts are the same: the secret key differs.'
          : `They differ first in line ${first.line}, the ${first.part}.`}
      </caption>
      <thead>
        <tr>
          <th>line</th>
          <th>the emulator</th>
          <th>your client{texts.proved ? '' : ', as its headers imply'}</th>
        </tr>
      </thead>
      <tbody>
        {texts.canonical_request.map(({ line, part, server, client, differs }) => (
          <tr
            key={line}
            class={differs ? 'differs' : ''}
            aria-label={differs ? `${part} differs` : undefined}
          >
            <td>{part}</td>
            <td class="code">{server ?? ''}</td>
            <td class="code">{client ?? ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function MessageCard({ title, message }: { title: string; message: JournalEntry['request'] }) {
  return (
    <Card
      title={title}
      aside={<span class="faint">{message.bytes.toLocaleString('en-US')} bytes</span>}
    >
      <details>
        <summary>{Object.keys(message.headers).length} headers</summary>
        <Text>
          {Object.entries(message.headers)
            .map(([name, value]) => `${name}: ${value}`)
            .join('\n')}
        </Text>
      </details>
      {message.body === null ? (
        <Nothing>No body.</Nothing>
      ) : typeof message.body === 'string' ? (
        <Text>{message.body}</Text>
      ) : (
        <Json value={message.body} />
      )}
    </Card>
  )
}

/** The call for a terminal; secrets are hidden in the journal, and are the reader's to fill in. */
function curlOf({ method, path, request }: JournalEntry): string {
  const body = request.body === null ? '' : JSON.stringify(request.body).replaceAll("'", `'\\''`)
  return [
    `curl -X ${method} '${location.origin}${path}'`,
    `-H "X-Auth-Token: $TOKEN"`,
    ...(body === '' ? [] : [`-H 'Content-Type: application/json'`, `-d '${body}'`]),
  ].join(' ')
}

const failNext = (operation: string): Promise<unknown> =>
  act(
    `The next ${operation} is answered with 503.`,
    `sms-emulator faults add -${accountOption()} <<'END'\nmatch: { operation: ${operation} }\neffect: { status: 503 }\nEND`,
    (client) =>
      client.faults.add({ match: { operation: operation as 'List*' }, effect: { status: 503 } }),
  )
