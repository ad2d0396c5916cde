import { readFileSync } from 'node:fs'
import t from 'tap'
import { newTask, startTest, type TestEmulator } from '../../helper.ts'

/**
 * Every word that the control API takes from a closed list, and every name of a field, given with a typo: a 4xx that
 * contains the right one, and nothing has changed. The places come from the printed schemas, so that none is forgotten.
 */

type Schema = {
  $ref?: string
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  propertyNames?: Schema
  items?: Schema
  prefixItems?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}
type Path = (string | number)[]
/** A word or the name of a field in an example, and which list of words of the schema it is of. */
type Place = { path: Path; word: string; kind: 'value' | 'field' | 'key'; list: string }

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'))
const control_document = json('openapi/control.json')

/** The places of an example, by its schema. */
function placesOf(
  root: object,
  schema: Schema,
  value: unknown,
  at: string,
  path: Path = [],
): Place[] {
  if (schema.$ref !== undefined) {
    const steps = schema.$ref.split('/').slice(1)
    const target = steps.reduce<unknown>(
      (part, step) => (part as Record<string, unknown>)[step],
      root,
    )
    return placesOf(root, target as Schema, value, schema.$ref, path)
  }
  const places: Place[] = []
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
  for (const [index, branch] of branches.entries()) {
    places.push(...placesOf(root, branch, value, `${at}/branch/${index}`, path))
  }
  if (typeof value === 'string' && schema.enum?.includes(value)) {
    places.push({ path, word: value, kind: 'value', list: at })
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (schema.items)
        places.push(...placesOf(root, schema.items, item, `${at}/items`, [...path, index]))
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      const { properties = {}, additionalProperties, propertyNames } = schema
      const field = properties[key]
      if (field) {
        places.push({ path: [...path, key], word: key, kind: 'field', list: at })
        places.push(...placesOf(root, field, part, `${at}/${key}`, [...path, key]))
      } else if (typeof additionalProperties === 'object') {
        if (propertyNames?.enum?.includes(key)) {
          places.push({ path: [...path, key], word: key, kind: 'key', list: `${at}/names` })
        }
        places.push(...placesOf(root, additionalProperties, part, `${at}/*`, [...path, key]))
      }
    }
  }
  return places
}

/** Where a schema takes a word of a closed list. */
function listsOf(root: object, schema: Schema, at: string, seen = new Set<string>()): string[] {
  if (schema.$ref !== undefined) {
    if (seen.has(schema.$ref)) return []
    seen.add(schema.$ref)
    const steps = schema.$ref.split('/').slice(1)
    const target = steps.reduce<unknown>(
      (part, step) => (part as Record<string, unknown>)[step],
      root,
    )
    return listsOf(root, target as Schema, schema.$ref, seen)
  }
  const { properties = {}, additionalProperties, propertyNames, items } = schema
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
  const isWords = schema.enum?.some((word) => typeof word === 'string') ?? false
  return [
    ...(isWords ? [at] : []),
    ...(propertyNames?.enum ? [`${at}/names`] : []),
    ...branches.flatMap((branch, index) => listsOf(root, branch, `${at}/branch/${index}`, seen)),
    ...Object.entries(properties).flatMap(([key, part]) =>
      listsOf(root, part, `${at}/${key}`, seen),
    ),
    ...(typeof additionalProperties === 'object'
      ? listsOf(root, additionalProperties, `${at}/*`, seen)
      : []),
    ...(items ? listsOf(root, items, `${at}/items`, seen) : []),
  ]
}

/** The word with a letter twice: one typo away, and no word of a list. */
const typo = (word: string): string => {
  const middle = Math.floor(word.length / 2)
  return word.slice(0, middle) + word.charAt(middle) + word.slice(middle)
}

