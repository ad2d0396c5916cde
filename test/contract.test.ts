import { readFileSync } from 'node:fs'
import t from 'tap'
import { act, exampleBody, newTask, startTest, until } from './helper.ts'

/**
 * The operations that are built, held against the contract: requests are checked by its limits,
 * answers carry every field that it lists and none that it does not know.
 */

type Field = {
  name: string
  type: string
  ref?: string
  items?: Field
  required?: boolean
  enum?: unknown[]
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
}
type Schema = { fields?: Field[]; properties?: Record<string, Field>; observedExtras?: Field[] }
type Parameter = Field & { min?: number; max?: number }
type Operation = {
  operationId: string
  method: string
  path: string
  query: Parameter[]
  requestBody: { schema: string } | null
  responseBody: { schema?: string }
}

const contract = JSON.parse(readFileSync('test/reference/sms-v3.contract.json', 'utf8')) as {
  operations: Operation[]
  schemas: Record<string, Schema>
}

const operation = (id: string): Operation => {
  const found = contract.operations.find(({ operationId }) => operationId === id)
  if (!found) throw new Error(`the contract has no ${id}`)
  return found
}

const fieldsOf = (schema: string): Field[] => {
  const { fields, properties } = contract.schemas[schema] ?? {}
  return fields ?? Object.entries(properties ?? {}).map(([name, field]) => ({ ...field, name }))
}

/** Fields that one place shows although the contract has them elsewhere; each with its source. */
const extras: Record<string, string[]> = {
  TaskTargetServer: ['rollback_snapshot_ids'], // the walkthrough's answer
}

/** Where an answer lacks a field of the contract, or has one that it does not know. */
function differences(schema: string, value: unknown, path = schema): string[] {
  if (value === null || typeof value !== 'object') return []
  const fields = fieldsOf(schema)
  const known = [
    ...fields.map(({ name }) => name),
    ...(contract.schemas[schema]?.observedExtras ?? []).map(({ name }) => name),
    ...(extras[schema] ?? []),
  ]
  const present = Object.keys(value)
  const lacking = fields.filter(({ name }) => !present.includes(name))
  const unknown = present.filter((name) => !known.includes(name))
  return [
    ...lacking.map(({ name }) => `${path}.${name} is missing`),
    ...unknown.map((name) => `${path}.${name} is unknown`),
    ...fields.flatMap(({ name, ref, items }) => {
      const part = (value as Record<string, unknown>)[name]
      if (ref) return differences(ref, part, `${path}.${name}`)
      if (!items?.ref || !Array.isArray(part)) return []
      return part.flatMap((item) => differences(items.ref ?? '', item, `${path}.${name}`))
    }),
  ]
}

t.test('answers carry every field of the contract, and no other', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })
  for (const [id, url] of [
    ['ListApiVersion', '/'],
    ['ShowApiVersion', '/v3'],
    ['ListServers', '/v3/sources'],
    ['ShowServer', `/v3/sources/${source}`],
    ['ShowOverview', '/v3/sources/overview'],
    ['ListTasks', '/v3/tasks'],
    ['ShowTask', `/v3/tasks/${task}`],
  ] as const) {
    const { body } = await emulator.sms('GET', url)
    t.strictSame(differences(operation(id).responseBody.schema ?? '', body), [], id)
  }
})

/** Values that break a field, and how. */
function broken({ type, minLength, maxLength, minimum, maximum, pattern, ...field }: Field) {
  const values: [how: string, value: unknown][] = []
  const text = type === 'string'
  const number = type === 'integer' || type === 'number'
  values.push(['its type', text ? 7 : 'x'])
  if (field.enum) values.push(['its enum', 'NONESUCH'])
  else if (text && maxLength) values.push(['its length', 'x'.repeat(maxLength + 1)])
  if (text && minLength) values.push(['its minimal length', ''])
  if (pattern?.startsWith('^')) values.push(['its pattern', 'a b!'])
  if (number && minimum !== undefined) values.push(['its minimum', minimum - 1])
  if (number && maximum !== undefined) values.push(['its maximum', maximum + 1])
  return values
}

for (const [id, url] of [
  ['RegisterServer', '/v3/sources'],
  ['CreateTask', '/v3/tasks'],
  ['UpdateTask', '/v3/tasks/TASK'],
  ['UpdateTaskStatus', '/v3/tasks/TASK/action'],
  ['UpdateServerName', '/v3/sources/SOURCE'],
  ['DeleteServers', '/v3/sources/delete'],
  ['DeleteTasks', '/v3/tasks/delete'],
] as const) {
  t.test(`${id}: each field of the contract has its limits`, async (t) => {
    const emulator = await startTest(t)
    const { task, source } = await newTask(emulator)
    const { method, requestBody } = operation(id)
    const send = (body: object) =>
      emulator.sms(method, url.replace('TASK', task).replace('SOURCE', source), body)
    const example = exampleBody(id)
    const before = emulator.emulator.dump()

    for (const field of fieldsOf(requestBody?.schema ?? '')) {
      if (field.required) {
        const { [field.name]: _, ...rest } = example
        t.equal((await send(rest)).status, 400, `without ${field.name}`)
      }
      for (const [how, value] of broken(field)) {
        const { status, body } = await send({ ...example, [field.name]: value })
        t.equal(status, 400, `${field.name} breaks ${how}`)
        t.match(body, { error_code: /^SMS\.\d{4}$/, error_msg: /./ })
      }
    }
    t.strictSame(emulator.emulator.dump(), before, 'nothing was stored')
  })
}

for (const [id, url] of [
  ['ListServers', '/v3/sources'],
  ['ListTasks', '/v3/tasks'],
] as const) {
  t.test(`${id}: each query parameter of the contract is known and has its limits`, async (t) => {
    const { sms } = await startTest(t)
    for (const { name, type, enum: values, maxLength, min, max } of operation(id).query) {
      const good = values?.[0] ?? (type === 'boolean' ? 'true' : type === 'integer' ? min : 'x')
      t.equal((await sms('GET', `${url}?${name}=${good}`)).status, 200, name)
      const bad: unknown[] = []
      if (values) bad.push('NONESUCH')
      else if (type === 'boolean') bad.push('perhaps')
      else if (type === 'integer') bad.push('x', (min ?? 0) - 1, (max ?? 0) + 1)
      else if (maxLength) bad.push('x'.repeat(maxLength + 1))
      for (const value of bad)
        t.equal((await sms('GET', `${url}?${name}=${value}`)).status, 400, name)
    }
    t.equal((await sms('GET', `${url}?unheard_of=1`)).status, 200, 'what is unknown is dropped')
  })
}

t.test(
  'every operation of the contract has a route: an answer, or a 501 with its name',
  async (t) => {
    const { sms } = await startTest(t)
    for (const { operationId, method, path } of contract.operations) {
      const url = path.replace(/\{version\}/, 'v3').replace(/\{[^}]+\}/g, 'x')
      const { status, body } = await sms(method, url, method === 'GET' ? undefined : {})
      t.not(body.error_code, 'APIGW.0101', operationId)
      if (status === 501) t.match(body.error_msg, new RegExp(`^${operationId} is not built`))
    }
  },
)
