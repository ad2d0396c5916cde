import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { seed, trials } from '../effort.ts'
import { act, exampleBody, newTask, startTest, until } from '../helper.ts'
import { mutated } from '../mutated.ts'

/**
 * Random requests, valid and nearly valid, to every operation: none is failed on. An answer that
 * breaks its schema would be a 500, too (http/pipeline/validate.ts).
 */

type Operation = {
  operationId: string
  method: string
  path: string
  query: { name: string }[]
  requestBody: { schema: string } | null
}
const { operations } = JSON.parse(readFileSync('test/reference/sms-v3.contract.json', 'utf8')) as {
  operations: Operation[]
}

const emulator = await startTest(t, { auth: 'off' })

for (const { operationId, method, path, query, requestBody } of operations) {
  t.test(`${operationId}: random requests are answered, never failed on`, async (t) => {
    await emulator.control('POST', '/_emulator/reset')
    const { task, source } = await newTask(emulator, { syncing: true })
    await act(emulator, task, 'start')
    await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 50 })
    const ids = fc.constantFrom(task, source, 'x', '%20', 'v3', '..', 'x'.repeat(40))
    const url = fc
      .tuple(
        ids,
        ids,
        fc.dictionary(fc.constantFrom('q', ...query.map(({ name }) => name)), fc.string(), {
          maxKeys: 3,
        }),
      )
      .map(([one, two, values]) => {
        let next = [one, two]
        const filled = path.replace(/\{\w+\}/g, () => {
          const [id = 'x', ...rest] = next
          next = [...rest, id]
          return id
        })
        return `${filled}?${new URLSearchParams(values)}`
      })
    const body = requestBody ? mutated(exampleBody(operationId)) : fc.constant(undefined)

    await fc.assert(
      fc.asyncProperty(url, body, async (url, payload) => {
        const answer = await emulator.call(method, url, {
          headers: { 'content-type': 'application/json' },
          ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
        })
        if (answer.status >= 500) {
          throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
        }
      }),
      { numRuns: trials(8), seed },
    )
    for (const url of [
      '/v3/sources',
      '/v3/tasks',
      `/v3/tasks/${task}`,
      '/v3/vm/templates',
      '/v3/migprojects',
      '/v3/errors',
    ]) {
      t.ok((await emulator.call('GET', url)).status < 500, `${url} can still be read`)
    }
  })
}
