import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import Database from 'better-sqlite3'
import t from 'tap'
import { answeredStatuses } from '../src/domain/deviations/faults.ts'
import { ApiError } from '../src/errors/refusals.ts'
import { documents, type Surface, surfaces } from './documents.ts'
import { account_id, startTest, type TestEmulator } from './helper.ts'
import { validatorOf } from './validators.ts'

/**
 * Every operation of the three documents is answered with each status that it documents, in the shape that it
 * documents.
 */

type Operation = {
  name: string
  surface: Surface
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'
  path: string
  statuses: string[]
  /** What is wrong with an answer's body; undefined if nothing is. */
  wrongIn: (status: number, body: unknown) => string | undefined
  hasAccount: boolean
}

type Documented = {
  operationId: string
  parameters?: { name: string; in: string }[]
  responses: Record<string, { content?: Record<string, { schema: object }> }>
}

function operationsOf(surface: Surface): Operation[] {
  const { paths } = documents[surface]
  return Object.entries(paths as Record<string, Record<string, Documented>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, parameters = [], responses }]) => ({
        name: operationId,
        surface,
        method: method.toUpperCase() as Operation['method'],
        path: path.replace('{version}', 'v3').replaceAll(/\{\w+\}/g, 'nothing'),
        statuses: Object.keys(responses).filter((status) => status >= '400'),
        hasAccount: parameters.some((one) => one.name === 'account' && one.in === 'query'),
        wrongIn: (status, body) => {
          const schema = responses[status]?.content?.['application/json']?.schema
          if (!schema) return `${status} is not documented`
          const validate = validatorOf(surface, schema)
          return validate(body) ? undefined : JSON.stringify(validate.errors)
        },
      })),
  )
}

const all = surfaces.flatMap(operationsOf)
const services = all.filter(({ surface }) => surface !== 'control')
const control = all.filter(({ surface }) => surface === 'control')

/** Statuses that are sent before it is known which operation is meant: test/http/protocol.test.ts and connections.test.ts. */
const before_any_operation = ['408', '431']

/** Statuses of some operations alone: the tests that have them sent, or why none does. */
const elsewhere: Record<string, string> = {
  'KeystoneCreateProject 409': 'test/http/iam/directory.test.ts',
  'VpcDeleteSubnet 409': 'test/companions/ports.test.ts',
  'VpcDeleteSecurityGroup 409': 'test/companions/ports.test.ts',
  'VpcDeleteVpc 409': 'test/companions/subnets.test.ts',
  'EcsBatchStartOrStopServers 409': 'test/companions/servers.test.ts',
  'EcsDeleteServers 409': 'test/companions/servers.test.ts',
  'createAccount 409': 'test/http/control/accounts.test.ts',
  'ready 503': 'test/http/control/state.test.ts',
  'loadFixture 503': 'the emulator must stop while the text is read in a thread',
  'loadFixture 409': 'an account of the fixture must be reset between two of its steps',
  'followEvents 429': 'test/http/control/events.test.ts',
  'followRequests 429': 'test/http/control/events.test.ts',
  'followEvents 500': 'the answer begins at once and has no end: a failure must come before it',
  'followEvents 507': 'the answer begins at once and has no end: a failure must come before it',
  'followRequests 500': 'the answer begins at once and has no end: a failure must come before it',
  'followRequests 507': 'the answer begins at once and has no end: a failure must come before it',
}

type Answer = Awaited<ReturnType<TestEmulator['call']>>
/** Has an operation answer a status. */
type Probe = (emulator: TestEmulator, operation: Operation) => Promise<Answer>

const full = new Database.SqliteError('database or disk is full', 'SQLITE_FULL')

/** The next answer cannot be committed, for a reason. */
const failing =
  (reason: Error): Probe =>
  async ({ call, emulator }, { method, path }) => {
    const { commits } = emulator
    const { committed } = commits
    commits.committed = () => {
      commits.committed = committed
      return Promise.reject(reason)
    }
    return call(method, path)
  }

const withHeaders =
  (headers: Record<string, string>, options: object = {}): Probe =>
  ({ call }, { method, path }) =>
    call(method, path, { headers, ...options })

const faulty =
  (status: number): Probe =>
  async ({ call, login, tokens }, { method, path }) => {
    tokens.sms ??= await login()
    const headers = { 'x-emulator-faults': String(status), 'x-auth-token': tokens.sms }
    return call(method, path, { headers })
  }

/** Puts in the faults of an operation: its calls choose one by its plan. */
async function putFaults({ control }: TestEmulator, { name, surface }: Operation): Promise<void> {
  await control('DELETE', '/_emulator/faults')
  if (surface === 'control') return
  const match = { operation: name }
  const faults = answeredStatuses.map((status) => ({
    plan: String(status),
    ...{ match, effect: { status } },
  }))
  await control('POST', '/_emulator/faults', faults)
}

/** A body over the limit, signed: then it is read of a GET, too. */
const large: Probe = ({ call }, { method, path }) => {
  const authorization = 'SDK-HMAC-SHA256 Access=x, SignedHeaders=host, Signature=0'
  const payload = Readable.from([over_limit], { objectMode: false })
  return call(method, path, { headers: { authorization }, payload })
}
const over_limit = Buffer.alloc(13 * 1_048_576, ' ')

