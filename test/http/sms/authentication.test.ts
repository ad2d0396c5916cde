import t from 'tap'
import { startTest } from '../../helper.ts'

/** The gateway in front of SMS (iam.md §2.2, §2.3). */

const refused = (error_msg: string) => ({
  status: 401,
  headers: { server: 'api-gateway', 'content-type': /^application\/json/ },
  body: { error_code: 'APIGW.0301', error_msg, request_id: /^[0-9a-f]{32}$/ },
})
const prefix = 'Incorrect IAM authentication information: '

t.test('strict: a token that lives, or the reason why not', async (t) => {
  const { call, login } = await startTest(t)
  const token = await login()
  const tasks = (headers: Record<string, string>) => call('GET', '/v3/tasks', { headers })

  t.equal((await tasks({ 'x-auth-token': token })).status, 200)
  const none = await tasks({})
  t.match(none, refused(`${prefix}x-auth-token not found`))
  t.equal(none.headers['x-request-id'], none.body.request_id, 'the id is in header and body')
  t.match(await tasks({ 'x-auth-token': '' }), refused(`${prefix}x-auth-token not found`))
  t.match(await tasks({ 'x-auth-token': 'garbage' }), refused(`${prefix}decrypt token fail`))
  t.match(await tasks({ 'x-auth-token': `${token}x` }), refused(`${prefix}decrypt token fail`))

  await call('DELETE', '/v3/auth/tokens', {
    headers: { 'x-auth-token': token, 'x-subject-token': token },
  })
  t.match(await tasks({ 'x-auth-token': token }), refused(`${prefix}decrypt token fail`), 'revoked')
})

t.test('authentication comes before everything else', async (t) => {
  const { call } = await startTest(t)
  for (const [method, url] of [
    ['POST', '/v3/sources'],
    ['GET', '/v3/sources/nobody'],
    ['GET', '/v3/vm/templates'],
  ] as const) {
    t.equal((await call(method, url, { payload: '{' })).status, 401, url)
  }
  for (const url of ['/', '/v3']) t.equal((await call('GET', url)).status, 200, `${url} is open`)
})

t.test('lenient: any token is the default account', async (t) => {
  const { call } = await startTest(t, { auth: 'lenient' })
  t.equal((await call('GET', '/v3/tasks', { headers: { 'x-auth-token': 'anything' } })).status, 200)
  t.equal((await call('GET', '/v3/tasks')).status, 401, 'but there must be one')
})

t.test('off: nothing is asked for', async (t) => {
  const { call } = await startTest(t, { auth: 'off' })
  t.equal((await call('GET', '/v3/tasks')).status, 200)
  t.equal((await call('GET', '/v3/tasks', { headers: { 'x-auth-token': 'x' } })).status, 200)
})
