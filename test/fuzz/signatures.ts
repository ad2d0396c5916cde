import fc from 'fast-check'
import { parseAuthorization, type WireRequest } from '../../src/domain/identity/signatures.ts'
import { identify } from '../../src/operations/iam/callers.ts'
import type { TestEmulator } from '../helper.ts'
import { signed } from '../signing.ts'
import { oddText, oneSign, withOneSign } from './grammar.ts'
import type { Property } from './properties.ts'

/** Signatures by AK/SK: what is signed otherwise than it is sent never comes in, nothing is failed on. */

const ak = 'EMULATORACCESSKEY001'
const sk = 'emulatorSecretKeyForLocalTestsOnly000001'

const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019-._~'), minLength: 1, maxLength: 8 })
const request: fc.Arbitrary<WireRequest> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
    path: fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
    query: fc.array(fc.tuple(word, word), { maxLength: 3 }),
    body: fc.string({ maxLength: 20 }),
    project: word,
    scope: fc.constantFrom(undefined, '20260101/ap-southeast-1/sms'),
  })
  .map(({ method, path, query, body, project, scope }) => {
    const pairs = query.map((pair) => pair.join('=')).join('&')
    const target = pairs === '' ? path : `${path}?${pairs}`
    const headers = { host: 'sms.ap-southeast-1.myhuaweicloud.com', 'x-project-id': project }
    return signed({ ak, sk, method, target, body, headers, ...(scope ? { scope } : {}) })
  })

const authorizationOf = ({ headers }: WireRequest): string => String(headers.authorization)

const withHeader = (wire: WireRequest, name: string, value: string): WireRequest => ({
  ...wire,
  headers: { ...wire.headers, [name]: value },
})

const isIn = ({ emulator }: TestEmulator, wire: WireRequest): boolean =>
  'caller' in identify(emulator.accounts, wire)

function mustBeIn(emulator: TestEmulator, wire: WireRequest): void {
  if (!isIn(emulator, wire))
    throw new Error(`the right signature is refused: ${authorizationOf(wire)}`)
}

function mustBeOut(emulator: TestEmulator, wire: WireRequest): void {
  if (isIn(emulator, wire)) throw new Error(`it came in: ${JSON.stringify(wire)}`)
}

/** Exactly one sign of the 64 is another. */
const wrongSignature: Property = {
  name: 'a signature with one other sign is refused',
  share: 0.15,
  make: (emulator) =>
    fc.property(request, fc.nat(63), fc.nat(14), (wire, at, step) => {
      mustBeIn(emulator, wire)
      const authorization = authorizationOf(wire)
      const place = authorization.length - 64 + at
      const sign = (Number.parseInt(authorization[place] ?? '', 16) + 1 + step) % 16
      const wrong =
        authorization.slice(0, place) + sign.toString(16) + authorization.slice(place + 1)
      mustBeOut(emulator, withHeader(wire, 'authorization', wrong))
    }),
}

const wrongHeader: Property = {
  name: 'an Authorization header with one other sign is refused, unless it says the same',
  share: 0.15,
  make: (emulator) =>
    fc.property(request, oneSign, (wire, change) => {
      // Wrong ones in a row would lock the key.
      mustBeIn(emulator, wire)
      const text = withOneSign(authorizationOf(wire), change)
      if (text === undefined) return
      const said = JSON.stringify(parseAuthorization(authorizationOf(wire)))
      const changed = withHeader(wire, 'authorization', text)
      if (JSON.stringify(parseAuthorization(text)) === said) mustBeIn(emulator, changed)
      else mustBeOut(emulator, changed)
    }),
}

const parts = ['method', 'path', 'body', 'x-project-id', 'x-sdk-date', 'host'] as const

const wrongRequest: Property = {
  name: 'a request with one other sign than was signed is refused',
  share: 0.1,
  make: (emulator) =>
    fc.property(request, fc.constantFrom(...parts), fc.nat(), (wire, part, at) => {
      mustBeIn(emulator, wire)
      const other = (text: string, from = 0): string => {
        const place = from + (at % Math.max(1, text.length - from))
        const sign = text[place] === 'q' ? 'w' : 'q'
        return text.slice(0, place) + sign + text.slice(place + 1)
      }
      const [path = '', ...query] = wire.target.split('?')
      switch (part) {
        case 'method':
          mustBeOut(emulator, { ...wire, method: other(wire.method) })
          return
        case 'path':
          mustBeOut(emulator, { ...wire, target: [other(path, 1), ...query].join('?') })
          return
        case 'body':
          mustBeOut(emulator, { ...wire, body: Buffer.from(other(String(wire.body))) })
          return
        default:
          mustBeOut(emulator, withHeader(wire, part, other(String(wire.headers[part]))))
      }
    }),
}

const piece = (good: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: oddText })

/** `<algorithm> Access=…, SignedHeaders=…, Signature=…`, its parts in any order, doubled, missing, odd. */
const header: fc.Arbitrary<string> = fc
  .record({
    algorithm: piece('SDK-HMAC-SHA256'),
    parts: fc.shuffledSubarray([0, 1, 2, 0, 1, 2]),
    access: fc.oneof(piece(ak), fc.constant(`${ak}/20260101/ap-southeast-1/sms`)),
    name: fc.constantFrom('Access', 'Credential', 'access', '__proto__', ''),
    headers: piece('host;x-sdk-date'),
    signature: piece('0'.repeat(64)),
    between: fc.constantFrom(', ', ',', ' ', ';', ',,', '\t'),
  })
  .map(({ algorithm, parts, access, name, headers, signature, between }) => {
    const all = [`${name}=${access}`, `SignedHeaders=${headers}`, `Signature=${signature}`]
    return `${algorithm} ${parts.map((part) => all[part]).join(between)}`
  })

const oddHeader: Property = {
  name: 'any Authorization header is answered with 401, never failed on',
  share: 0.1,
  make: ({ call }) =>
    fc.asyncProperty(header, piece('20260101T120000Z'), async (authorization, date) => {
      const headers = { authorization, 'x-sdk-date': date, host: 'localhost' }
      const { status, body } = await call('GET', '/v3/tasks', { headers })
      if (status !== 401 || body.error_code !== 'APIGW.0301') throw new Error(`${status}`)
    }),
}

export const signatures = [wrongSignature, wrongHeader, wrongRequest, oddHeader]