/** A copy of an example with a typo at a place. */
function withTypo(example: unknown, { path, word, kind }: Place): unknown {
  const [step, ...rest] = path
  const isHere = rest.length === 0
  if (Array.isArray(example)) {
    return example.map((item, index) => {
      if (index !== step) return item
      return isHere ? typo(word) : withTypo(item, { path: rest, word, kind, list: '' })
    })
  }
  return Object.fromEntries(
    Object.entries(example as object).map(([key, part]) => {
      if (key !== step) return [key, part]
      if (!isHere) return [key, withTypo(part, { path: rest, word, kind, list: '' })]
      return kind === 'value' ? [key, typo(word)] : [typo(key), part]
    }),
  )
}

/** Examples that together have a word of each list of a document's schema. */
type Case = {
  call: string
  root: object
  schema: Schema
  examples: unknown[]
  /** How the example is sent, if not as JSON. */
  send?: (emulator: TestEmulator, example: unknown) => Promise<{ status: number; body: unknown }>
}

const bodyOf = (path: string, method: string): Schema =>
  control_document.paths[path][method].requestBody.content['application/json'].schema

const bodyCase = (method: 'post' | 'put', path: string, examples: unknown[]): Case => ({
  call: `${method.toUpperCase()} ${path}`,
  root: control_document,
  schema: bodyOf(path, method),
  examples,
})

const textCase = (path: string, file: string, examples: unknown[]): Case => {
  const root = json(file)
  return {
    call: `POST ${path}`,
    root,
    schema: root,
    examples,
    send: ({ control }, example) => control('POST', path, JSON.stringify(example)),
  }
}

const filter = {
  operation: 'ListTasks',
  method: 'GET',
  path: '/v3/*',
  status: '4xx',
  code: 'SMS.*',
}

const scenario = {
  name: 'all',
  match: { os: 'LINUX', type: 'MIGRATE_FILE', source: '*', task: '*', id: '*', account: '*' },
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario language; never awaited.
  then: {
    timings: {
      auto_start: 'PT1S',
      bandwidth: 10,
      rounds: { REPLICATE: { SSL_CONFIG: { after: 'PT1S', lasts: 'PT2S' } } },
    },
    fail: [{ at: 'SSL_CONFIG', round: 'REPLICATE', percent: 1, times: 1, code: 'SMS.1404' }],
    stall: [{ at: 'SSL_CONFIG', for: 'PT1S' }],
    slow: [{ at: 'SSL_CONFIG', factor: 2 }],
    agent_lost: [{ at: 'SSL_CONFIG', restarted: true }],
    overspeed: [{ at: 'SSL_CONFIG', times: 'always' }],
    check: [{ name: 'OS_VERSION', result: 'WARN', code: 'SMS.6504' }],
    consistency: { different: 1, missing: 1 },
    network: { loss: 1, jitter: 1, connectivity: true },
    drill: 'pass',
    logs: 'fail',
    refuse: [{ operation: 'CreateTask', code: 'SMS.6501', message: 'm', times: 'always' }],
    throttle: { calls: 1, per: 'PT1S' },
    noise: 0.1,
    degrade: ['nulls'],
  },
}

const fault = {
  match: { ...{ operation: 'ListTasks', path: '/v3/*', method: 'GET' }, nth: 1, probability: 1 },
  effect: { status: 500, code: 'SMS.6000', message: 'm', headers: {}, body: 'slow', over: 'PT1S' },
  times: 'always',
  plan: 'p',
}

const cases: Case[] = [
  bodyCase('put', '/_emulator/clock', [{ mode: 'frozen', now: '2026-01-02T00:00:00Z', pace: 2 }]),
  bodyCase('post', '/_emulator/clock/advance', [
    { by: 'PT1M' },
    { events: 1 },
    { until: 'idle', max: 'PT1M' },
    {
      until: {
        task: 'TASK',
        state: 'SYNCING',
        subtask: 'SSL_CONFIG',
        percent: 1,
        user_op: 'REPLICATE',
      },
    },
  ]),
  bodyCase('put', '/_emulator/sources/{source}/agent', [
    { mode: 'external', connected: true, restarted: true },
  ]),
  bodyCase('post', '/_emulator/requests/count', [filter]),
  bodyCase('post', '/_emulator/requests/wait', [{ ...filter, count: 1, timeout: 'PT1S' }]),
  bodyCase('post', '/_emulator/accounts', [
    { name: 'new', clock: { mode: 'frozen', pace: 1 }, projects: ['ap-southeast-1'] },
  ]),
  textCase('/_emulator/scenarios', 'schemas/scenario.schema.json', [
    scenario,
    { scenarios: [scenario] },
  ]),
  textCase('/_emulator/faults', 'schemas/fault.schema.json', [
    fault,
    [fault],
    { plan: 'p', faults: [fault] },
    { effect: { connection: 'drop', delay: 'PT1S' } },
  ]),
]

