import assert from 'node:assert/strict'
import { EmulatorClient } from '../src/client/client.ts'
import { type Client, clientOf, newAccount, type Who } from './client.ts'
import { accountOf, usual } from './data.ts'
import { type Served, serveWatched, type Watched } from './serve.ts'

/** What accounts take in memory, alive and when they are gone. */

/** What is reachable in heap and buffers, in KB, after the garbage was collected. */
async function reachable(served: Watched): Promise<number> {
  const { heapUsed, external } = await served.heap('collected')
  return (heapUsed + external) / 1000
}

/** What a test does in its account, once. */
async function use(client: Client, account: string): Promise<void> {
  const { must, call } = client
  const { tasks } = JSON.parse((await must('GET', '/v3/tasks')).text)
  for (const { id } of tasks) {
    for (let turn = 0; turn < 3; turn++) await must('GET', `/v3/tasks/${id}`)
  }
  await must('GET', '/v3/sources?limit=20')
  await call('GET', '/v3/tasks/unknown')
  for (const method of ['POST', 'PUT']) {
    await must(method, `/_emulator/snapshots/kept?account=${account}`)
  }
}

async function fillAndUse({ port }: Served, who: Who): Promise<void> {
  const client = await clientOf(port, who)
  const { account } = who
  await client.must('POST', '/_emulator/fixtures', { accounts: [accountOf(account, usual)] })
  await client.must('POST', `/_emulator/clock/advance?account=${account}`, { by: 'PT1H' })
  await use(client, account)
  client.close()
}

/** @returns what an account takes that was just made, and one that was used and is idle since, in KB */
export async function measureIdle(file: string, amount: number, options = {}) {
  const served = await serveWatched(file, options)
  try {
    const before = await reachable(served)
    const accounts: Who[] = []
    for (let number = 0; number < amount; number++) {
      accounts.push(await newAccount(served.port, `account-${number}`))
    }
    const created = (await reachable(served)) - before
    for (const who of accounts) await fillAndUse(served, who)
    const used = (await reachable(served)) - before
    return { created: created / amount, used: used / amount }
  } finally {
    await served.stop()
  }
}

/** Makes accounts and deletes them, one after the other. @returns what was reachable after each quarter, in KB */
export async function measureChurn(file: string, amount: number, options = {}): Promise<number[]> {
  const served = await serveWatched(file, options)
  try {
    const { accounts } = new EmulatorClient(`http://127.0.0.1:${served.port}`)
    const sizes: number[] = []
    for (let number = 1; number <= amount; number++) {
      const account = `account-${number}`
      const client = await clientOf(served.port, await newAccount(served.port, account))
      await client.must('GET', '/v3/tasks')
      client.close()
      await accounts.delete(account)
      if (number % Math.ceil(amount / 4) === 0) sizes.push(await reachable(served))
    }
    return sizes
  } finally {
    await served.stop()
  }
}

/** What an account that is gone may leave for good: its generation is in the file, and its reset is remembered. */
const left_max_kb = 0.5

/** @throws AssertionError when accounts that are gone leave more each time */
export async function noAccountIsLeft(amount: number, options = {}): Promise<string> {
  const sizes = await measureChurn(':memory:', amount, options)
  const growth = sizes.slice(1).map((size, place) => (size - (sizes[place] ?? 0)) / (amount / 4))
  const said = `each account that is gone leaves ${growth.map((kb) => kb.toFixed(2)).join(', ')} KB`
  assert.ok(Math.min(...growth) <= left_max_kb, said)
  return said
}
