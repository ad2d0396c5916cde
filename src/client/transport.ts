import { invalidCall } from './arguments.ts'
import { EmulatorError, EmulatorUnreachable, type Failure } from './errors.ts'
import { type OperationName, operations } from './operations.ts'

/** How a call gets there and back: the global `fetch`, and nothing else. */

/** What a client is told beside the URL; all of it may be absent. */
export type ClientOptions = {
  /** The account to act on, by name or id; `emulator` if absent. */
  account?: string | undefined
  /** The token of the control API, which it asks other machines for. */
  token?: string | undefined
  /** Aborted once the emulator is closed: calls are then refused with a sentence that says so. `start` sets it. */
  closed?: AbortSignal | undefined
  /** Rewords a refusal; where this is absent it becomes one in the words of this library. */
  phrase?: ((message: string, failure: Failure) => string) | undefined
}

/** What the parameters of a path are called by the functions of this library. */
const argument_names: ReadonlyMap<string, string> = new Map([
  ['task_id', 'task'],
  ['request_id', 'requestId'],
])

/** The most mistakes of a call that one sentence tells; `details` has all. */
const told_max = 10

/** What is wrong with the arguments of a call, by their names; the control API says where in the request it was. */
function argumentSentence({ details = [] }: Failure): string {
  const told = details.slice(0, told_max).map(({ path, message }) => {
    const [, first = '', ...deeper] = path.split('.')
    const name = [argument_names.get(first) ?? first, ...deeper].join('.')
    return name === '' ? message : `${name}: ${message}`
  })
  const others = details.length - told.length
  return [...told, ...(others > 0 ? [`and ${others} more`] : [])].join('; ')
}

/** The code of a fixture that cannot be loaded beside what an account holds. */
export const conflict_code = 'EMULATOR.0423'

/** What the control API says of its refusals in the words of HTTP, and what this library says, by the code. */
const by_code: ReadonlyMap<string, (failure: Failure) => string> = new Map(
  Object.entries({
    'EMULATOR.0400': (failure: Failure) =>
      failure.details?.length ? argumentSentence(failure) : failure.message,
    'EMULATOR.0401': () =>
      'Calls of the control API from another machine need its token: new EmulatorClient(url, { token }). It is printed at start; controlToken sets it.',
    'EMULATOR.0405': () =>
      'The emulator does not know this call; it is of another version than this library.',
    [conflict_code]: (failure: Failure) => conflictSentence(failure, '{ replace: true }'),
  }),
)

/** Why a fixture cannot be loaded beside what an account holds. @param replace how to empty the account first */
export function conflictSentence({ message, details }: Failure, replace: string): string {
  const [first] = details ?? []
  if (first === undefined) return message
  const place = first.line === undefined ? first.path : `line ${first.line}, ${first.path}`
  return `${first.message} (${place}). To load the fixture in the place of what the account holds, use ${replace}.`
}

/** A refusal in the words of this library: no paths of the control API, no options of the command. */
export const inLibraryWords = (failure: Failure): string =>
  withSettings(by_code.get(failure.code)?.(failure) ?? failure.message)

/** A message with the settings of `start` in the place of the options of the command. */
export const withSettings = (message: string): string =>
  message.replace(/--([a-z]+(?:-[a-z]+)*)/g, (_, flag: string) =>
    flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  )

/** Ends a wait: the promise is rejected with the reason of the signal. What the emulator has begun it finishes. */
export type WaitOptions = { signal?: AbortSignal | undefined }

type Values = Record<string, string | number | boolean | undefined>

export type Call = {
  /** Values of the path's parameters. */
  path?: Record<string, string>
  query?: Values | undefined
  /** A text is sent as it is: YAML or JSON. Anything else is sent as JSON. */
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
  /** Statuses that are answers, too. */
  also?: number[]
}

/** The way to one emulator, for one account. */
export class Connection {
  /** Without a slash at its end. */
  readonly url: string
  readonly options: ClientOptions

  constructor(url: string, options: ClientOptions) {
    this.url = url
    this.options = options
  }

  /** Makes a call that is answered in JSON. @throws as `send` does */
  async json<Answer>(name: OperationName, call?: Call): Promise<Answer> {
    return (await (await this.send(name, call)).json()) as Answer
  }

  /** Makes a call that is answered in text. @throws as `send` does */
  async text(name: OperationName, call?: Call): Promise<string> {
    return (await this.send(name, call)).text()
  }

