import t from 'tap'
import { documents, type Surface } from '../documents.ts'
import { act, newTask, startTest, until } from '../helper.ts'
import { accounts, other_id } from '../iam-helper.ts'
import { validatorOf } from '../validators.ts'

/** Answers that were once other than the printed documents said (found by npm test -- schemathesis). */

type Answer = { status: number; headers: Record<string, unknown>; body: unknown }
type Media = { schema: object }
type Operation = {
  operationId: string
  requestBody?: { required?: boolean; content: Record<string, Media> }
  responses: Record<string, { content: Record<string, Media>; links?: Record<string, object> }>
}

/** The operations of a document by their names, and what its schemas say of an answer. */
function documented(surface: Surface) {
  const operations = new Map(
    Object.values(documents[surface].paths as Record<string, Record<string, Operation>>)
      .flatMap((path) => Object.values(path))
      .map((one) => [one.operationId, one]),
  )
  /** What is wrong with an answer of an operation; empty if it is as documented. */
  const wrongIn = (operationId: string, { status, headers, body }: Answer): string => {
    const content = operations.get(operationId)?.responses[status]?.content
    if (!content) return `${status} is not documented`
    const type = String(headers['content-type']).split(';')[0] ?? ''
    const schema = content[type]?.schema
    if (!schema) return `${type} is not documented`
    const validate = validatorOf(surface, schema)
    return validate(body) ? '' : JSON.stringify(validate.errors)
  }
  return { operations, wrongIn }
}

const sms = documented('sms')
const iam = documented('iam')
const control = documented('control')

t.test('ExportConsistencyResults: answers bytes, as documented', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { syncing: true })
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'SYNCING' })
  const body = { task_info: [{ task_id: task, source_id: task, source_name: 'x' }] }
  const answer = await emulator.sms('POST', '/v3/tasks/consistency-results/export', body)
  t.equal(answer.status, 200)
  t.equal(sms.wrongIn('ExportConsistencyResults', answer), '')
})

t.test("IAM's extensions refuse in each of the shapes that are documented", async (t) => {
  const { call, login } = await startTest(t, {}, accounts)
  const headers = { 'x-auth-token': await login() }
  const agency = { agency_name: 'closed', domain_name: 'other' }
  const identity = { methods: ['assume_role'], assume_role: agency }
  const temporary = '/v3.0/OS-CREDENTIAL/securitytokens'
  const forbidden = await call('POST', temporary, { headers, payload: { auth: { identity } } })
  t.equal(forbidden.status, 403)
  t.equal(iam.wrongIn('CreateTemporaryAccessKey', forbidden), '')

  const urn = `iam::${other_id}:agency:closed`
  const payload = { agency_urn: urn, agency_session_name: 'tf' }
  const assumed = await call('POST', '/v5/agencies/assume', { headers, payload })
  t.equal(assumed.status, 403)
  t.equal(iam.wrongIn('AssumeAgency', assumed), '')

  for (const [operationId, url] of [
    ['ListPermanentAccessKeys', '/v3.0/OS-CREDENTIAL/credentials'],
    ['KeystoneListUsers', '/v3/users'],
  ] as const) {
    const authorization = 'SDK-HMAC-SHA256 Access=x, SignedHeaders=host, Signature=0'
    const refused = await call('GET', url, { headers: { authorization } })
    t.equal(refused.status, 401)
    t.equal(iam.wrongIn(operationId, refused), '')
  }
})

t.test('a file for the control API is documented as JSON, YAML and text', async (t) => {
  const types = ['application/json', 'application/yaml', 'text/plain']
  for (const name of ['loadFixture', 'addScenarios', 'addFaults', 'saveSnapshot']) {
    const { requestBody } = control.operations.get(name) ?? {}
    t.strictSame(Object.keys(requestBody?.content ?? {}), types, name)
    t.equal(requestBody?.required, name === 'saveSnapshot' ? undefined : true, name)
  }
  const { call } = await startTest(t)
  const saved = await call('POST', '/_emulator/snapshots/a')
  t.equal(saved.status, 200)
  t.equal(control.wrongIn('saveSnapshot', saved), '')
  for (const [index, type] of types.entries()) {
    const headers = { 'content-type': type }
    const payload = JSON.stringify({ accounts: [{ name: `account-${index}` }] })
    const loaded = await call('POST', '/_emulator/fixtures', { headers, payload })
    t.equal(loaded.status, 200, type)
    t.equal(control.wrongIn('loadFixture', loaded), '')
  }
})

t.test('web pages and other machines are refused as the control API documents it', async (t) => {
  const { call } = await startTest(t, { control_token: 'secret' })
  const page = await call('GET', '/_emulator/clock', { headers: { origin: 'http://evil.com' } })
  t.equal(page.status, 403)
  t.equal(control.wrongIn('showClock', page), '')
  const machine = await call('GET', '/_emulator/clock', { remoteAddress: '192.0.2.1' })
  t.equal(machine.status, 401)
  t.equal(control.wrongIn('showClock', machine), '')
})

t.test('what makes something links to what asks for it', async (t) => {
  const made = sms.operations.get('CreateTask')?.responses[200]?.links ?? {}
  t.ok(Object.keys(made).length >= 15)
  t.strictSame(made.ShowTask, {
    operationId: 'ShowTask',
    parameters: { task_id: '$response.body#/id' },
  })
  const unknown = [sms, iam, control].flatMap(({ operations }) =>
    [...operations.values()]
      .flatMap(({ responses }) => Object.values(responses))
      .flatMap(({ links = {} }) => Object.keys(links))
      .filter((name) => !operations.has(name)),
  )
  t.strictSame(unknown, [])
})
