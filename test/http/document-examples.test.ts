import t from 'tap'
import { harmless_names, isSecretName } from '../../src/domain/hiding/known-names.ts'
import { exampleText } from '../../src/http/documents/examples/hide.ts'
import { bodyOf, callOf } from '../../src/http/documents/examples/record.ts'
import { story } from '../../src/http/documents/examples/story/story.ts'
import { startStoryEmulator } from '../../src/process/story-emulator.ts'
import { documents, type Surface, surfaces } from '../documents.ts'
import { validatorOf } from '../validators.ts'

/**
 * The examples of the three documents, as a client reads them: from the committed files alone. What belongs to one
 * call has one name, and `x-step` says in which order the calls were made.
 */

type Examples = Record<string, { summary?: string; value?: unknown }>
type Answered = { 'x-step': number; 'x-headers'?: Record<string, string>; value?: unknown }
type Media = { schema: object; examples?: Examples }
type Parameter = { name: string; in: string; schema: object; examples?: Examples }
type Response = {
  content?: Record<string, Media & { examples?: Record<string, Answered> }>
  headers?: Record<string, { examples?: Examples }>
  'x-examples'?: Record<string, Answered>
}
type Operation = {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Response>
}
type Documented = Operation & { surface: Surface; method: string; path: string }

const operations = surfaces.flatMap((surface): Documented[] => {
  const { paths } = documents[surface]
  return Object.entries(paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        ...operation,
        ...{ surface, method: method.toUpperCase(), path },
      })),
  )
})

/** An example of a call: the operation, and the parts of the document that have the name of the example. */
type Example = {
  name: string
  operation: Documented
  status: string
  step: number
  request: {
    path: Record<string, string>
    query: Record<string, string>
    headers: Record<string, string>
    body?: unknown
  }
  answer: { token: unknown; body: unknown }
}

function examplesOf(operation: Documented): Example[] {
  const { parameters = [], requestBody, responses } = operation
  const valuesIn = (place: string, name: string): Record<string, string> =>
    Object.fromEntries(
      parameters.flatMap((one) => {
        const example = one.examples?.[name]
        return one.in === place && example ? [[one.name, String(example.value)]] : []
      }),
    )
  const bodies = Object.values(requestBody?.content ?? {}).map(({ examples }) => examples ?? {})
  return Object.entries(responses).flatMap(([status, response]) => {
    const { content = {}, headers = {} } = response
    const answered = [
      ...Object.values(content).map(({ examples }) => examples ?? {}),
      response['x-examples'] ?? {},
    ].flatMap((one) => Object.entries(one))
    return answered.map(([name, { 'x-step': step, 'x-headers': undeclared = {}, value }]) => {
      const body = bodies.find((examples) => name in examples)?.[name]?.value
      return {
        ...{ name, operation, status, step },
        request: {
          path: valuesIn('path', name),
          query: valuesIn('query', name),
          headers: { ...valuesIn('header', name), ...undeclared },
          ...(body === undefined ? {} : { body }),
        },
        answer: { token: headers['X-Subject-Token']?.examples?.[name]?.value, body: value },
      }
    })
  })
}

const examples = operations.flatMap(examplesOf).sort((one, other) => one.step - other.step)
const titleOf = ({ operation, name }: Example): string => `${operation.operationId} ${name}`

/** Calls a function for each text in a value, and puts what it returns in its place. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (value === undefined) return value
  return JSON.parse(JSON.stringify(value), (_, item) =>
    typeof item === 'string' ? change(item) : item,
  )
}

/** What an example has in the place of a credential; of a hash, in the form that hashes have. */
const stand_in = /^(scrypt\$1024\$)?EXAMPLE-[A-Z-]*[A-Z\d]+(\$0{64})?$/

/** What stands for credentials in the examples, as this emulator gives them. */
class Credentials {
  readonly #values = new Map<string, string>(Object.entries(story.known))

  /** Notes what a name in an example stands for in an answer that is built the same. */
  note(example: unknown, actual: unknown): void {
    if (typeof example === 'string' && typeof actual === 'string') {
      if (stand_in.test(example)) this.#values.set(example, actual)
    } else if (typeof example === 'object' && example !== null) {
      for (const [key, item] of Object.entries(example)) {
        this.note(item, (actual as Record<string, unknown> | null)?.[key])
      }
    }
  }

