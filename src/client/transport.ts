import { EmulatorError, EmulatorUnreachable } from './errors.ts'
import { type OperationName, operations } from './operations.ts'

/** How a call gets there and back: the global `fetch`, and nothing else. */

export type ClientOptions = {
  /** The account to act on, by name or id; `emulator` if absent. */
  account?: string | undefined
  /** The token of the control API, which it wants from other machines. */
  token?: string | undefined
}

type Values = Record<string, string | number | boolean | undefined>

export type Call = {
  /** Values of the path's parameters. */
  path?: Record<string, string>
  query?: Values | undefined
  /** A text is sent as it is: YAML or JSON. Anything else is sent as JSON. */
  body?: unknown
  signal?: AbortSignal | undefined
  /** Statuses that are answers, too. */
  also?: number[]
}

/** A name as a part of a path. @throws EmulatorError for one that URLs would drop, and so mean another call. */
function segmentOf(value: unknown): string {
  const text = String(value)
  if (typeof value === 'string' && !['', '.', '..'].includes(text)) return encodeURIComponent(text)
  const shown = typeof value === 'string' ? `"${text}"` : text
  const message = `${shown} cannot be used as a name: URLs drop it. Give the name or the id of what you mean.`
  throw new EmulatorError(400, { code: 'EMULATOR.0400', message })
}

/** The URL of a call. */
function urlOf(base: string, name: OperationName, { path = {}, query = {} }: Call): string {
  const [, template] = operations[name]
  const place = Object.entries(path).reduce(
    (so_far, [key, value]) => so_far.replace(`{${key}}`, () => segmentOf(value)),
    template as string,
  )
  const given = Object.entries(query).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, String(value)]],
  )
  const search = given.length > 0 ? `?${new URLSearchParams(given)}` : ''
  return `${base}/_emulator/${place}${search}`
}

/**
 * Makes a call.
 *
 * @param base the emulator's URL, without a slash at its end.
 * @throws EmulatorError when the emulator refuses, EmulatorUnreachable when nobody answers.
 */
export async function send(
  base: string,
  name: OperationName,
  { account, token }: ClientOptions,
  call: Call = {},
): Promise<Response> {
  const [method, , parameters] = operations[name]
  const takesAccount = (parameters as readonly string[]).includes('account')
  const url = urlOf(base, name, {
    ...call,
    query: { ...(takesAccount ? { account } : {}), ...call.query },
  })
  const { body, signal, also = [] } = call
  const type = typeof body === 'string' ? 'application/yaml' : 'application/json'
  let response: Response
  try {
    response = await fetch(url, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': type }),
        ...(token === undefined ? {} : { 'x-emulator-token': token }),
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    const reason = /^https?:\/\//.test(base) ? reasonOf(error) : no_url
    throw new EmulatorUnreachable(base, reason, error)
  }
  if (response.ok || also.includes(response.status)) return response
  throw await refusalOf(response, base)
}

const no_url = 'that is not a URL, such as http://127.0.0.1:7670'

/** Codes of the system in words; whoever searches for the code finds it behind them. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection was closed'],
  ['ENOTFOUND', 'the name of the host is not known'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up now'],
  ['ETIMEDOUT', 'nothing answered in time'],
  ['UND_ERR_CONNECT_TIMEOUT', 'nothing answered in time'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is not trusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is not trusted'],
])

/** What `fetch` says of ports that browsers do not call. */
const blocked_port = 'bad port'

/** What the system said; undici hides it one level down, and has codes of its own that say little. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } }
  const { code = '' } = cause ?? {}
  if (cause?.message === blocked_port)
    return 'fetch does not call this port, as it belongs to another service'
  const words = reasons.get(code)
  if (words !== undefined) return `${words} (${code})`
  return code === '' || code.startsWith('UND_') ? cause?.message || message : code
}

async function refusalOf(response: Response, base: string): Promise<Error> {
  const { status } = response
  const text = await response.text()
  try {
    const { error } = JSON.parse(text)
    if (typeof error.message === 'string') return new EmulatorError(status, error)
  } catch {
    // Not an answer of the control API.
  }
  return new EmulatorUnreachable(base, `what is there is not an emulator and answered ${status}`)
}
