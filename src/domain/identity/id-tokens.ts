/** Tested by: test/http/iam/federation.test.ts, test/cli/bundle-secrets.test.ts, test/http/control/provider-owners.test.ts */
import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import type { IdentityProvider } from '../../schemas/stored/accounts.ts'
import { ownValue } from '../../text/own-value.ts'

/** ID tokens of OpenID Connect providers: a signature and a few claims (decision 013). */

export type Claims = Record<string, unknown>

/** The signatures that providers use; the type of the key has to fit, so that none is mistaken. */
const algorithms: Readonly<Record<string, { type: string; digest: string; curve?: string }>> = {
  RS256: { type: 'rsa', digest: 'sha256' },
  RS384: { type: 'rsa', digest: 'sha384' },
  RS512: { type: 'rsa', digest: 'sha512' },
  ES256: { type: 'ec', digest: 'sha256', curve: 'prime256v1' },
  ES384: { type: 'ec', digest: 'sha384', curve: 'secp384r1' },
}

const skew_ms = 60_000

/** @throws Error when a key of the provider cannot be read. */
export const publicKey = (key: IdentityProvider['keys'][number]): KeyObject =>
  typeof key === 'string'
    ? createPublicKey(key)
    : createPublicKey({ key: key as JsonWebKey, format: 'jwk' })

type Keys = IdentityProvider['keys']

/** The parts of a signed JWT; undefined for another text. */
function partsOf(text: string) {
  const [head = '', payload = '', signature = '', more] = text.split('.')
  const header = parsePart(head)
  const claims = parsePart(payload)
  if (more !== undefined || !header || !claims) return undefined
  const name = typeof header.alg === 'string' ? header.alg : ''
  const algorithm = ownValue(algorithms, name)
  return { signed: `${head}.${payload}`, signature, header, claims, algorithm }
}

type Parts = NonNullable<ReturnType<typeof partsOf>>

const isSigned = ({ signed, signature, header, algorithm }: Parts, keys: Keys): boolean =>
  algorithm !== undefined &&
  keys
    .filter((key) => typeof key === 'string' || !key.kid || !header.kid || key.kid === header.kid)
    .map(publicKey)
    .filter(
      ({ asymmetricKeyType, asymmetricKeyDetails }) =>
        asymmetricKeyType === algorithm.type &&
        asymmetricKeyDetails?.namedCurve === algorithm.curve,
    )
    .some((key) =>
      verify(
        algorithm.digest,
        Buffer.from(signed),
        { key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      ),
    )

/**
 * An ID token without its signature, which nobody can log in with.
 *
 * @param placeholder of the signature.
 * @returns whether one of the keys fits its signature, too; undefined for what is no signed JWT.
 */
export function withoutSignature(
  text: string,
  keys: Keys,
  placeholder: (signature: string) => string,
): { text: string; isSigned: boolean } | undefined {
  const parts = partsOf(text)
  if (!parts) return undefined
  const hidden = `${parts.signed}.${placeholder(parts.signature)}`
  return { text: hidden, isSigned: isSigned(parts, keys) }
}

/**
 * Which of several providers an ID token is tried with first: the one with the smallest number. Those of its issuer
 * come in the order in which it names their clients, before those of other clients and of other issuers.
 */
export function placeOf(
  text: string,
  { issuer, client_id }: Pick<IdentityProvider, 'issuer' | 'client_id'>,
): number {
  const claims = partsOf(text)?.claims
  const clients = [claims?.aud].flat()
  const place = clients.indexOf(client_id)
  if (claims?.iss !== issuer) return clients.length + 1
  return place === -1 ? clients.length : place
}

/**
 * Checks an ID token by a provider's keys.
 *
 * @param moments the times at which it may be valid: of the account's clock, and of the wall.
 * @param isTrusted whether its signature counts as right unseen.
 * @returns its claims, or why it is refused.
 */
export function readIdToken(
  text: string,
  { issuer, client_id, keys }: IdentityProvider,
  moments: number[],
  isTrusted = false,
): Claims | string {
  const parts = partsOf(text)
  if (!parts) return 'it is not a signed JWT'
  const { claims, algorithm } = parts
  if (!algorithm) return `its algorithm must be one of ${Object.keys(algorithms).join(', ')}`
  if (!isTrusted && !isSigned(parts, keys)) {
    return 'no key of the identity provider fits its signature'
  }
  if (claims.iss !== issuer) return `its iss is not ${issuer}`
  if (![claims.aud].flat().includes(client_id)) return `its aud is not ${client_id}`
  if (typeof claims.sub !== 'string' || claims.sub === '') return 'it has no sub'
  return moments.some((now) => isCurrent(claims, now)) ? claims : 'it is not valid at this time'
}

const isCurrent = ({ exp, nbf }: Claims, now: number): boolean =>
  typeof exp === 'number' &&
  now < exp * 1000 + skew_ms &&
  (typeof nbf !== 'number' || now >= nbf * 1000 - skew_ms)

function parsePart(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Claims) : undefined
  } catch {
    return undefined
  }
}

/** The name of a user by the provider's mapping, such as `Federated-{email}`. */
export const mappedName = (claims: Claims, template = '{sub}'): string =>
  template.replace(/\{([^}]+)\}/g, (_, claim: string) => {
    const value = ownValue(claims, claim)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  })
