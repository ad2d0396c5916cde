import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { documents, type Surface, surfaces } from '../documents.ts'
import { seed, trials } from '../effort.ts'
import { faults, fixtures } from '../fuzz/files.ts'
import { fileOf, oddText } from '../fuzz/grammar.ts'
import { act, exampleBody, newTask, startTest, type TestEmulator, until } from '../helper.ts'
import { accounts } from '../iam-helper.ts'
import { mutated } from '../mutated.ts'
import { library_words, privateWordsIn } from '../plain-words.ts'

/**
 * Random requests to every operation of the three services: what refuses them, and what explains the refusal, is in
 * plain words, never in those of a library.
 */

type Schema = {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
}
type Operation = {
  operationId: string
  method: string
  path: string
  query: string[]
  body: fc.Arbitrary<string | undefined>
}
type Documented = {
  operationId: string
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

/** Some value that a schema could mean. */
function sampleOf(schema: Schema, named: Record<string, Schema>): unknown {
  const [choice] = schema.anyOf ?? schema.oneOf ?? []
  if (schema.$ref) return sampleOf(named[schema.$ref.split('/').at(-1) ?? ''] ?? {}, named)
  if (choice) return sampleOf(choice, named)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.properties) {
    const fields = Object.entries(schema.properties)
    return Object.fromEntries(fields.map(([name, field]) => [name, sampleOf(field, named)]))
  }
  if (schema.items) return [sampleOf(schema.items, named)]
  const [type] = [schema.type].flat()
  return type === 'integer' || type === 'number' ? 1 : type === 'boolean' ? true : 'one'
}

const scenarios = readdirSync('fixtures/scenarios').map((name) =>
  readFileSync(`fixtures/scenarios/${name}`, 'utf8'),
)
/** Bodies that are files. */
const files: Record<string, fc.Arbitrary<string>> = {
  loadFixture: fileOf(fixtures),
  addFaults: fileOf(faults),
  addScenarios: fc.oneof(fc.constantFrom(...scenarios), fileOf([{ name: 'x', match: {} }])),
}

function operationsOf(surface: Surface): Operation[] {
  const { paths, components } = documents[surface]
  return Object.entries(paths as Record<string, Record<string, Documented>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, parameters = [], requestBody }]) => {
        const [content] = Object.values(requestBody?.content ?? {})
        const example = () =>
          surface === 'sms'
            ? exampleBody(operationId)
            : sampleOf(content?.schema ?? {}, components.schemas)
        const json = () => mutated(example()).map((value) => JSON.stringify(value))
        return {
          operationId,
          method: method.toUpperCase(),
          path,
          query: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
          body:
            files[operationId] ?? (content ? fc.oneof(json(), oddText) : fc.constant(undefined)),
        }
      }),
  )
}

/** One that answers until its client goes away. */
const endless = ['followEvents', 'followRequests']

/** Puts the account back, with a migration half-way and a token. */
async function setStage(emulator: TestEmulator) {
  await emulator.control('POST', '/_emulator/reset')
  const { task, source } = await newTask(emulator, { syncing: true })
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 50 })
  return { task, source, token: await emulator.login() }
}

for (const surface of surfaces) {
  t.test(`refusals of ${surface}, and what explains them, are in plain words`, async (t) => {
    const emulator = await startTest(t, { seed: 'words', journal_limit: 10 }, accounts)
    const { call, control } = emulator
    /** As it is set, until an operation may have changed it. */
    let stage: Awaited<ReturnType<typeof setStage>> | undefined
    const found = new Map<string, string>()
    let refused = 0
    const check = (what: string, text: string) => {
      // Fields of a file are named as they are.
      const said = text.replace(/\baccounts(?:\.\w+)+/g, '')
      const words = [
        ...library_words.filter((one) => one.test(said)).map(String),
        ...privateWordsIn(said),
      ]
      for (const word of words) found.set(`${what}: ${word}`, text.slice(0, 500))
    }

    for (const { operationId, method, path, query, body } of operationsOf(surface)) {
      if (endless.includes(operationId)) continue
      stage ??= await setStage(emulator)
      const { task, source, token } = stage
      const ids = fc.constantFrom(task, source, 'emulator', 'x', '%20', '%zz', '..', 'x'.repeat(70))
      const request = fc.record({
        url: fc
          .tuple(
            ids,
            ids,
            fc.dictionary(fc.constantFrom('q', ...query), fc.oneof(oddText, fc.string()), {
              maxKeys: 3,
            }),
          )
          .map(([one, two, values]) => {
            let first = true
            const filled = path.replace(/\{\w+\}/g, () => {
              const id = first ? one : two
              first = false
              return id
            })
            return `${filled}?${new URLSearchParams(values)}`
          }),
        token: fc.oneof(
          { weight: 6, arbitrary: fc.constant(token) },
          { weight: 1, arbitrary: fc.constantFrom(undefined, 'x', '') },
        ),
        type: fc.oneof(
          { weight: 9, arbitrary: fc.constant('application/json') },
          {
            weight: 1,
            arbitrary: fc.constantFrom('text/plain', 'x', 'application/json; charset=x'),
          },
        ),
        payload: body,
      })
      let isChanged = false
      for (const { url, token, type, payload } of fc.sample(request, {
        numRuns: trials(25),
        seed,
      })) {
        const answer = await call(method, url, {
          headers: {
            'content-type': type,
            ...(token === undefined ? {} : { 'x-auth-token': token, 'x-subject-token': token }),
          },
          ...(payload === undefined ? {} : { payload }),
        })
        if (answer.status < 400) {
          if (method !== 'GET') isChanged = true
          continue
        }
        refused += 1
        check(operationId, JSON.stringify(answer.body))
        const id = answer.headers['x-request-id']
        const { status, body } = await control('GET', `/_emulator/explain/${id}`)
        if (status === 200) check(`${operationId}, explained`, JSON.stringify({ ...body, call: 0 }))
      }
      if (isChanged) stage = undefined
    }

    t.ok(refused > 100, `${refused} requests were refused`)
    t.strictSame(Object.fromEntries(found), {})
  })
}
