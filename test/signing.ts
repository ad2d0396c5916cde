import { createHash, createHmac, hkdfSync } from 'node:crypto'
import type { WireRequest } from '../src/domain/identity/signatures.ts'

/** A signer for tests, written apart from the verifier, for what no vector of a real one covers. */

export type ToSign = {
  ak: string
  sk: string
  target: string
  method?: string
  headers?: Record<string, string>
  body?: Buffer | string
  /** `yyyyMMdd'T'HHmmss'Z'` */
  date?: string
  /** `<yyyyMMdd>/<region>/<service>`: a V11 signature. */
  scope?: string
  /** What the client believes of its own request, if it is mistaken. */
  uri?: string
  query?: string
  payload?: string
  believed?: Record<string, string>
}

const encode = (text: string): string =>
  [...Buffer.from(text, 'latin1')]
    .map((byte) => {
      const char = String.fromCharCode(byte)
      return /[\w.~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
const normal = (text: string): string =>
  encode(
    text.replace(/%([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
  )

function queryOf(text: string): string {
  const pairs = text.split('&').filter(Boolean)
  const split = pairs.map((pair) => {
    const at = pair.indexOf('=')
    return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
  })
  return split
    .map(([name = '', value = '']) => [normal(name), normal(value)])
    .sort()
    .map((pair) => pair.join('='))
    .join('&')
}

const hash = (bytes: string | Buffer) =>
  createHash('sha256')
    .update(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
    .digest('hex')

/** A request with its signature. */
export function signed(wish: ToSign): WireRequest {
  const { ak, sk, target, method = 'GET', date = '20260101T120000Z', scope } = wish
  const body = Buffer.from(wish.body ?? '')
  const sent: Record<string, string> = { ...wish.headers, 'x-sdk-date': date }
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  const segments = path.split('/').map(normal).join('/')
  const names = Object.keys(sent).sort()
  const declared = sent['x-sdk-content-sha256']
  const canonical = [
    method,
    wish.uri ?? (segments.endsWith('/') ? segments : `${segments}/`),
    wish.query ?? queryOf(query),
    ...names.map((name) => `${name}:${wish.believed?.[name] ?? sent[name]}`),
    '',
    names.join(';'),
    wish.payload ?? declared ?? hash(body),
  ].join('\n')
  const algorithm = scope === undefined ? 'SDK-HMAC-SHA256' : 'V11-HMAC-SHA256'
  const text = [algorithm, date, ...(scope ? [scope] : []), hash(canonical)].join('\n')
  const key =
    scope === undefined ? sk : Buffer.from(hkdfSync('sha256', sk, ak, scope, 32)).toString('hex')
  const signature = createHmac('sha256', key).update(text).digest('hex')
  const who = scope === undefined ? `Access=${ak}` : `Credential=${ak}/${scope}`
  const authorization = `${algorithm} ${who}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { method, target, headers: { ...sent, authorization }, body }
}
