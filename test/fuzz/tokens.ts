import fc from 'fast-check'
import { credentials, type TestEmulator } from '../helper.ts'
import { asUser, idToken, other_id } from '../iam-helper.ts'
import { mangled, oddText, oneSign, withOneSign } from './grammar.ts'
import type { Property } from './properties.ts'

/** Tokens: those that nobody was given open nothing, and odd bodies get none. */

const json = { 'content-type': 'application/json' }

const wrongToken: Property = {
  name: 'a token with one other sign is refused',
  share: 0.1,
  make: (emulator) =>
    fc.asyncProperty(oneSign, async (change) => {
      emulator.tokens.sms ??= await emulator.login()
      const token = withOneSign(emulator.tokens.sms, change)
      // White space around a header is no part of it.
      if (token === undefined || token.trim() === emulator.tokens.sms) return
      const ask = async (text: string) =>
        (await emulator.call('GET', '/v3/tasks', { headers: { 'x-auth-token': text } })).status
      if ((await ask(token)) !== 401) throw new Error(`it came in: ${token}`)
    }),
}

const oddToken: Property = {
  name: 'any X-Auth-Token or X-Subject-Token is refused, never failed on',
  share: 0.05,
  make: ({ call }) =>
    fc.asyncProperty(oddText, fc.boolean(), async (token, is_subject) => {
      const name = is_subject ? 'x-subject-token' : 'x-auth-token'
      const url = is_subject ? '/v3/auth/tokens' : '/v3/tasks'
      const { status } = await call('GET', url, { headers: { [name]: token } })
      if (status !== 401) throw new Error(`${status} for ${JSON.stringify(token)}`)
    }),
}

const auth = (methods: string[], blocks: object) => ({
  auth: { identity: { methods, ...blocks }, scope: { project: { name: 'ap-southeast-1' } } },
})
const agency = { agency_name: 'migrators', domain_name: 'other', duration_seconds: 900 }
const password = 'Emulator@123'
const temporary = '/v3.0/OS-CREDENTIAL/securitytokens'

const bodies: [url: string, body: unknown][] = [
  ['/v3/auth/tokens', credentials()],
  ['/v3/auth/tokens', asUser('developer', { domain: { name: 'emulator' } })],
  ['/v3/auth/tokens', auth(['token'], { token: { id: 'MIIx' } })],
  ['/v3/auth/tokens', auth(['assume_role'], { assume_role: agency })],
  ['/v3/auth/tokens', auth(['totp'], { totp: { user: { id: 'x', passcode: '000000' } } })],
  [temporary, auth(['token'], { token: { id: 'MIIx', duration_seconds: 900 } })],
  [temporary, auth(['assume_role'], { assume_role: agency })],
  [
    '/v5/agencies/assume',
    { agency_urn: `iam::${other_id}:agency:migrators`, agency_session_name: 'a' },
  ],
  ['/v3.0/OS-AUTH/id-token/tokens', { auth: { id_token: { id: idToken() } } }],
]

/** Whoever gets a token by a password has said it, where a password is said. */
function checkPassword(emulator: TestEmulator, body: unknown): void {
  const { auth } = body as ReturnType<typeof credentials>
  const { user } = auth.identity.password as { user: { password?: unknown } }
  if (user.password !== password) throw new Error(`a token for ${JSON.stringify(body)}`)
  emulator.wall.now++
}

const tokenBodies: Property = {
  name: 'any body of a token request is answered, and only the right password opens',
  share: 0.15,
  make: (emulator) =>
    fc.asyncProperty(
      fc.constantFrom(...bodies).chain(([url, body]) => fc.tuple(fc.constant(url), mangled(body))),
      fc.boolean(),
      async ([url, body], is_silent) => {
        // Nobody stays locked: wrong passwords are forgotten within a millisecond.
        emulator.wall.now += 10
        const token = is_silent ? {} : { 'x-auth-token': emulator.tokens.sms ?? '' }
        const headers = { ...json, 'x-idp-id': 'corp', ...token }
        const payload = JSON.stringify(body) ?? ''
        const { status, body: answer } = await emulator.call('POST', url, { headers, payload })
        if (status >= 500) throw new Error(`${status} ${JSON.stringify(answer)}`)
        const methods = (answer as { token?: { methods?: string[] } } | undefined)?.token?.methods
        if (status === 201 && methods?.includes('password')) checkPassword(emulator, body)
      },
    ),
}

export const tokens = [wrongToken, oddToken, tokenBodies]
