import type { Login } from '../../client/login.ts'
import { account, address, go, linkTo } from './address.ts'
import { act, client } from './server.ts'

/** Calls of SMS, made as a client of the account makes them: they are in its journal, too. */

const logins = new Map<string, Login>()

async function logIn(): Promise<Login> {
  const emulator = client.peek()
  const { account: name, users, projects } = await emulator.credentials()
  const user = users.find(({ enabled, password }) => enabled && password !== null)
  if (user?.password == null)
    throw new Error(
      `No user of ${name} has a password that the emulator knows, so this page cannot log in.`,
    )
  return emulator.login({
    account: name,
    user: user.name,
    password: user.password,
    projects,
  })
}

/**
 * Makes a call of SMS.
 *
 * @returns the answer as JSON. @throws Error with the code and the message of a refusal.
 */
async function callSms(method: string, path: string, body?: object): Promise<unknown> {
  const name = account.peek()
  const send = async (): Promise<Response> => {
    const login = logins.get(name) ?? (await logIn())
    logins.set(name, login)
    const { headers } = login
    return fetch(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  }
  let response = await send()
  if (response.status === 401) {
    // The token expired, or the account was reset.
    logins.delete(name)
    response = await send()
  }
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>
  if (!response.ok)
    throw new Error(`${answer.error_code ?? response.status}: ${answer.error_msg ?? ''}`)
  return answer
}

/** The same call for a terminal; the token is the reader's to fill in. */
const curl = (method: string, path: string, body?: object): string =>
  [
    `curl -X ${method} ${location.origin}${path} -H "X-Auth-Token: $TOKEN"`,
    ...(body ? [`-H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`] : []),
  ].join(' ')

/** UpdateTaskStatus. @param operation such as `start`. */
export async function changeTask(id: string, name: string, operation: string): Promise<void> {
  const path = `/v3/tasks/${id}/action`
  const body = { operation }
  await act(`${name}: ${operation}`, curl('POST', path, body), () => callSms('POST', path, body))
}

/** DeleteTask. */
export async function deleteTask(id: string, name: string): Promise<void> {
  const path = `/v3/tasks/${id}`
  await act(`${name} is deleted.`, curl('DELETE', path), () => callSms('DELETE', path))
  if (address.peek().item === id) go(linkTo('migrations'), false)
}