/** What is not given by people: what exports saved, and constants. */
const words_of_unions = /\/(times|until)\/branch\/\d+$|\/times$/

for (const { call, root, schema, examples, send } of cases) {
  t.test(`${call}: a typo is answered with the right word, and changes nothing`, async (t) => {
    const emulator = await startTest(t)
    const { task, source } = await newTask(emulator)
    const [method = '', template = ''] = call.split(' ')
    const url = template.replace('{source}', source)
    const ask =
      send ??
      (({ control }: TestEmulator, example: unknown) => control(method, url, example as object))
    const filled = JSON.parse(JSON.stringify(examples).replaceAll('TASK', task)) as unknown[]
    const before = emulator.emulator.dump()
    const met = new Set<string>()
    for (const example of filled) {
      const places = placesOf(root, schema, example, '#')
      const asked = new Set<string>()
      for (const place of places) {
        met.add(place.list)
        const what = `${place.path.join('.')} (${place.kind}) with a typo in ${place.word}`
        // A place may be of several branches of a union.
        if (asked.has(what)) continue
        asked.add(what)
        const answer = await ask(emulator, withTypo(example, place))
        const text = JSON.stringify(answer.body)
        t.equal(answer.status, 400, `${what}: ${text}`)
        t.match(text.replace(JSON.stringify(typo(place.word)), ''), place.word, what)
      }
    }
    t.strictSame(emulator.emulator.dump(), before)
    const lists = [...new Set(listsOf(root, schema, '#'))]
    const forgotten = lists.filter((list) => !met.has(list) && !words_of_unions.test(list))
    t.strictSame(forgotten, [], 'an example has a word of each list')
  })
}

type Documented = {
  parameters?: { name: string; in: string; schema: Schema }[]
  requestBody?: { content: Record<string, object> }
}

t.test('every parameter of a query that has a typo is refused by the right name', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  const before = emulator.emulator.dump()
  const fixture = { accounts: [{ name: 'emulator' }] }
  for (const [template, methods] of Object.entries<Record<string, Documented>>(
    control_document.paths,
  )) {
    const url = template
      .replace('{source}', source)
      .replace('{task_id}', task)
      .replace(/\{(name|account|request_id)\}/, 'none')
    for (const [method, { parameters = [], requestBody }] of Object.entries(methods)) {
      for (const { name, in: place, schema } of parameters) {
        if (place !== 'query') continue
        const queries = [[`${typo(name)}=1`, name]]
        for (const word of schema.enum ?? [])
          queries.push([`${name}=${typo(String(word))}`, String(word)])
        for (const [query = '', right = ''] of queries) {
          const [example] =
            cases.find(({ call }) => call === `${method.toUpperCase()} ${template}`)?.examples ?? []
          const type = requestBody?.content['text/plain'] ? 'text/plain' : 'application/json'
          const { status, body } = await emulator.call(
            method.toUpperCase(),
            `${url}?${query}`,
            requestBody && {
              headers: { 'content-type': type },
              payload: JSON.stringify(example ?? (url.endsWith('/fixtures') ? fixture : {})),
            },
          )
          t.equal(status, 400, `${method} ${url}?${query}`)
          t.match(body.error.message, right)
        }
      }
    }
  }
  t.strictSame(emulator.emulator.dump(), before)
})
