/** Tested by: test/domain/signatures.test.ts, test/http/sms/signatures.test.ts */
import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { parseMoment } from '../../schemas/time.ts'
import { ownValue } from '../../text/own-value.ts'
import {
  decodePercents,
  encoded,
  type Parameter,
  parametersIn,
  partsOf,
} from '../../text/targets.ts'

/**
 * AK/SK signatures of requests (iam.md §3): what a client that follows the rules signs, and whether
 * a signature is the one over a request. Exactly what SignedHeaders lists is verified, nothing more.
 *
 * A text of the request is kept as it came, a character for a byte (latin1, as Node gives targets
 * and headers): a signature is made over bytes, and no byte sequence may be lost on the way.
 */

/** A request as it came over the wire. */
export type WireRequest = {
  method: string
  /** Path and query, raw. */
  target: string
  /** By lower-case name. */
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Buffer
}

export const algorithms = ['SDK-HMAC-SHA256', 'V11-HMAC-SHA256'] as const
export type Algorithm = (typeof algorithms)[number]

/** What an Authorization header says. */
export type Authorization = {
  algorithm: Algorithm
  ak: string
  /** `<yyyyMMdd>/<region>/<service>` of a V11 signature, else null (§3.2). */
  scope: string | null
  signed_headers: string[]
  signature: string
}

/** A signature is not older or newer than this, by the wall (Signing Guide). */
export const skew_max_ms = 15 * 60_000

/** Any header of this family is a signature, if not one that can be verified (§3.2). */
export const isSignature = (authorization: string | undefined): boolean =>
  authorization !== undefined && /^(SDK|V11)-[A-Z0-9-]+ /.test(authorization)

const forms: Record<Algorithm, RegExp> = {
  'SDK-HMAC-SHA256': /^Access=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/,
  'V11-HMAC-SHA256':
    /^Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/,
}

/** @returns undefined for an algorithm that is not verified here, and for what does not parse. */
export function parseAuthorization(text: string): Authorization | undefined {
  const algorithm = algorithms.find((name) => text.startsWith(`${name} `))
  if (!algorithm) return undefined
  const parts = forms[algorithm].exec(text.slice(algorithm.length + 1).trim())
  const [, credential = '', names = '', signature = ''] = parts ?? []
  const [ak = '', ...scope] = algorithm === 'V11-HMAC-SHA256' ? credential.split('/') : [credential]
  if (ak === '' || (algorithm === 'V11-HMAC-SHA256' && scope.length !== 3)) return undefined
  return {
    algorithm,
    ak,
    scope: scope.length === 0 ? null : scope.join('/'),
    signed_headers: names.split(';'),
    signature,
  }
}

const normalize = (text: string): string => encoded(decodePercents(text))

/** Each segment by `write`; at the end there is a slash, whether or not the request has one. */
function uriOf(path: string, write: (segment: string) => string): string {
  const uri = path.split('/').map(write).join('/')
  return uri.endsWith('/') ? uri : `${uri}/`
}

type Order = (one: Parameter, other: Parameter) => number

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** `k=v` with both encoded, in order; a missing value still gives `k=`. */
const queryOf = (query: string, order: Order): string =>
  parametersIn(query)
    .sort(order)
    .map(({ name, value }) => `${encoded(name)}=${encoded(value)}`)
    .join('&')

const paths: ((path: string) => string)[] = [
  (path) => uriOf(path, normalize),
  // All SDKs but Node's decode the path before they take it apart: `a%2Fb` is two segments (*observed*).
  (path) => uriOf(decodePercents(path), encoded),
  // Node's SDK encodes a segment that is encoded already (§3.3).
  (path) => uriOf(path, encoded),
]

const orders: Order[] = [
  (a, b) => compare(a.name, b.name) || compare(a.value, b.value),
  // Java's and PHP's leave repeated values as they send them (§3.3).
  (a, b) => compare(a.name, b.name),
]

/** A client may also mean a plus by a plus, as URLs outside of forms do. */
const pluses: ((query: string) => string)[] = [
  (query) => query,
  (query) => query.replaceAll('+', '%2B'),
]

const queries = pluses.flatMap((read) =>
  orders.map((order) => (query: string) => queryOf(read(query), order)),
)

