/** Tested by: test/http/control/explain.test.ts, test/cli/bundle-secrets.test.ts */
import { service_prefixes } from '../../schemas/companion-services.ts'
import type { SignatureTexts } from '../../schemas/control/explain.ts'
import { decodePercents, partsOf } from '../../text/targets.ts'
import { hideInHeader, hideInQuery } from '../hiding/hiding.ts'
import type { Hiding } from '../hiding/json-hiding.ts'
import {
  type Authorization,
  type Canonical,
  canonicalForms,
  canonicalText,
  isSignedBy,
  sha256,
  signedValue,
  stringToSign,
  type WireRequest,
} from './signatures.ts'

/**
 * Why a signature is not the one over its request. A signature cannot be turned back into what was
 * signed; but the mistakes that clients make are few (iam.md §3.3, §4.3, §6), so each is made here,
 * too: where it leads to the client's signature, that is what the client signed.
 */

export type Diagnosis = {
  /** The server's canonical request, with secrets covered. */
  canonical: string
  /** What the client did, where it is proved. */
  cause: string | undefined
  texts: SignatureTexts
}

type Guess = [
  cause: string,
  change: (canonical: Canonical, request: WireRequest) => Partial<Canonical> | undefined,
]

/** Bodies above this are not parsed for a guess. */
const parsed_max_bytes = 1_048_576

const withHeader =
  (name: string, change: (value: string, request: WireRequest) => string) =>
  ({ headers }: Canonical, request: WireRequest): Partial<Canonical> => ({
    headers: headers.map((header) =>
      header.name.toLowerCase() === name
        ? { ...header, value: change(header.value, request) }
        : header,
    ),
  })

/** The body as a client has it that writes JSON before it sends it, in other words. */
function compactHash({ body }: WireRequest): Partial<Canonical> | undefined {
  if (body.length === 0 || body.length > parsed_max_bytes) return undefined
  try {
    return { payload: sha256(Buffer.from(JSON.stringify(JSON.parse(body.toString('utf8'))))) }
  } catch {
    return undefined
  }
}

const prefix = new RegExp(`^/(${service_prefixes.join('|')})(?=/)`)

const guesses: Guess[] = [
  [
    'The client leaves out the slash that ends the canonical URI, whether or not the path has one.',
    ({ uri }) => ({ uri: uri.replace(/\/$/, '') }),
  ],
  [
    'The client signs the path as it is written, without encoding its segments.',
    (_, { target }) => ({ uri: `${decodePercents(partsOf(target).path).replace(/\/$/, '')}/` }),
  ],
  [
    'The client signs the path without its prefix, such as /sms or /iam (the PHP SDK drops it).',
    ({ uri }) => ({ uri: uri.replace(prefix, '') }),
  ],
  [
    'The client signs doubled slashes of the path as one.',
    ({ uri }) => ({ uri: uri.replace(/\/{2,}/g, '/') }),
  ],
  ['The client signs no query; parameters were added after signing.', () => ({ query: '' })],
  [
    'The client signs the query as it is sent, neither sorted nor encoded again.',
    (_, { target }) => ({ query: partsOf(target).query }),
  ],
  [
    'The client signs a space of the query as +; it must be %20.',
    ({ query }) => ({ query: query.replaceAll('%20', '+') }),
  ],
  [
    'The client signs a parameter without value as its bare name; it must be `name=`.',
    ({ query }) => ({ query: query.replace(/=(?=&|$)/g, '') }),
  ],
  [
    'The client signs its headers in another order than SignedHeaders lists them.',
    ({ headers }) => ({ headers: [...headers].sort((a, b) => (a.name < b.name ? -1 : 1)) }),
  ],
  [
    'The client signs the Host without the port, but sends it with one.',
    withHeader('host', (host) => host.replace(/:\d+$/, '')),
  ],
  [
    'The client signs the Host that a proxy in front replaced (X-Forwarded-Host): let it preserve the Host.',
    withHeader('host', (host, request) => signedValue(request, 'x-forwarded-host') || host),
  ],
  [
    'The client signs a Content-Type to which its HTTP library then adds a charset.',
    withHeader('content-type', (type) => type.replace(/\s*;.*$/, '')),
  ],
  ['The client signs an empty body, but sends one.', () => ({ payload: sha256(Buffer.alloc(0)) })],
  [
    'The client signs UNSIGNED-PAYLOAD without sending it as X-Sdk-Content-Sha256.',
    () => ({ payload: 'UNSIGNED-PAYLOAD' }),
  ],
  [
    'The client signs the body without the newline at its end (the Go SDK and Terraform send and sign one).',
    (_, { body }) => ({ payload: sha256(body.subarray(0, body.at(-1) === 10 ? -1 : undefined)) }),
  ],
  [
    'The client signs the body with a newline at its end, and sends none.',
    (_, { body }) => ({ payload: sha256(Buffer.concat([body, Buffer.from('\n')])) }),
  ],
  [
    'The client signs its JSON written compactly; its HTTP library writes it with other spaces.',
    (_, request) => compactHash(request),
  ],
]

