import assert from 'node:assert/strict'
import type { EmulatorClient } from '../../src/client/client.ts'
import type { Credentials } from '../../src/client/types.ts'
import { linuxSource, taskFor } from '../helper.ts'

/** A small suite as a test worker runs it: in an account of its own, beside seven others. */

type Check = { name: string; run: (bench: Bench) => Promise<void> }
// biome-ignore lint/suspicious/noExplicitAny: answers are what the checks are about.
type Answer = { status: number; body: any }

/** An account, a token in it, and a client of its control API. */
class Bench {
  readonly control: EmulatorClient
  readonly credentials: Credentials
  source = ''
  task = ''
  calls = 0
  #token = ''

  constructor(control: EmulatorClient, credentials: Credentials) {
    this.control = control.account(credentials.account)
    this.credentials = credentials
  }

  async #fetch(method: string, path: string, body?: unknown): Promise<Response> {
    this.calls++
    return fetch(`${this.control.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-auth-token': this.#token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.#fetch(method, path, body)
    return { status: response.status, body: await response.json() }
  }

  async login(): Promise<number> {
    const { account, user: name, password, projects } = this.credentials
    const user = { name, password, domain: { name: account } }
    const identity = { methods: ['password'], password: { user } }
    const scope = { project: { id: projects[0]?.id } }
    const response = await this.#fetch('POST', '/v3/auth/tokens', { auth: { identity, scope } })
    this.#token = response.headers.get('x-subject-token') ?? ''
    await response.arrayBuffer()
    return response.status
  }
}

const began = '2026-01-01T00:00:00.000Z'

const checks: Check[] = [
  {
    name: 'its credentials log in',
    run: async (bench) => assert.equal(await bench.login(), 201),
  },
  {
    name: 'nobody else has been here',
    run: async (bench) => {
      assert.equal((await bench.call('GET', '/v3/sources')).body.count, 0)
      assert.equal((await bench.call('GET', '/v3/tasks')).body.count, 0)
    },
  },
  {
    name: 'a source is registered and checked',
    run: async (bench) => {
      bench.source = (await bench.call('POST', '/v3/sources', linuxSource())).body.id
      await bench.control.clock.advance({ events: 1 })
      const { body } = await bench.call('GET', `/v3/sources/${bench.source}`)
      assert.equal(body.state, 'waiting')
    },
  },
  {
    name: 'a task is made and is the only one',
    run: async (bench) => {
      const created = await bench.call('POST', '/v3/tasks', taskFor(bench.source))
      bench.task = created.body.id
      const { body } = await bench.call('GET', '/v3/tasks')
      assert.deepEqual([body.count, body.tasks[0].state], [1, 'READY'])
    },
  },
  {
    name: 'it runs to 63 % on the clock of its account',
    run: async (bench) => {
      await bench.call('POST', `/v3/tasks/${bench.task}/action`, { operation: 'start' })
      const { clock } = bench.control
      await clock.advance({
        until: { task: bench.task, subtask: 'MIGRATE_LINUX_FILE', percent: 63 },
      })
      const { body } = await bench.call('GET', `/v3/tasks/${bench.task}`)
      assert.equal(body.subtask_info, 'MIGRATE_LINUX_FILE-63')
    },
  },
  {
    name: 'the clock moves when it is moved, and only then',
    run: async ({ control: { clock } }) => {
      const before = await clock.get()
      await clock.advance({ by: 1234 })
      assert.equal((await clock.get()).now_ms, before.now_ms + 1234)
      assert.equal(before.mode, 'frozen')
    },
  },
  {
    name: 'a fault meets its own calls and is used up',
    run: async (bench) => {
      await bench.control.faults.add({ match: { operation: 'ListTasks' }, effect: { status: 503 } })
      assert.equal((await bench.call('GET', '/v3/tasks')).status, 503)
      assert.equal((await bench.call('GET', '/v3/tasks')).status, 200)
      assert.equal((await bench.control.faults.list()).left, 0)
    },
  },
  {
    name: 'the task comes to its end',
    run: async (bench) => {
      await bench.control.clock.advance({ until: { task: bench.task, state: 'MIGRATE_SUCCESS' } })
      const { body } = await bench.call('GET', `/v3/tasks/${bench.task}`)
      assert.equal(body.state, 'MIGRATE_SUCCESS')
    },
  },
  {
    name: 'the journal has its own calls, all of them',
    run: async (bench) => {
      const { count } = await bench.control.requests.list()
      assert.equal(count, bench.calls)
    },
  },
  {
    name: 'a reset brings back the beginning',
    run: async (bench) => {
      await bench.control.reset()
      assert.equal((await bench.control.clock.get()).now, began)
      assert.equal((await bench.control.tasks()).count, 0)
      assert.equal(await bench.login(), 201)
    },
  },
]

export const checks_of_a_suite = checks.length

/**
 * Runs the suite in a new account, which is gone afterward.
 *
 * @returns what failed: one text for each check.
 */
export async function runSuite(client: EmulatorClient, account: string): Promise<string[]> {
  const clock = { mode: 'frozen', now: began, pace: 1 } as const
  const credentials = await client.accounts.create({
    name: account,
    clock,
    projects: ['ap-southeast-1'],
  })
  const bench = new Bench(client, credentials)
  const failures: string[] = []
  for (const { name, run } of checks) {
    await run(bench).catch((error: Error) => {
      failures.push(`${account}: ${name}: ${error.message}`)
    })
  }
  await client.accounts.delete(account)
  return failures
}