  /** @throws EmulatorError when the emulator refuses, EmulatorUnreachable when none answers or it was closed. */
  send(name: OperationName, call?: Call): Promise<Response> {
    return send(this.url, name, this.options, call)
  }

  /** Whether the emulator was closed, as far as this process knows. */
  get isClosed(): boolean {
    return this.options.closed?.aborted === true
  }
}

/** A name as a part of a path. @throws EmulatorError for one that URLs would drop, and so mean another call. */
function segmentOf(value: unknown): string {
  const text = String(value)
  if (typeof value === 'string' && !['', '.', '..'].includes(text)) return encodeURIComponent(text)
  const shown = typeof value === 'string' ? `"${text}"` : text
  throw invalidCall(
    `${shown} cannot be used as a name: URLs drop it. Give the name or the id of what you mean.`,
  )
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

async function send(
  base: string,
  name: OperationName,
  { account, token, closed, phrase = (_, failure) => inLibraryWords(failure) }: ClientOptions,
  call: Call = {},
): Promise<Response> {
  const [method, , parameters] = operations[name]
  const takesAccount = (parameters as readonly string[]).includes('account')
  const url = urlOf(base, name, {
    ...call,
    query: { ...(takesAccount ? { account } : {}), ...call.query },
  })
  const { body, also = [] } = call
  const type = typeof body === 'string' ? 'application/yaml' : 'application/json'
  const response = await reach(base, url, closed, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(token === undefined ? {} : { 'x-emulator-token': token }),
      ...call.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : jsonOf(body) }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  })
  if (response.ok || also.includes(response.status)) return response
  throw await refusalOf(response, base, (failure) => {
    const told = typeof body === 'string' ? failure : withoutLines(failure)
    return { ...told, message: phrase(told.message, told) }
  })
}

/** @throws EmulatorError for a number that JSON has not, and would be sent as null. */
const jsonOf = (body: unknown): string =>
  JSON.stringify(body, (name, value: unknown) => {
    if (typeof value !== 'number' || Number.isFinite(value)) return value
    throw invalidCall(`${name}: ${value} is not a number that can be sent.`)
  })

/** A refusal of a document that was given as an object, which has no lines. */
function withoutLines(failure: Failure): Failure {
  const { details } = failure
  const line = details?.[0]?.line
  if (details === undefined || line === undefined) return failure
  return {
    ...failure,
    message: failure.message.replace(`line ${line}, `, ''),
    details: details.map(({ path, message }) => ({ path, message })),
  }
}

/** @throws EmulatorUnreachable when nothing answers at the URL, or the emulator was closed. */
export async function reach(
  base: string,
  url: string,
  closed: AbortSignal | undefined,
  request: RequestInit,
): Promise<Response> {
  // Its port may be another's by now.
  if (closed?.aborted) throw closedAt(base)
  try {
    return await fetch(url, request)
  } catch (error) {
    if (request.signal?.aborted) throw error
    if (closed?.aborted) throw closedAt(base)
    throw unanswered(base, /^https?:\/\//.test(base) ? reasonOf(error) : no_url)
  }
}

const unanswered = (base: string, reason: string): EmulatorUnreachable =>
  new EmulatorUnreachable(`No emulator answers at ${base}: ${reason}`, reason)

/** What calls of an emulator that was closed are refused with. */
export const closedAt = (base: string): EmulatorUnreachable =>
  new EmulatorUnreachable(
    `The emulator at ${base} was closed. Make calls before its close(), or start another one.`,
    'it was closed',
  )

const no_url = 'that is not a URL, such as http://127.0.0.1:7670'

/** Codes of the system in words; the code follows, so that it can be searched for. */
export const network_reasons: ReadonlyMap<string, string> = new Map([
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
  const words = network_reasons.get(code)
  if (words !== undefined) return `${words} (${code})`
  return code === '' || code.startsWith('UND_') ? cause?.message || message : code
}

async function refusalOf(
  response: Response,
  base: string,
  reword: (failure: Failure) => Failure,
): Promise<Error> {
  const { status } = response
  const text = await response.text()
  try {
    const { error } = JSON.parse(text)
    if (typeof error.message === 'string') {
      return new EmulatorError(status, reword(error))
    }
  } catch {
    // Not an answer of the control API.
  }
  return unanswered(base, `what is there is not an emulator and answered ${status}`)
}
