import t from 'tap'
import { documents } from './documents.ts'
import { startTest, type TestEmulator } from './helper.ts'

/**
 * The refusals that the documents list for every operation that can give them, provoked of every operation: each
 * operation that lists one gives it, and no other does.
 */

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'
type Operation = { name: string; method: Method; path: string; listed: Record<string, string[]> }
type Documented = {
  operationId: string
  responses: Record<string, { description: string; 'x-error-codes'?: string[] }>
}
type Options = {
  headers?: Record<string, string>
  payload?: string
  anonymous?: boolean
  query?: string
}

function operationsOf(surface: 'sms' | 'iam'): Operation[] {
  const { paths } = documents[surface]
  return Object.entries(paths as Record<string, Record<string, Documented>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, responses }]) => ({
        name: operationId,
        method: method.toUpperCase() as Method,
        path,
        listed: Object.fromEntries(
          Object.entries(responses).map(([status, { description, ...answer }]) => [
            status,
            description.startsWith('Answered only') ? [] : (answer['x-error-codes'] ?? []),
          ]),
        ),
      })),
  )
}

const json = { 'content-type': 'application/json' }

/** What provokes a refusal: how the call is changed. `path` gives the values of the parameters. */
const provoked: Record<string, { status: string; path?: string } & Options> = {
  'SMS.6010': { status: '400', headers: json, payload: '{' },
  'SMS.6012': { status: '400' },
  'SMS.6016': { status: '400', headers: { 'content-type': 'text/plain' }, payload: 'x' },
  'SMS.6030': { status: '400', path: 'v'.repeat(16_385) },
  'SMS.9001': { status: '400', path: 'v'.repeat(16_385) },
  'SMS.6404': { status: '400', query: '?limit=x&offset=x' },
  'APIGW.0201': { status: '400', headers: { host: 'a b' } },
  'APIGW.0301': { status: '401', anonymous: true },
  'EMULATOR.0403': { status: '403', headers: { origin: 'http://elsewhere.example.com' } },
}

async function provoke(
  { call }: TestEmulator,
  token: string,
  { method, path }: Operation,
  change: (typeof provoked)[string],
): Promise<string> {
  const { headers, payload, anonymous, query = '' } = change
  const url = path.replaceAll(/\{\w+\}/g, change.path ?? 'v3') + query
  const { status, body } = await call(method, url, {
    headers: { ...(anonymous ? {} : { 'x-auth-token': token }), ...headers },
    ...(payload === undefined ? {} : { payload }),
  })
  return `${status} ${body?.error_code ?? body?.error?.code}`
}

t.test('an operation of SMS that lists a common refusal gives it, and no other does', async (t) => {
  const emulator = await startTest(t)
  const token = await emulator.login()
  const wrong: string[] = []
  for (const operation of operationsOf('sms')) {
    for (const [code, change] of Object.entries(provoked)) {
      if (change.path !== undefined && !operation.path.includes('{')) continue
      const given = await provoke(emulator, token, operation, change)
      const isGiven = given === `${change.status} ${code}`
      const isListed = operation.listed[change.status]?.includes(code) ?? false
      if (isGiven !== isListed)
        wrong.push(`${operation.name} ${code}: ${isListed ? 'listed' : 'not listed'}, ${given}`)
    }
  }
  t.strictSame(wrong, [])
})

const unknown_key =
  'SDK-HMAC-SHA256 Access=UNKNOWN, SignedHeaders=host;x-sdk-date, Signature=0000000000000000000000000000000000000000000000000000000000000000'

const twice = (name: string): string => `${name}=a&${name}=b`

/** Calls that IAM refuses, whichever operation they are for, unless it needs no more than that. */
const refused: Options[] = [
  { anonymous: true },
  { anonymous: true, headers: { 'x-auth-token': 'no token of this emulator' } },
  { anonymous: true, headers: { authorization: unknown_key } },
  { headers: { ...json }, payload: '{' },
  { headers: { ...json }, payload: '{}' },
  { headers: { ...json }, payload: '{"auth": {"identity": {"methods": 1}}, "credential": 1}' },
  { headers: { origin: 'http://elsewhere.example.com' } },
  { headers: { host: 'a b' } },
  { headers: { 'x-auth-token': 'x'.repeat(20_000) } },
  { query: `?${['name', 'nocatalog', 'type', 'interface', 'user_id'].map(twice).join('&')}` },
]

t.test('what an operation of IAM refuses a call with is listed', async (t) => {
  const emulator = await startTest(t)
  const token = await emulator.login()
  const wrong: string[] = []
  for (const operation of operationsOf('iam')) {
    for (const change of refused) {
      const given = await provoke(emulator, token, operation, { status: '', ...change })
      const [status = '', code = ''] = given.split(' ')
      if (status < '400' || operation.method === 'HEAD') continue
      const isListed = operation.listed[status]?.includes(code) ?? false
      if (!isListed) wrong.push(`${operation.name}: ${given}`)
    }
  }
  t.strictSame([...new Set(wrong)], [])
})
