import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, clientOf } from './client.ts'
import { exampleBody, taskBody } from './data.ts'
import { compiled, serve } from './serve.ts'

/** Whatever was acknowledged under many connections at once is there: at once, and after a restart. */

const connections = 32
/** Within the quota of an account. */
const amount = 800

/** What must be there, by id: the name that was acknowledged last; null: it was deleted. */
type Expected = Map<string, string | null>
type Acknowledged = { sources: Expected; tasks: Expected }

/** Does all of `work`, so many at a time. */
async function together<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items]
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: connections }, worker))
}

async function writeMuch(client: Client): Promise<Acknowledged> {
  const { must } = client
  const sources: Expected = new Map()
  const tasks: Expected = new Map()
  const source = exampleBody('RegisterServer')
  const numbers = Array.from({ length: amount }, (_, number) => number)
  await together(numbers, async (number) => {
    const name = `source-${number}`
    const { id } = JSON.parse((await must('POST', '/v3/sources', { ...source, name })).text)
    sources.set(id, name)
    if (number % 3 !== 0) return
    await must('PUT', `/v3/sources/${id}`, { name: `${name}-renamed` })
    sources.set(id, `${name}-renamed`)
  })
  // Their checks pass, so that they may have tasks.
  await must('POST', '/_emulator/clock/advance', { by: 'PT1H' })
  await together([...sources.keys()], async (source_id) => {
    const name = `task-of-${source_id.slice(0, 8)}`
    const body = { ...JSON.parse(taskBody(source_id)), name }
    const { id } = JSON.parse((await must('POST', '/v3/tasks', body)).text)
    tasks.set(id, name)
    const turn = tasks.size
    if (turn % 3 === 0) {
      await must('PUT', `/v3/tasks/${id}`, { name: `${name}-renamed` })
      tasks.set(id, `${name}-renamed`)
    }
    if (turn % 10 === 0) {
      await must('DELETE', `/v3/tasks/${id}`)
      tasks.set(id, null)
    }
  })
  return { sources, tasks }
}

/** Whether all of it can be read, one by one and in the list. */
async function mustBeThere(client: Client, path: string, expected: Expected): Promise<void> {
  const lost: string[] = []
  await together([...expected], async ([id, name]) => {
    const { status, text } = await client.call('GET', `${path}/${id}`)
    const found = status === 200 ? JSON.parse(text).name : null
    if (found !== name) lost.push(`${path}/${id} is ${found}, and ${name} was acknowledged`)
  })
  assert.deepEqual(lost.slice(0, 5), [], `${lost.length} of ${expected.size} writes are lost`)
  const alive = [...expected.values()].filter((name) => name !== null).length
  const { count } = JSON.parse((await client.must('GET', `${path}?limit=1`)).text)
  assert.equal(count, alive, `${path} counts ${count} of ${alive}`)
}

/** @throws AssertionError naming what was acknowledged and is not there */
export async function noWriteIsLost(): Promise<undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-check-'))
  try {
    const file = join(folder, 'writes.db')
    const start = { command: compiled(), flags: ['--clock', 'frozen', '--pace', '1'] }
    const served = await serve(file, start)
    const client = await clientOf(served.port, undefined, connections)
    const { sources, tasks } = await writeMuch(client)
    await mustBeThere(client, '/v3/sources', sources)
    await mustBeThere(client, '/v3/tasks', tasks)
    client.close()
    await served.stop()

    const again = await serve(file, start)
    const later = await clientOf(again.port, undefined, connections)
    await mustBeThere(later, '/v3/sources', sources)
    await mustBeThere(later, '/v3/tasks', tasks)
    later.close()
    await again.stop()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