/** Bodies of the control API that make sense, where an empty one does not. */
const bodies: Record<string, object> = {
  advanceClock: { by: 'PT1S' },
  updateAgent: { mode: 'external' },
  loadFixture: { accounts: [{ name: 'emulator' }] },
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario language; never awaited.
  addScenarios: { name: 'one', then: { stall: { at: 'MIGRATE_LINUX_FILE' } } },
  addFaults: { effect: { status: 503 } },
}

/** Their body is a snapshot, and they do without. */
const without_body = ['saveSnapshot', 'restoreSnapshot']

const bodyOf = ({ name, method }: Operation): { payload?: object } =>
  (method === 'POST' || method === 'PUT') && !without_body.includes(name)
    ? { payload: bodies[name] ?? {} }
    : {}

/** The account is reset while the call waits for its clock. */
const resetMeanwhile: Probe = async ({ call, control, emulator }, operation) => {
  const { method, path, hasAccount } = operation
  let end = (): void => {}
  const over = new Promise<void>((resolve) => {
    end = resolve
  })
  emulator.accounts.get().internals.works.set(account_id, { end: over, interrupt() {} })
  const waiting = call(method, hasAccount ? path : path.replace('nothing', 'emulator'), {
    ...bodyOf(operation),
  })
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
  await control('POST', '/_emulator/reset')
  emulator.accounts.get().internals.works.delete(account_id)
  end()
  return waiting
}

/** The emulator stops while the call waits for its clock. */
const stoppedMeanwhile: Probe = async ({ call, emulator }, operation) => {
  const { method, path, hasAccount } = operation
  const stopped = Promise.reject(new ApiError('stopping'))
  stopped.catch(() => {})
  emulator.accounts.get().internals.works.set(account_id, { end: stopped, interrupt() {} })
  const url = hasAccount ? path : path.replace('nothing', 'emulator')
  const answer = await call(method, url, bodyOf(operation))
  emulator.accounts.get().internals.works.delete(account_id)
  return answer
}

const compressed = { 'content-encoding': 'gzip', 'content-length': '2' }

const probes: Record<Surface, Record<string, Probe>> = {
  sms: {},
  iam: {},
  companions: {},
  control: {
    400: withHeaders({ host: 'a b' }),
    401: withHeaders({}, { remoteAddress: '192.0.2.7' }),
    403: withHeaders({ origin: 'http://elsewhere.example.com' }),
    404: ({ call }, operation) => {
      const { method, path, hasAccount } = operation
      return call(method, hasAccount ? `${path}?account=nobody` : path, bodyOf(operation))
    },
    409: resetMeanwhile,
    503: stoppedMeanwhile,
    500: failing(new Error('a bug')),
    507: failing(full),
  },
}
for (const surface of ['sms', 'iam', 'companions'] as const) {
  probes[surface] = {
    ...Object.fromEntries(answeredStatuses.map((status) => [status, faulty(status)])),
    413: large,
    415: withHeaders(compressed, { payload: '{}' }),
    417: withHeaders({ expect: 'more' }),
    507: failing(full),
  }
}

for (const [title, operations] of [
  ['SMS, IAM and the companions', services],
  ['the control API', control],
] as const) {
  t.test(`every operation of ${title} sends each status that it documents`, async (t) => {
    const emulator = await startTest(t)
    const problems: string[] = []
    for (const operation of operations) {
      await putFaults(emulator, operation)
      for (const status of operation.statuses) {
        const what = `${operation.name} ${status}`
        if (before_any_operation.includes(status) || what in elsewhere) continue
        const probe = probes[operation.surface][status]
        if (!probe) {
          problems.push(`${what}: nothing sends it`)
          continue
        }
        const answer = await probe(emulator, operation)
        if (String(answer.status) !== status) problems.push(`${what}: it was ${answer.status}`)
        const wrong =
          operation.method === 'HEAD' ? undefined : operation.wrongIn(answer.status, answer.body)
        if (wrong) problems.push(`${what}: ${wrong}`)
        const hasCode = answer.body?.error_code !== 'IAM'
        if (!hasCode) problems.push(`${what}: its code is the mark of those that have none`)
      }
    }
    t.strictSame(problems, [])
  })
}

t.test('what an operation can be answered with everywhere is documented everywhere', (t) => {
  for (const { name, surface, statuses } of all) {
    const expected = [...Object.keys(probes[surface]), ...before_any_operation]
    const some = surface === 'control' ? ['401', '404', '409', '503'] : []
    const missing = expected.filter((one) => !some.includes(one) && !statuses.includes(one))
    t.strictSame(missing, [], name)
  }
  t.notMatch(all.flatMap(({ statuses }) => statuses).join(' '), /501/, 'all is built')
  t.end()
})

t.test('statuses that are sent elsewhere are documented, and their tests are there', (t) => {
  for (const [what, where] of Object.entries(elsewhere)) {
    const [name, status = ''] = what.split(' ')
    t.ok(
      all.some((one) => one.name === name && one.statuses.includes(status)),
      what,
    )
    if (!where.endsWith('.test.ts')) continue
    t.ok(readFileSync(where, 'utf8').includes(`status: ${status}`), `${where}: ${what}`)
  }
  t.end()
})