/** The header's value as it is signed; an absent one is empty. */
export function signedValue({ headers }: WireRequest, name: string): string {
  const header = name.toLowerCase()
  const value = ownValue(headers, header) ?? ''
  return (Array.isArray(value) ? value.join(',') : value).trim()
}

export const sha256 = (bytes: string | Buffer): string =>
  createHash('sha256')
    .update(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
    .digest('hex')

/** What stands for the body: a word of the client's such as UNSIGNED-PAYLOAD, or the body's hash. */
function payloadHash(request: WireRequest): string {
  const declared = signedValue(request, 'x-sdk-content-sha256')
  // A declared hash must be that of the body, or the body would be signed by nobody (*inferred*).
  return declared === '' || /^[0-9a-f]{64}$/i.test(declared) ? sha256(request.body) : declared
}

/** The lines of a canonical request, in which the server's and a client's can differ. */
export type Canonical = {
  method: string
  uri: string
  query: string
  headers: Parameter[]
  payload: string
}

/** @returns every form in which a known client may have written the request, the usual one first. */
export function canonicalForms(
  request: WireRequest,
  { signed_headers }: Authorization,
): [Canonical, ...Canonical[]] {
  const { path, query } = partsOf(request.target)
  const headers = signed_headers.map((name) => ({ name, value: signedValue(request, name) }))
  const payload = payloadHash(request)
  // Mostly all readings are the same.
  const uris = new Set(paths.map((write) => write(path)))
  const sorted = [...new Set(queries.map((write) => write(query)))]
  const made = [...uris].flatMap((uri) =>
    sorted.map((one) => ({ method: request.method, uri, query: one, headers, payload })),
  )
  return made as [Canonical, ...Canonical[]]
}

/** The text that is hashed (§3.1). */
export const canonicalText = ({ method, uri, query, headers, payload }: Canonical): string =>
  [
    method,
    uri,
    query,
    ...headers.map(({ name, value }) => `${name.toLowerCase()}:${value}`),
    '',
    headers.map(({ name }) => name).join(';'),
    payload,
  ].join('\n')

/** @param date the X-Sdk-Date as it is signed. */
export const stringToSign = (
  { algorithm, scope }: Authorization,
  date: string,
  canonical: string,
): string => [algorithm, date, ...(scope === null ? [] : [scope]), sha256(canonical)].join('\n')

/** The key that signs: the SK itself, or one derived from it for a scope, as hex text (§3.2). */
const keyFor = ({ ak, scope }: Authorization, sk: string): string =>
  scope === null ? sk : Buffer.from(hkdfSync('sha256', sk, ak, scope, 32)).toString('hex')

/** The signature of a text, in hex. */
const computeSignature = (authorization: Authorization, sk: string, text: string): string =>
  createHmac('sha256', keyFor(authorization, sk)).update(Buffer.from(text, 'latin1')).digest('hex')

/** Whether a signature is that of a text. Takes the same time either way. */
export function isSignedBy(authorization: Authorization, sk: string, text: string): boolean {
  const given = Buffer.from(authorization.signature, 'hex')
  const expected = Buffer.from(computeSignature(authorization, sk, text), 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** The moment of an X-Sdk-Date, `yyyyMMdd'T'HHmmss'Z'`, or undefined. */
export function momentOfSdkDate(date: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date)
  if (!parts) return undefined
  const [, year, month, day, hour, minute, second] = parts
  return parseMoment(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

/** `yyyyMMdd'T'HHmmss'Z'`, as the gateway writes moments beside those of clients. */
export const sdkDate = (moment: number): string =>
  `${new Date(moment).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`

/** @returns whether one of the forms is what was signed. */
export function verify(request: WireRequest, authorization: Authorization, sk: string): boolean {
  const date = signedValue(request, 'x-sdk-date')
  return canonicalForms(request, authorization).some((form) =>
    isSignedBy(authorization, sk, stringToSign(authorization, date, canonicalText(form))),
  )
}

/** The signature that a client makes of a request that says how it is signed. */
export function signatureOf(
  request: WireRequest,
  authorization: Authorization,
  sk: string,
): string {
  const date = signedValue(request, 'x-sdk-date')
  const [form] = canonicalForms(request, authorization)
  return computeSignature(authorization, sk, stringToSign(authorization, date, canonicalText(form)))
}
