import { readFileSync } from 'node:fs'
import t from 'tap'
import {
  type Authorization,
  canonicalForms,
  canonicalText,
  isSignature,
  momentOfSdkDate,
  parseAuthorization,
  sdkDate,
  sha256,
  signedValue,
  stringToSign,
  verify,
  type WireRequest,
} from '../../src/domain/identity/signatures.ts'
import { signed } from '../signing.ts'

/** Requests that the vendor's real signers signed (signing-vectors.json), and changes of them. */

type Vector = {
  client: string
  id: string
  algorithm: string
  sk: string
  method: string
  url: string
  body: string | null
  wire_headers: Record<string, string>
  recomputed: string
  canonical_request?: string
  string_to_sign?: string
}
const file = JSON.parse(readFileSync('test/reference/signing-vectors.json', 'utf8'))
const vectors: Vector[] = file.vectors

/** What Node's parser makes of a text in a header: a character for a byte. */
const asWire = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

function wireOf({ method, url, body, wire_headers }: Vector): WireRequest {
  const headers = Object.entries(wire_headers).map(([name, value]) => [
    name.toLowerCase(),
    asWire(value),
  ])
  return {
    method,
    target: asWire(url.replace(/^https?:\/\/[^/]+/, '')),
    headers: Object.fromEntries(headers),
    body: Buffer.from(body ?? ''),
  }
}

const authorizationOf = ({ headers }: WireRequest): Authorization => {
  const parsed = parseAuthorization(String(headers.authorization))
  if (!parsed) throw new Error(`not parsed: ${headers.authorization}`)
  return parsed
}

/** Another character in the place of the last letter or digit. */
const changed = (text: string): string =>
  text.replace(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/, (char) => (char === '7' ? '8' : '7'))

/** Every way to change one byte of what is signed, and of nothing else. */
function changes(request: WireRequest, { signed_headers }: Authorization): [string, WireRequest][] {
  const { target, headers, body } = request
  const [path = '', query] = target.split('?')
  const isHashed = headers['x-sdk-content-sha256'] === undefined
  return [
    ['method', { ...request, method: 'PATCH' }],
    [
      'path',
      { ...request, target: target.replace(path, changed(path) === path ? '/7' : changed(path)) },
    ],
    ...(query === undefined
      ? []
      : ([['query', { ...request, target: `${path}?${changed(query)}` }]] as [
          string,
          WireRequest,
        ][])),
    ...(isHashed
      ? ([['body', { ...request, body: Buffer.concat([body, Buffer.from(' ')]) }]] as [
          string,
          WireRequest,
        ][])
      : []),
    ...(isHashed && body.length > 0
      ? ([['a byte of the body', { ...request, body: flipped(body) }]] as [string, WireRequest][])
      : []),
    ...signed_headers.map((name): [string, WireRequest] => [
      name,
      { ...request, headers: { ...headers, [name]: changed(String(headers[name])) } },
    ]),
  ]
}

function flipped(body: Buffer): Buffer {
  const copy = Buffer.from(body)
  copy[0] = (copy[0] ?? 0) ^ 1
  return copy
}

t.test(
  'what the vendor’s signers signed verifies, and with one byte changed it does not',
  async (t) => {
    t.ok(vectors.length >= 80)
    for (const vector of vectors) {
      const name = `${vector.client} ${vector.algorithm} ${vector.id}`
      const request = wireOf(vector)
      const authorization = authorizationOf(request)
      if (vector.recomputed === 'FAIL') {
        t.notOk(verify(request, authorization, vector.sk), `${name}: no server can verify it`)
        continue
      }
      t.ok(verify(request, authorization, vector.sk), name)
      for (const [what, other] of changes(request, authorization)) {
        t.notOk(verify(other, authorization, vector.sk), `${name}: ${what}`)
      }
      t.notOk(verify(request, authorization, changed(vector.sk)), `${name}: key`)
      const { signature } = authorization
      const forged = { ...authorization, signature: changed(signature) }
      t.notOk(verify(request, forged, vector.sk), `${name}: signature`)
    }
  },
)

t.test('canonical requests and strings to sign are those of the signers', async (t) => {
  for (const vector of vectors) {
    if (vector.canonical_request === undefined) continue
    const request = wireOf(vector)
    const authorization = authorizationOf(request)
    const texts = canonicalForms(request, authorization).map(canonicalText)
    t.ok(texts.includes(asWire(vector.canonical_request)), vector.id)
    const date = signedValue(request, 'x-sdk-date')
    t.equal(
      stringToSign(authorization, date, asWire(vector.canonical_request)),
      vector.string_to_sign,
    )
  }
  t.equal(sha256(file.doc_example.canonical_request), file.doc_example.sha256, 'the guide’s')
})

