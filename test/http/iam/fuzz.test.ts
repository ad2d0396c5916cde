import fc from 'fast-check'
import t from 'tap'
import { seed, trials } from '../../effort.ts'
import { startTest } from '../../helper.ts'
import { accounts, asUser, developer_id, idToken, other_id } from '../../iam-helper.ts'
import { mutated, odd } from '../../mutated.ts'

/** Random requests to IAM: none is failed on. */

const agency = { agency_name: 'migrators', domain_name: 'other', duration_seconds: 900 }
const auth = (methods: string[], blocks: object) => ({
  auth: { identity: { methods, ...blocks }, scope: { project: { name: 'ap-southeast-1' } } },
})
const credentials = '/v3.0/OS-CREDENTIAL/credentials'
const bodies: [method: string, url: string, body: unknown][] = [
  ['POST', '/v3/auth/tokens', asUser('lister', { project: { name: 'ap-southeast-1' } })],
  ['POST', '/v3/auth/tokens', auth(['assume_role'], { assume_role: agency })],
  ['POST', '/v3/projects', { project: { name: 'cn-north-4_a', parent_id: 'x' } }],
  ['POST', '/v3.0/OS-CREDENTIAL/securitytokens', auth(['token'], { token: { id: 'x' } })],
  ['POST', '/v3.0/OS-CREDENTIAL/securitytokens', auth(['assume_role'], { assume_role: agency })],
  ['POST', credentials, { credential: { user_id: developer_id, description: 'x' } }],
  ['PUT', `${credentials}/EMULATORACCESSKEY001`, { credential: { status: 'active' } }],
  [
    'POST',
    '/v5/agencies/assume',
    { agency_urn: `iam::${other_id}:agency:migrators`, agency_session_name: 'tf' },
  ],
  ['POST', '/v3.0/OS-AUTH/id-token/tokens', { auth: { id_token: { id: idToken() } } }],
]

for (const [method, url, body] of bodies) {
  t.test(`${method} ${url}: random bodies are answered, never failed on`, async (t) => {
    const { call, login } = await startTest(t, {}, accounts)
    const headers = {
      'x-auth-token': await login(),
      'x-idp-id': 'corp',
      'content-type': 'application/json',
    }
    await fc.assert(
      fc.asyncProperty(mutated(body), async (payload) => {
        const answer = await call(method, url, { headers, payload: JSON.stringify(payload) })
        if (answer.status >= 500) {
          throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
        }
      }),
      { numRuns: trials(8), seed },
    )
    t.equal((await call('GET', '/v3/users', { headers })).status, 200)
  })
}

t.test('CreateTokenWithIdToken: random ID tokens are refused, never failed on', async (t) => {
  const { call } = await startTest(t, {}, accounts)
  const part = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url')
  const whole = fc.constantFrom(idToken(), idToken({}, { alg: 'ES256' }))
  const cut = fc.tuple(whole, fc.nat(1200)).map(([text, end]) => text.slice(0, end))
  const claims = fc
    .tuple(fc.constantFrom('RS256', 'ES256', 'ES384'), odd, odd)
    .map(([alg, payload, signature]) => `${part({ alg })}.${part(payload)}.${part(signature)}`)
  await fc.assert(
    fc.asyncProperty(fc.oneof(cut, claims), async (id) => {
      const { status } = await call('POST', '/v3.0/OS-AUTH/id-token/tokens', {
        headers: { 'x-idp-id': 'corp' },
        payload: { auth: { id_token: { id } } },
      })
      if (status >= 500) throw new Error(`${status} ${id}`)
    }),
    { numRuns: trials(8), seed },
  )
  t.pass()
})