const key_guesses: [cause: string, change: (sk: string, ak: string) => string][] = [
  ['The client’s secret key has a newline at its end.', (sk) => `${sk}\n`],
  ['The client’s secret key has a carriage return at its end.', (sk) => `${sk}\r\n`],
  ['The client’s secret key has a space at its end.', (sk) => `${sk} `],
  ['The client signs with its access key instead of the secret key.', (_, ak) => ak],
]

/** Looks for what the client signed instead. Nothing that goes out holds the key or a signature. */
export function diagnose(
  request: WireRequest,
  authorization: Authorization,
  sk: string,
): Diagnosis {
  const [canonical] = canonicalForms(request, authorization)
  const text = canonicalText(canonical)
  const date = signedValue(request, 'x-sdk-date')
  const isClients = (client: string, key = sk): boolean =>
    isSignedBy(authorization, key, stringToSign(authorization, date, client))

  for (const [cause, change] of guesses) {
    const clients = { ...canonical, ...change(canonical, request) }
    const client = canonicalText(clients)
    if (client !== text && isClients(client)) {
      const texts = compare(authorization, date, canonical, clients)
      return { canonical: signedParts(canonical), cause, texts }
    }
  }
  const mistaken = key_guesses.find(([, change]) => isClients(text, change(sk, authorization.ak)))
  const texts = compare(authorization, date, canonical, canonical)
  return {
    canonical: signedParts(canonical),
    cause: mistaken?.[0],
    texts: { ...texts, proved: mistaken !== undefined },
  }
}

/** The canonical request as the refusal of a wrong signature shows it, in one line. */
export const describeCanonical = (request: WireRequest, authorization: Authorization): string =>
  inOneLine(signedParts(canonicalForms(request, authorization)[0]))

/** As the gateway writes canonical requests (iam.md §3.4). */
export const inOneLine = (canonical: string): string => canonical.replaceAll('\n', '|')

/** Covers values that are not known to be harmless. */
const covering: Hiding = { hide: () => '***', show: (value) => value }

/** A canonical request for people: secrets covered, bytes read as UTF-8. */
function signedParts(canonical: Canonical): string {
  const text = canonicalText({
    ...canonical,
    query: hideInQuery(canonical.query, covering),
    headers: canonical.headers.map(({ name, value }) => ({
      name,
      value: value === '' ? '' : hideInHeader(name, value, covering),
    })),
  })
  return Buffer.from(text, 'latin1').toString('utf8')
}

/** The texts of both sides, line by line. */
function compare(
  authorization: Authorization,
  date: string,
  server: Canonical,
  client: Canonical,
): SignatureTexts {
  const signCanonical = (one: Canonical) => stringToSign(authorization, date, canonicalText(one))
  const canonical_request = linesOf(signedParts(server), signedParts(client), (line, count) => {
    if (line <= 3) return ['method', 'uri', 'query'][line - 1] ?? ''
    if (line === count) return 'payload hash'
    if (line === count - 1) return 'signed headers'
    return line === count - 2 ? 'end of headers' : 'header'
  })
  const string_to_sign = linesOf(signCanonical(server), signCanonical(client), (line, count) => {
    if (line <= 2) return ['algorithm', 'date'][line - 1] ?? ''
    return line === count ? 'hash of the canonical request' : 'scope'
  })
  const [first] = canonical_request.filter(({ differs }) => differs)
  return {
    proved: canonicalText(server) !== canonicalText(client),
    canonical_request,
    string_to_sign,
    first_difference: first ? { text: 'canonical_request', ...first } : null,
  }
}

function linesOf(
  server: string,
  client: string,
  partOf: (line: number, count: number) => string,
): SignatureTexts['canonical_request'] {
  const [ours, theirs] = [server.split('\n'), client.split('\n')]
  return ours.map((line, index) => ({
    line: index + 1,
    part: partOf(index + 1, ours.length),
    server: line,
    client: theirs[index] ?? null,
    differs: line !== theirs[index],
  }))
}
