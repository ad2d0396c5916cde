import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { hashPassword } from '../src/domain/identity/passwords.ts'
import type { FixtureAccount } from '../src/schemas/control/fixture.ts'
import { credentials, noon, type TestEmulator } from './helper.ts'

/** Two accounts with users of every kind, an agency, and an identity provider. */

export const totp_secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
export const developer_id = '0e0000000000000000000000000a0001'
export const other_id = 'beef0000000000000000000000000001'

export const issuer = 'https://login.example'
export const client_id = 'sms-clients'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid }) as never

const password = 'Secret@123'
/** Hashed once a process: an emulator with a dozen users is then as quick as one with one. */
const secret = { password_hash: hashPassword(password, 'salt') }

export const accounts: FixtureAccount[] = [
  {
    name: 'emulator',
    users: [
      {
        name: 'developer',
        id: developer_id,
        password: 'Emulator@123',
        access_keys: [
          { ak: 'EMULATORACCESSKEY001', sk: 'emulatorSecretKeyForLocalTestsOnly000001' },
        ],
      },
      { name: 'disabled', ...secret, enabled: false },
      { name: 'console', ...secret, access_mode: 'console' },
      { name: 'huawei', ...secret, huawei_id: true },
      { name: 'mfa', ...secret, totp_secret },
      { name: 'locked', ...secret, locked_for: 60_000 },
      { name: 'nobody', ...secret, roles: [] },
      { name: 'reader', ...secret, roles: ['SMS ReadOnlyAccess'] },
      { name: 'lister', ...secret, actions: ['sms:server:list'], description: 'lists servers' },
    ],
    identity_providers: [
      {
        name: 'corp',
        issuer,
        client_id,
        keys: [
          jwk(rsa.publicKey, 'r1'),
          ec.publicKey.export({ format: 'pem', type: 'spki' }) as string,
        ],
        mapping: { user: 'corp-{email}', roles: ['SMS ReadOnlyAccess'] },
      },
    ],
  },
  {
    name: 'other',
    id: other_id,
    users: [
      { name: 'stranger', ...secret },
      { name: 'powerless', ...secret, roles: ['secu_admin'] },
    ],
    projects: [{ name: 'ap-southeast-1' }],
    agencies: [
      { name: 'migrators', trusts: ['emulator'], roles: ['SMS FullAccess'] },
      { name: 'closed', trusts: ['someone-else'] },
    ],
    site: 'international',
  },
]

/** The body of a token request for one of the users above. */
export const asUser = (name: string, scope: unknown = {}, domain = 'emulator') =>
  credentials(scope, {
    name,
    password: name === 'developer' ? 'Emulator@123' : password,
    domain: { name: domain },
  })

/** Headers with a token of one of the users above. */
export const tokenOf = async (
  { login }: TestEmulator,
  name = 'developer',
  domain = 'emulator',
) => ({
  'x-auth-token': await login(asUser(name, {}, domain)),
})

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An ID token of the provider above, with other claims or another header. */
export function idToken(claims: object = {}, header: { alg?: string; kid?: string } = {}): string {
  const { alg = 'RS256' } = header
  const now = noon / 1000
  const body = { iss: issuer, aud: client_id, sub: 's-1', email: 'ann@example', ...claims }
  const text = `${base64({ alg, ...(alg === 'RS256' ? { kid: 'r1' } : {}), ...header })}.${base64({ iat: now, exp: now + 3600, ...body })}`
  const key = alg === 'ES256' ? ec.privateKey : rsa.privateKey
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

/** A refusal in Keystone's shape. */
export const keystone = (code: number, title: string, message: string) => ({
  status: code,
  body: { error: { code, message, title } },
})

/** A refusal in the shape of IAM's extensions. */
export const extension = (status: number, error_code: string, error_msg: string) => ({
  status,
  body: { error_code, error_msg },
})