const keys = { ak: 'AK', sk: 'SK' }

t.test(
  'a path segment that is encoded already may be encoded again, as Node’s SDK does',
  async (t) => {
    const request = signed({ ...keys, target: '/v3/tasks/a%20b?x=1' })
    const authorization = authorizationOf(request)
    t.ok(verify(request, authorization, 'SK'))
    const again = signed({ ...keys, target: '/v3/tasks/a%20b?x=1', uri: '/v3/tasks/a%2520b/' })
    t.ok(verify(again, authorizationOf(again), 'SK'))
    const thrice = signed({ ...keys, target: '/v3/tasks/a%20b?x=1', uri: '/v3/tasks/a%252520b/' })
    t.notOk(verify(thrice, authorizationOf(thrice), 'SK'))
  },
)

t.test('values of a header in UTF-8, a bad escape, a name twice, an empty pair', async (t) => {
  for (const target of ['/v3/%zz/%', '/v3/x?a=2&a=1&&b&c=%E8%BF', '/v3/%e8%bf%81', '//v3//x/']) {
    const request = signed({ ...keys, target, headers: { 'x-name': asWire('迁移 é') } })
    t.ok(verify(request, authorizationOf(request), 'SK'), target)
  }
})

t.test('a declared hash must be that of the body', async (t) => {
  const body = Buffer.from('{"a":1}')
  const headers = { 'x-sdk-content-sha256': sha256(body) }
  const request = signed({ ...keys, method: 'POST', target: '/', headers, body })
  t.ok(verify(request, authorizationOf(request), 'SK'))
  t.notOk(verify({ ...request, body: Buffer.from('{"a":2}') }, authorizationOf(request), 'SK'))
  const free = { 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' }
  const unsigned = signed({ ...keys, method: 'POST', target: '/', headers: free, body })
  t.ok(verify({ ...unsigned, body: Buffer.from('else') }, authorizationOf(unsigned), 'SK'))
})

t.test('headers that are not listed may be anything', async (t) => {
  const request = signed({ ...keys, target: '/v3/tasks' })
  const headers = { ...request.headers, host: 'elsewhere', 'x-project-id': 'p', 'user-agent': 'u' }
  t.ok(verify({ ...request, headers }, authorizationOf(request), 'SK'))
})

t.test('what an Authorization header must look like', async (t) => {
  const signature = 'a'.repeat(64)
  const tail = `SignedHeaders=host;x-sdk-date, Signature=${signature}`
  t.match(parseAuthorization(`SDK-HMAC-SHA256 Access=AK, ${tail}`), {
    algorithm: 'SDK-HMAC-SHA256',
    ak: 'AK',
    scope: null,
    signed_headers: ['host', 'x-sdk-date'],
    signature,
  })
  t.match(parseAuthorization(`V11-HMAC-SHA256 Credential=AK/20260101/r/sms, ${tail}`), {
    ak: 'AK',
    scope: '20260101/r/sms',
  })
  for (const text of [
    `SDK-HMAC-SM3 Access=AK, ${tail}`,
    `SDK-HMAC-SHA256 ${tail}`,
    `SDK-HMAC-SHA256 Access=, ${tail}`,
    'SDK-HMAC-SHA256 Access=AK',
    `SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date, Signature=abc`,
    `V11-HMAC-SHA256 Credential=AK, ${tail}`,
    `V11-HMAC-SHA256 Credential=AK/20260101/r, ${tail}`,
    'Bearer abc',
  ]) {
    t.equal(parseAuthorization(text), undefined, text)
  }
  t.ok(isSignature('SDK-ECDSA-P256-SHA256 Access=x'))
  t.notOk(isSignature('Bearer abc'))
  t.notOk(isSignature(undefined))
})

t.test('moments of X-Sdk-Date', async (t) => {
  t.equal(momentOfSdkDate('20260101T120000Z'), Date.parse('2026-01-01T12:00:00Z'))
  t.equal(momentOfSdkDate('20260230T120000Z'), undefined, 'a day that does not exist')
  t.equal(sdkDate(Date.parse('2026-01-01T12:00:00Z')), '20260101T120000Z')
  for (const text of ['', '20260101', '2026-01-01T12:00:00Z', '20261301T000000Z']) {
    t.equal(momentOfSdkDate(text), undefined, text)
  }
})