  fillIn(text: string): string {
    return stand_in.test(text)
      ? (this.#values.get(text) ?? text)
      : text.replace(/EXAMPLE-[A-Z-]*[A-Z\d]+/g, (name) => this.#values.get(name) ?? name)
  }
}

/** Whether a text is what an example shows, to the byte; of events that have a schema, the first is shown. */
function isOf(text: string, body: unknown, type: string): boolean {
  if (type.includes('json')) return text === (JSON.stringify(body) ?? '')
  if (typeof body !== 'object' || body === null) return text === String(body ?? '')
  const { id, event, data } = body as { id: string; event: string; data: unknown }
  return text.includes(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}

t.test('the examples are a session, which is answered again to the byte', async (t) => {
  const emulator = await startStoryEmulator()
  t.teardown(emulator.close)
  const credentials = new Credentials()
  const fillIn = <T>(value: T): T => mapTexts(value, (text) => credentials.fillIn(text))
  for (const example of examples) {
    const { operation, status, request, answer } = example
    const actual = await emulator.send(callOf(fillIn(request), operation))
    const title = titleOf(example)
    t.equal(String(actual.status), status, title)
    const token = actual.headers['x-subject-token']
    const body = bodyOf(operation.operationId, actual)
    credentials.note(answer, { token, body })
    const expected = { token: fillIn(answer.token), body: fillIn(answer.body) }
    t.strictSame({ token, body }, expected, title)
    const text = exampleText(operation.operationId, actual.text)
    const type = String(actual.headers['content-type'])
    t.ok(isOf(text, expected.body, type), `${title}, to the byte`)
  }
})

t.test('no step of the session is missing', async (t) => {
  t.strictSame(
    examples.map(({ step }) => step),
    story.steps.map((_, index) => index + 1),
  )
})

t.test('every operation has an example of success and of a refusal', async (t) => {
  for (const operation of operations) {
    const { operationId, requestBody } = operation
    const own = examples.filter((one) => one.operation.operationId === operationId)
    t.ok(
      own.some(({ status }) => status < '400'),
      `${operationId} succeeds`,
    )
    t.ok(
      own.some(({ status }) => status >= '400'),
      `${operationId} is refused`,
    )
    for (const [type, { examples: bodies = {} }] of Object.entries(requestBody?.content ?? {})) {
      // A file is the same text there as in YAML.
      if (type === 'text/plain') continue
      t.ok(Object.keys(bodies).length > 0, `${operationId} has a body of ${type}`)
    }
    const names = own.map(({ name }) => name)
    t.equal(new Set(names).size, names.length, `${operationId} has names of their own`)
  }
})

t.test('an example has the form that its document describes', async (t) => {
  for (const operation of operations) {
    const { surface, operationId, parameters = [], requestBody, responses } = operation
    const described = [
      ...parameters,
      ...Object.values(requestBody?.content ?? {}),
      ...Object.values(responses).flatMap(({ content = {} }) => Object.values(content)),
    ]
    for (const { schema, examples: own } of described) {
      if (!own) continue
      const validate = validatorOf(surface, schema)
      for (const [name, { value }] of Object.entries(own)) {
        t.ok(validate(value), `${operationId} ${name}: ${JSON.stringify(validate.errors)}`)
      }
    }
  }
})

t.test('a refusal has its code in its summary', async (t) => {
  for (const { operationId, responses } of operations) {
    for (const [status, { content = {} }] of Object.entries(responses)) {
      if (status < '400') continue
      for (const [name, { summary, value }] of Object.values(content).flatMap((one) =>
        Object.entries((one.examples ?? {}) as Examples),
      )) {
        const { error_code, code: own, error } = value as Record<string, unknown>
        const code = error_code ?? own ?? (error as { code?: unknown } | undefined)?.code
        // Keystone's code is the status.
        if (code === Number(status)) continue
        t.match(summary, String(code), `${operationId} ${name}`)
      }
    }
  }
})

t.test(
  'ShowTask: examples show a task at 63 % of its copy, a failed and a finished one',
  async (t) => {
    const shown = examples
      .filter(({ operation, status }) => operation.operationId === 'ShowTask' && status === '200')
      .map(({ answer }) => answer.body as { state: string; sub_tasks: object[] })
    t.match(shown, [
      { state: 'READY' },
      { state: 'RUNNING', subtask_info: 'MIGRATE_LINUX_FILE' },
      { state: 'MIGRATE_SUCCESS' },
      { state: 'MIGRATE_FAIL' },
    ])
    t.match(
      shown[1]?.sub_tasks.find((row) => 'progress' in row && row.progress === 63),
      { name: 'MIGRATE_LINUX_FILE' },
    )
  },
)

/** Values of fields for credentials that are none, or public on purpose. */
const public_values = [
  ...['', '[redacted]', 'Emulator@123', 'emulatorSecretKeyForLocalTestsOnly000001'],
  // What refused calls give in the place of one.
  ...['not-a-token', 'Emulator@124', 'e30.e30.e30'],
  // The text whose hash ShowSha256 is asked for is called `key`.
  'hello',
]

t.test('no example has a credential but those that are public', async (t) => {
  const found: string[] = []
  const visit = (title: string, field: string, value: unknown): void => {
    if (typeof value === 'string') {
      const isSecret = /-----BEGIN|\bMII[\w+/=-]{40,}|\beyJ|scrypt\$\d+\$(?!EXAMPLE-)/.test(value)
      if (isSecret) found.push(`${title}: ${field} is ${value}`)
      if (!isSecretName(field) || harmless_names.has(field)) return
      const isNamed = stand_in.test(value.replace(/^Bearer /, ''))
      if (!isNamed && !public_values.includes(value)) found.push(`${title}: ${field} is ${value}`)
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) visit(title, key, item)
    }
  }
  for (const example of examples) {
    visit(titleOf(example), '', { ...example.request, ...example.answer })
  }
  t.strictSame(found, [])
})
