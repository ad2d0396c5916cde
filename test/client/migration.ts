import {
  linuxServer,
  type RegisterServerBody,
  type TaskChanges,
  type TestAccount,
  taskFor,
} from '../../src/index.ts'

/** A migration in an account of the tests of the library. */

type Sent = {
  status: number
  body: { id: string } & Record<string, unknown>
  requestId: string | null
}

/** @returns what calls SMS at a URL with a new token of the account. */
export async function callerOf(account: TestAccount) {
  const headers = await account.headers()
  return async (method: string, path: string, body?: unknown): Promise<Sent> => {
    const response = await fetch(`${account.client.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const requestId = response.headers.get('x-request-id')
    return { status: response.status, body: (await response.json()) as Sent['body'], requestId }
  }
}

/** Registers a server, lets its check run, and creates a task. @returns what sends an action to the task */
export async function taskOf(
  account: TestAccount,
  task: TaskChanges,
  server: Partial<RegisterServerBody> = {},
  builder = linuxServer,
): Promise<(operation: string) => Promise<Sent>> {
  const call = await callerOf(account)
  const source = await call('POST', '/v3/sources', builder(server))
  await account.client.clock.advance({ events: 1 })
  const created = await call('POST', '/v3/tasks', taskFor(source.body.id, task))
  if (created.status !== 200) throw new Error(JSON.stringify(created.body))
  return (operation) => call('POST', `/v3/tasks/${created.body.id}/action`, { operation })
}
