import { createHash } from 'node:crypto'
import type { Account, Token, User } from '../schemas/accounts.ts'
import type { TokenResponse } from '../schemas/iam.ts'
import { hex32 } from './ids.ts'

/** Tokens: their text, their life, and the body that describes them (iam.md §1.4, §1.5). */

export const token_life_ms = 24 * 3_600_000

/** IAM's moments: milliseconds padded to microseconds, which some SDKs depend on (§1.5). */
export const iamTime = (moment: number): string =>
  new Date(moment).toISOString().replace('Z', '000Z')

/**
 * The text of a token: base64 that begins with MII and has `-` for `/`, as real ones do. Clients
 * treat it as opaque. It follows from an id of the account's own sequence, not from chance.
 */
export function tokenText(id: string): string {
  const parts = [0, 1, 2, 3, 4].map((part) =>
    createHash('sha512').update(`token\n${id}\n${part}`).digest(),
  )
  return `MII${Buffer.concat(parts).toString('base64').replaceAll('/', '-').replace(/=+$/, '')}`
}

/** What is stored of a token instead of its text. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The services that the catalog offers; SMS is one service for all regions (iam.md §1.4, §7.1). */
const services = [
  { name: 'iam', type: 'iam', path: '/v3.0' },
  { name: 'keystone', type: 'identity', path: '/v3' },
  { name: 'sms', type: 'sms', path: '/v3' },
] as const

function catalog(base: string): TokenResponse['token']['catalog'] {
  return services.map(({ name, type, path }) => ({
    endpoints: [
      {
        id: hex32('endpoint', name),
        interface: 'public',
        region: '*',
        region_id: '*',
        url: base + path,
      },
    ],
    id: hex32('service', name),
    name,
    type,
  }))
}

/**
 * The body that describes a token.
 *
 * @param base the emulator's own URL as the client reached it; null leaves the catalog empty.
 */
export function tokenBody(
  token: Token,
  account: Account,
  user: User,
  base: string | null,
): TokenResponse {
  const domain = { id: account.id, name: account.name }
  const { scope } = token
  return {
    token: {
      catalog: base === null ? [] : catalog(base),
      expires_at: iamTime(token.expires_at),
      issued_at: iamTime(token.issued_at),
      methods: ['password'],
      ...('project' in scope ? { project: { domain, ...scope.project } } : { domain }),
      roles: [
        { id: '0', name: 'te_admin' },
        { id: '0', name: 'secu_admin' },
      ],
      user: { domain, id: user.id, name: user.name, password_expires_at: '' },
    },
  }
}

/**
 * Regions whose project comes into being when it is asked for by name, as each real account has
 * one for every region. Any name of this form counts, so that a new region needs no release.
 */
export const isRegionName = (name: string): boolean =>
  /^[a-z]{2}-[a-z]+(?:-[a-z]+)?-\d{1,3}$/.test(name) || name === 'my-kualalumpur-1'

/** The id of a region's project: fixed for an account and a region. */
export const projectId = (account_id: string, name: string): string =>
  hex32('project', account_id, name)
