import { readFileSync } from 'node:fs'
import t from 'tap'
import { act, exampleBody, healthySource, newTask, startTest, taskFor, until } from './helper.ts'

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
  responseBody: { schema?: string } | null
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

/** All tests have one, which is as new for each of them (test/http/control/state.test.ts). */
const emulator = await startTest(t)
const { sms } = emulator

/** A new emulator with everything that the examples mention; puts its ids in their place. */
async function world() {
  await emulator.control('POST', '/_emulator/reset')
  const created = async (url: string, body: unknown) => (await sms('POST', url, body)).body.id
  const { task, source } = await newTask(emulator, { syncing: true })
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })
  const template = await created('/v3/vm/templates', exampleBody('CreateTemplate'))
  const project = await created('/v3/migprojects', exampleBody('CreateMigproject'))
  await sms('POST', `/v3/tasks/${task}/consistency-result`, exampleBody('UpdateConsistencyResult'))
  await sms('POST', `/v3/${task}/update-network-check-info`, exampleBody('UpdateNetworkCheckInfo'))
  await sms('POST', `/v3/tasks/${task}/speed-limit`, exampleBody('UpdateSpeed'))
  const setting = exampleBody('UploadSpecialConfigurationSetting')
  await sms('POST', `/v3/tasks/${task}/configuration-setting`, setting)
  const ids: Record<string, string> = {
    task_id: task,
    source_id: source,
    server_id: source,
    id: template,
    mig_project_id: project,
    version: 'v3',
    key: 'hello',
    t_project_id: 'p',
    t_network_id: 'n',
  }
  return (path: string) => path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'x')
}

t.test('answers carry every field of the contract, and no other', async (t) => {
  const urlOf = await world()
  const template = urlOf('{id}')
  const { disks } = taskFor('').target_server as { disks: object[] }
  const other = await healthySource(emulator)
  const target = { name: 'x', disks }
  const made = taskFor(other, { vm_template_id: template, target_server: target })
  const { body: second } = await sms('POST', '/v3/tasks', made)
  await act(emulator, second.id, 'start')

  for (const { operationId, method, path, query, responseBody } of contract.operations) {
    if (method !== 'GET' || !responseBody?.schema) continue
    const parameters = query.filter(({ required }) => required).map(({ name }) => `${name}=0`)
    const { status, body } = await sms('GET', `${urlOf(path)}?${parameters.join('&')}`)
    t.equal(status, 200, operationId)
    t.strictSame(differences(responseBody.schema, body), [], operationId)
  }
})

type UrlOf = Awaited<ReturnType<typeof world>>

/** What an example needs to be accepted here: ids that exist, names and targets that are free. */
const adapted: Record<string, (urlOf: UrlOf, freeSource: string) => object> = {
  CreateTask: (_, free) => ({
    use_public_ip: false,
    source_server: { id: free },
    target_server: { ...(taskFor('').target_server as object), vm_id: 'free' },
  }),
  UpdateServerName: (urlOf) => ({ migprojectid: urlOf('{mig_project_id}') }),
  ExportConsistencyResults: (urlOf) => ({ task_info: [{ task_id: urlOf('{task_id}') }] }),
  UpdateCopyState: () => ({ copystate: 'replicate', migrationcycle: 'replicating' }),
  CreateMigproject: () => ({ name: 'another' }),
  CreateTemplate: () => ({ template: { name: 'another' } }),
  DeleteServers: (urlOf) => ({ ids: [urlOf('{source_id}')] }),
  DeleteTasks: (urlOf) => ({ ids: [urlOf('{task_id}')] }),
  DeleteTemplates: (urlOf) => ({ ids: [urlOf('{id}')] }),
}

for (const { operationId, method, path, requestBody, responseBody } of contract.operations) {
  if (method === 'GET') continue
  t.test(`${operationId}: the documented example is accepted`, async (t) => {
    const urlOf = await world()
    const task = urlOf('{task_id}')
    if (/^(Delete(Task|Server)s?|UpdateTaskStatus)$/.test(operationId)) {
      await act(emulator, task, 'stop')
      await until(emulator, task, { state: 'ABORT' })
    }
    if (operationId.startsWith('DeleteServer')) await sms('DELETE', `/v3/tasks/${task}`)
    const free = await healthySource(emulator)
    const payload = requestBody
      ? { ...exampleBody(operationId), ...adapted[operationId]?.(urlOf, free) }
      : undefined

    const { status, body } = await sms(method, urlOf(path), payload)

    t.equal(status, 200, JSON.stringify(body))
    if (responseBody?.schema) t.strictSame(differences(responseBody.schema, body), [])
  })
}

/** Values that break a field, and how. */
function broken({ type, minLength, maxLength, minimum, maximum, pattern, ...field }: Field) {
  const values: [how: string, value: unknown][] = []
  const text = type === 'string'
  const number = type === 'integer' || type === 'number'
  values.push(['its type', text ? {} : 'x'])
  if (field.enum) values.push(['its enum', 'NONESUCH'])
  else if (text && maxLength) values.push(['its length', 'x'.repeat(maxLength + 1)])
  if (text && minLength) values.push(['its minimal length', ''])
  if (pattern?.startsWith('^')) values.push(['its pattern', 'a b!'])
  if (number && minimum !== undefined) values.push(['its minimum', minimum - 1])
  if (number && maximum !== undefined) values.push(['its maximum', maximum + 1])
  return values
}

for (const { operationId: id, path } of contract.operations.filter((op) => op.requestBody)) {
  t.test(`${id}: each field of the contract has its limits`, async (t) => {
    const urlOf = await world()
    const { method, requestBody } = operation(id)
    const send = (body: object) => sms(method, urlOf(path), body)
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

for (const { operationId: id, path: url } of contract.operations.filter(
  ({ method, query }) => method === 'GET' && query.some(({ name }) => name === 'limit'),
)) {
  t.test(`${id}: each query parameter of the contract is known and has its limits`, async (t) => {
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

t.test('every operation of the contract has a route', async (t) => {
  for (const { operationId, method, path } of contract.operations) {
    const url = path.replace(/\{version\}/, 'v3').replace(/\{[^}]+\}/g, 'x')
    const { body } = await sms(method, url, method === 'GET' ? undefined : {})
    t.not(body?.error_code, 'APIGW.0101', operationId)
  }
})
