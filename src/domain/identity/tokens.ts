/** Tested by: test/http/iam/tokens.test.ts, test/http/iam/refusals.test.ts */
import { hash } from 'node:crypto'
import type { TokenResponse } from '../../schemas/iam/tokens.ts'
import type { Identity, Token } from '../../schemas/stored/accounts.ts'
import { hex32 } from '../ids.ts'
import { catalogJson } from './catalog.ts'
import { isUnrestricted } from './permissions.ts'

/** Tokens: their text, their life, and the body that describes them (iam.md §1.4, §1.5). */

export const token_life_ms = 24 * 3_600_000

/** IAM's moments: milliseconds padded to microseconds, which some SDKs depend on (§1.5). */
export const iamTime = (moment: number): string =>
  `${new Date(moment).toISOString().slice(0, -1)}000Z`

/** A text as long as that of many real ones; one digest, again and again, fills it. */
const token_bytes = 320

/**
 * The text of a token: base64 without padding that begins with MII and has `-` for `/`, as real ones do. Clients
 * treat it as opaque. It follows from an id of the account's own sequence, not from chance.
 */
export function tokenText(id: string): string {
  const bytes = Buffer.alloc(token_bytes, hash('sha512', `token\n${id}`, 'buffer'))
  // 320 bytes end in one padding character.
  const digits = bytes.toString('base64').slice(0, -1)
  return `MII${digits.replaceAll('/', '-')}`
}

/** Digests of the latest texts: a client sends the same token with every call. */
const digests = new Map<string, string>()
const digests_max = 256
const remembered_length_max = 8_192

/** What is stored of a token instead of its text. */
export function digestOf(text: string): string {
  const known = digests.get(text)
  if (known !== undefined) return known
  const digest = hash('sha256', text)
  if (text.length > remembered_length_max) return digest
  if (digests.size >= digests_max) digests.clear()
  digests.set(text, digest)
  return digest
}

type Party = { id: string; name: string }

/** Whom a token stands for, in words. */
export type Bearer = {
  account: Party
  identity: Identity
  /** Who acts through the agency, when the identity is one. */
  assumer?: { account: Party; user: Party } | undefined
}

/** A token and who holds it: what its body is made of. */
export type HeldToken = { token: Token; bearer: Bearer }

/**
 * The body that describes a token, as JSON.
 *
 * @param base the emulator's own URL as the client reached it; null leaves the catalog empty.
 */
export function tokenJson(held: HeldToken, base: string | null): string {
  const catalog = base === null ? '[]' : catalogJson(base)
  return `{"token":{"catalog":${catalog},${JSON.stringify(withoutCatalog(held)).slice(1)}}`
}

function withoutCatalog({ token, bearer }: HeldToken): Omit<TokenResponse['token'], 'catalog'> {
  const { account, identity, assumer } = bearer
  const domain = { id: account.id, name: account.name }
  const { scope } = token
  const { id, name, federated } = identity
  return {
    expires_at: iamTime(token.expires_at),
    issued_at: iamTime(token.issued_at),
    ...(token.mfa_authn_at === undefined ? {} : { mfa_authn_at: iamTime(token.mfa_authn_at) }),
    methods: token.methods ?? ['password'],
    ...('project' in scope ? { project: { domain, ...scope.project } } : { domain }),
    roles: rolesOf(identity).map((role) => ({ id: '0', name: role })),
    user: {
      domain,
      id,
      name: assumer ? `${account.name}/${name}` : name,
      ...(federated ? federation(federated.provider, rolesOf(identity)) : {}),
      password_expires_at: '',
    },
    ...(assumer ? { assumed_by: { user: assumerBody(assumer) } } : {}),
  }
}

const assumerBody = ({ account, user }: NonNullable<Bearer['assumer']>) => ({
  domain: { id: account.id, name: account.name },
  id: user.id,
  name: user.name,
  password_expires_at: '',
})

/** The roles that a token shows: of someone without any of its own, an administrator's. */
const rolesOf = (identity: Identity): string[] =>
  isUnrestricted(identity) ? ['te_admin', 'secu_admin'] : (identity.roles ?? [])

/** How a user who came by an identity provider is shown (iam.md §4.5; groups *inferred*). */
const federation = (provider: string, roles: string[]) => ({
  'OS-FEDERATION': {
    groups: roles.map((role) => ({ id: hex32('group', role), name: role })),
    identity_provider: { id: provider },
    protocol: { id: 'oidc' },
  },
})

/** The id of a region's project: fixed for an account and a region. */
export const projectId = (account_id: string, name: string): string =>
  hex32('project', account_id, name)
