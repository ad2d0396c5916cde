import { once } from 'node:events'
import http, {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import https from 'node:https'
import { pipeline } from 'node:stream/promises'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { network_reasons } from '../../client/refusal-words.ts'
import { reasonOf } from '../../text/failures.ts'
import type { Admitted, Refused } from './admit.ts'
import type { Sign } from './keys.ts'
import type { Upstream } from './upstreams.ts'

/** Passes a call on to its service and the answer back, byte for byte, and keeps a copy of both. */

/** What was sent and answered. */
export type Passed = {
  sent: { headers: IncomingHttpHeaders; text: string }
  answer: { status: number; headers: IncomingHttpHeaders; text: string | undefined }
}

/** Longer than any body of the services; of a longer answer only the head is recorded. */
const body_max = 12 * 1_048_576
/** A service that has not answered by then does not answer (the SDKs wait for a minute at most). */
const patience_ms = 120_000

/** What is about one connection, and what is said anew: who calls, and from where. */
const own_headers: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'host', 'content-length'],
  ...['authorization', 'x-sdk-date', 'x-sdk-content-sha256', 'x-security-token', 'cookie'],
  ...['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'],
])

type Line = { request: IncomingMessage; response: ServerResponse }

/**
 * @param agents that keep connections open.
 * @returns what went through; undefined where the client went away; or why nothing was passed on.
 */
export async function passOn(
  { request, response }: Line,
  { target }: Admitted,
  { base }: Upstream,
  { sign, agent }: { sign: Sign | undefined; agent: http.Agent },
): Promise<Passed | Refused | undefined> {
  const body = await bodyOf(request)
  if (body === undefined) {
    return { status: 413, message: `A body may have ${body_max} bytes, and this one has more.` }
  }
  const method = request.method ?? 'GET'
  const path = `${base.pathname.replace(/\/$/, '')}${target}`
  const headers = headersFor(request.headers, base)
  const isOpen =
    'x-auth-token' in headers || (method === 'POST' && /\/v3\/auth\/tokens$/.test(path))
  if (!isOpen && sign === undefined) return unsigned
  const signed = isOpen ? headers : sign?.({ method, target: path, headers, body }, Date.now())
  const length = body.length > 0 || /^P/.test(method) ? { 'content-length': body.length } : {}
  const client = base.protocol === 'https:' ? https : http
  const outgoing = client.request({
    ...{ host: base.hostname.replace(/^\[|\]$/g, ''), port: base.port, method, path, agent },
    headers: { ...signed, ...length },
    timeout: patience_ms,
  })
  outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })))
  response.once('close', () => outgoing.destroy())
  outgoing.end(body)
  try {
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    const copy = await giveBack(answer, response)
    const sent = { headers: request.headers, text: body.toString('utf8') }
    const { statusCode: status = 0, headers: answered } = answer
    return { sent, answer: { status, headers: answered, text: textOf(copy, answered) } }
  } catch (error) {
    if (response.destroyed || response.headersSent) {
      response.destroy()
      return undefined
    }
    return { status: 502, message: `${base.host} is not reachable: ${whyOf(error)}.` }
  }
}

const unsigned: Refused = {
  status: 401,
  message:
    'This call has no token, and there are no keys to sign it with. Send X-Auth-Token, or set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK for sms-emulator record.',
}

const whyOf = (error: unknown): string => {
  const { code = '' } = error as NodeJS.ErrnoException
  return network_reasons.get(code) ?? (code === '' ? reasonOf(error) : code)
}

/** @returns undefined for one that is too long. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length > body_max) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function headersFor(given: IncomingHttpHeaders, { host }: URL): Record<string, string> {
  const named = (given.connection ?? '').toLowerCase().split(/\s*,\s*/)
  const kept = Object.entries(given).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || own_headers.has(name) || named.includes(name)) return []
    return [[name, Array.isArray(value) ? value.join(', ') : value]]
  })
  return { host, ...Object.fromEntries(kept) }
}

/** @returns the bytes of the answer's body; undefined if they are too many to keep. */
async function giveBack(
  answer: IncomingMessage,
  response: ServerResponse,
): Promise<Buffer | undefined> {
  const { rawHeaders, statusCode = 502, statusMessage } = answer
  const kept: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2)
    if (!hop_headers.has(name.toLowerCase())) kept.push(name, value)
  }
  response.sendDate = false
  response.writeHead(statusCode, statusMessage, kept)
  const parts: Buffer[] = []
  let length = 0
  await pipeline(
    answer,
    async function* copied(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        length += chunk.length
        if (length <= body_max) parts.push(chunk)
        yield chunk
      }
    },
    response,
  )
  return length > body_max ? undefined : Buffer.concat(parts)
}

const hop_headers = new Set(['connection', 'keep-alive', 'transfer-encoding', 'trailer', 'upgrade'])

const decoders: ReadonlyMap<string, typeof gunzipSync> = new Map([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
])

/** The text that a client reads in an answer; undefined for what cannot be decoded. */
function textOf(bytes: Buffer | undefined, headers: IncomingHttpHeaders): string | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? ''
  if (bytes === undefined || bytes.length === 0) return bytes?.toString()
  if (encoding === '' || encoding === 'identity') return bytes.toString('utf8')
  try {
    return decoders.get(encoding)?.(bytes, { maxOutputLength: body_max }).toString('utf8')
  } catch {
    return undefined
  }
}
