import { readFileSync } from 'node:fs'
import t from 'tap'
import { mayDo } from '../../../src/domain/identity/permissions.ts'
import { sms_operations } from '../../../src/schemas/operations.ts'
import { exampleBody, startTest } from '../../helper.ts'
import { accounts, tokenOf } from '../../iam-helper.ts'

/** Who may call what (behaviour.md §6.1, §8.8). */

type Operation = {
  operationId: string
  method: string
  path: string
  requestBody: object | null
  iamAction: string | null
}
const { operations } = JSON.parse(readFileSync('test/reference/sms-v3.contract.json', 'utf8')) as {
  operations: Operation[]
}
/** An address of an operation, and a request that its schema takes. */
const requestFor = ({ operationId, path, requestBody }: Operation) => ({
  url: path
    .replace('{version}', 'v3')
    .replace(/\{[^}]+\}/g, '0215ef11-e49d-4743-be23-dd97a1561e91'),
  ...(requestBody ? { payload: exampleBody(operationId) } : {}),
})
const queries: Record<string, string> = { CheckNetAcl: '?os_type=LINUX&region_id=r' }

const sms_actions = Object.fromEntries(
  Object.entries(sms_operations).map(([name, [, action]]) => [name, action]),
)

t.test("actions are the contract's", async (t) => {
  const contract = operations.map(({ operationId, iamAction }) => [operationId, iamAction])
  t.strictSame(sms_actions, Object.fromEntries(contract))
})

t.test('a user who may do nothing is refused every operation that needs an action', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator, 'nobody')
  const before = emulator.emulator.dump()
  for (const operation of operations) {
    const { operationId, method, iamAction } = operation
    const { url, payload } = requestFor(operation)
    const query = queries[operationId] ?? ''
    const answer = await emulator.call(method, url + query, {
      headers,
      ...(payload ? { payload } : {}),
    })
    if (iamAction === null) {
      t.not(answer.status, 403, `${operationId} needs no action`)
      continue
    }
    const error_msg = `Policy does not allow ${iamAction} to be performed.`
    t.equal(answer.status, 403, operationId)
    t.strictSame(
      { ...answer.body, encoded_authorization_message: '' },
      {
        error_code: 'SMS.9004',
        error_msg,
        encoded_authorization_message: '',
        error_param: [iamAction],
        details: [{ error_code: 'SMS.9004', error_msg }],
      },
      operationId,
    )
  }
  const { agreements: _, ...rest } = before
  t.match(emulator.emulator.dump(), rest, 'nothing was done')
})

t.test('roles and actions allow what they say', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const allowed = async (name: string) => {
    const headers = await tokenOf(emulator, name)
    const names: string[] = []
    for (const operation of operations.filter(({ iamAction }) => iamAction !== null)) {
      const { url, payload } = requestFor(operation)
      const query = queries[operation.operationId] ?? ''
      const sent = { headers, ...(payload ? { payload } : {}) }
      const { status } = await emulator.call(operation.method, url + query, sent)
      if (status !== 403) names.push(operation.operationId)
    }
    return names
  }
  t.strictSame(await allowed('lister'), ['ListServers'])
  const reading = operations.filter(
    ({ iamAction, method }) => iamAction !== null && method === 'GET',
  )
  t.strictSame(
    (await allowed('reader')).sort(),
    reading.map(({ operationId }) => operationId).sort(),
  )
  t.equal((await allowed('developer')).length, Object.values(sms_actions).filter(Boolean).length)
})

t.test('an agency may what its account lets it', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  const assume_role = { agency_name: 'migrators', domain_name: 'other' }
  const payload = { auth: { identity: { methods: ['assume_role'], assume_role } } }
  const answer = await emulator.call('POST', '/v3/auth/tokens', { headers, payload })
  const asAgency = { 'x-auth-token': String(answer.headers['x-subject-token']) }
  t.equal((await emulator.call('GET', '/v3/sources', { headers: asAgency })).status, 200)
})

t.test('patterns, roles and the older policies', async (t) => {
  t.ok(mayDo({}, 'sms:server:list'), 'with neither, everything')
  t.ok(mayDo({ roles: ['te_admin'] }, 'sms:server:list'))
  t.ok(mayDo({ roles: ['SMS FullAccess'] }, 'sms::getConfig'))
  t.notOk(mayDo({ roles: ['secu_admin'] }, 'sms:server:list'))
  t.notOk(mayDo({ roles: ['constructor'] }, 'sms:server:list'))
  t.ok(mayDo({ actions: ['sms:*:list'] }, 'sms:server:list'))
  t.notOk(mayDo({ actions: ['sms:*:list'] }, 'sms:server:listTask'))
  t.notOk(mayDo({ actions: ['sms.server.list', '[', 'sms:server:(list)'] }, 'sms:server:list'))
  t.notOk(mayDo({ actions: [] }, 'sms:server:list'))
})

t.test('older policies put many actions in one', async (t) => {
  const users = [
    { name: 'query', password: 'p', actions: ['sms:server:queryServer'] },
    { name: 'register', password: 'p', actions: ['sms:server:registerServer'] },
    { name: 'migrate', password: 'p', actions: ['sms:server:migrationServer'] },
  ]
  const emulator = await startTest(t, {}, [{ name: 'third', users }])
  const statuses = async (name: string) => {
    const user = { name, password: 'p', domain: { name: 'third' } }
    const identity = { methods: ['password'], password: { user } }
    const headers = { 'x-auth-token': await emulator.login({ auth: { identity } }) }
    const call = async (method: string, url: string, payload?: object) =>
      (await emulator.call(method, url, { headers, ...(payload ? { payload } : {}) })).status
    return [
      await call('GET', '/v3/migprojects'),
      await call('POST', '/v3/sources', exampleBody('RegisterServer')),
      await call('POST', '/v3/migprojects', exampleBody('CreateMigproject')),
    ].map((status) => status !== 403)
  }
  t.strictSame(await statuses('query'), [true, false, false])
  t.strictSame(await statuses('register'), [false, true, false])
  t.strictSame(await statuses('migrate'), [false, false, true])
})
