import { invalidCall } from './arguments.ts'
import { EmulatorError, EmulatorUnreachable, type Failure } from './errors.ts'
import { type OperationName, operations } from './operations.ts'
import { inLibraryWords, networkReasonOf } from './refusal-words.ts'

/** How a call gets there and back: the global `fetch`, and nothing else. */

/** What a client is told beside the URL; all of it may be absent. */
export type ClientOptions = {
  /** The account to act on, by name or id; `emulator` if absent. */
  account?: string | undefined
  /** The token of the control API, which it asks other machines for. */
  token?: string | undefined
  /** Aborted once the emulator is closed: calls are then refused with a sentence that says so. `start` sets it. */
  closed?: AbortSignal | undefined
  /** Aborted once the account is deleted: calls for it are then refused with a sentence that says so. `accounts.open` sets it. */
  deleted?: AbortSignal | undefined
  /** Rewords a refusal; where this is absent it becomes one in the words of this library. */
  phrase?: ((message: string, failure: Failure) => string) | undefined
}

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

  /** Makes a call that is answered in JSON. @throws as `text` does */
  async json<Answer>(name: OperationName, call?: Call): Promise<Answer> {
    const text = await this.text(name, call)
    try {
      return JSON.parse(text)
    } catch {
      throw noEmulator(this.url, 'without JSON')
    }
  }

  /** Makes a call that is answered in text. @throws as `send` does, EmulatorUnreachable also for an answer that is cut off */
  async text(name: OperationName, call: Call = {}): Promise<string> {
    const response = await this.send(name, call)
    const text = await readText(response, this.#wayOf(call))
    // All answers of an emulator have one, but a proxy may have dropped it.
    const isMarked = response.headers.has('x-request-id')
    if (!isMarked && !(await isHealthy(this.url, call))) throw noEmulator(this.url, response.status)
    return text
  }

  /** Makes a call that is answered with a stream of events. @throws as `send` does, EmulatorError for what is no stream */
  async stream(name: OperationName, call: Call): Promise<AsyncIterable<Uint8Array>> {
    const { status, headers, body } = await this.send(name, call)
    if (body && headers.get('content-type')?.startsWith('text/event-stream')) {
      return readBytes(body, this.#wayOf(call))
    }
    const message = `What is at ${this.url} answered with no stream of events. Is it an emulator?`
    throw new EmulatorError(status, { code: 'EMULATOR.0404', message })
  }

  #wayOf({ signal }: Call): Way {
    return { base: this.url, closed: this.options.closed, signal }
  }

  /** @throws EmulatorError when the emulator refuses, EmulatorUnreachable when none answers or it was closed. */
  async send(name: OperationName, call: Call = {}): Promise<Response> {
    const [, , parameters] = operations[name]
    if (!(parameters as readonly string[]).includes('account')) {
      return send(this.url, name, this.options, call)
    }
    const query = { account: this.options.account, ...call.query }
    return this.unlessDeleted(query.account, () =>
      send(this.url, name, this.options, { ...call, query }),
    )
  }

  /**
   * Makes a call for an account. @throws EmulatorError when it is this client's and was deleted, before the call or
   * while it was refused, and what `call` throws.
   */
  async unlessDeleted<Answer>(
    account: Values[string],
    call: () => Promise<Answer>,
  ): Promise<Answer> {
    const own = account === this.options.account ? this.options.deleted : undefined
    if (own?.aborted) throw accountDeleted(account)
    try {
      return await call()
    } catch (error) {
      throw own?.aborted && error instanceof EmulatorError ? accountDeleted(account) : error
    }
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
  { token, closed, phrase = (_, failure) => inLibraryWords(failure) }: ClientOptions,
  call: Call,
): Promise<Response> {
  const [method] = operations[name]
  const url = urlOf(base, name, call)
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
  if (response.ok) return response
  const { status, headers } = response
  const text = await readText(response, { base, closed, signal: call.signal })
  const failure = failureIn(text)
  if (!failure && also.includes(status)) return new Response(text, { status, headers })
  if (!failure) throw noEmulator(base, status)
  if (failure.code === stopping_code) {
    throw closed?.aborted
      ? closedAt(base)
      : new EmulatorUnreachable(failure.message, 'it is stopping')
  }
  const told = typeof body === 'string' ? failure : withoutLines(failure)
  throw new EmulatorError(status, { ...told, message: phrase(told.message, told) })
}

/** @throws EmulatorError for a number that JSON would send as null. */
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

/** The way of a call: to where, until what is aborted. */
type Way = {
  base: string
  closed: AbortSignal | undefined
  signal?: AbortSignal | null | undefined
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
    throw failureOf(error, { base, closed, signal: request.signal })
  }
}

/** Reads an answer to its end. @throws EmulatorUnreachable where it is cut off, or the emulator was closed meanwhile */
const readText = (response: Response, way: Way): Promise<string> =>
  response.text().catch((error) => {
    throw cutOff(error, way)
  })

/** The bytes of a stream, as they come. @throws as `readText` */
async function* readBytes(
  body: AsyncIterable<Uint8Array>,
  way: Way,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body
  } catch (error) {
    throw cutOff(error, way)
  }
}

/** Why an answer has no end. */
function cutOff(error: unknown, way: Way): unknown {
  const failure = failureOf(error, way)
  if (way.signal?.aborted || way.closed?.aborted) return failure
  return new EmulatorUnreachable(
    `The answer of ${way.base} was cut off; what was asked may have been done.`,
    'the answer was cut off; what was asked may have been done',
  )
}

/** Whether an emulator is at a URL. @throws the reason of the signal that ends it */
const isHealthy = (base: string, { signal }: Call): Promise<boolean> =>
  fetch(`${base}/_emulator/health`, signal === undefined ? {} : { signal })
    .then(async (response) => (await response.text()) === '{"status":"ok"}')
    .catch(() => {
      signal?.throwIfAborted()
      return false
    })

/** Why a call has no answer: what it was ended with, or what the network says. */
function failureOf(error: unknown, { base, closed, signal }: Way): unknown {
  if (signal?.aborted) return error
  if (closed?.aborted) return closedAt(base)
  return unanswered(base, /^https?:\/\//.test(base) ? networkReasonOf(error) : no_url)
}

const unanswered = (base: string, reason: string): EmulatorUnreachable =>
  new EmulatorUnreachable(`No emulator answers at ${base}: ${reason}`, reason)

const noEmulator = (base: string, answered: number | string): EmulatorUnreachable =>
  unanswered(base, `what is there is not an emulator and answered ${answered}`)

/** What calls of an emulator that was closed are refused with. */
export const closedAt = (base: string): EmulatorUnreachable =>
  new EmulatorUnreachable(
    `The emulator at ${base} was closed. Make calls before its close(), or start another one.`,
    'it was closed',
  )

const accountDeleted = (account: Values[string]): EmulatorError =>
  new EmulatorError(404, {
    code: 'EMULATOR.0404',
    message: `${account} was deleted, as at the end of its test: is an await missing before a call of the test?`,
  })

/** The code with which an emulator that is stopping refuses calls. */
const stopping_code = 'EMULATOR.0503'

const no_url = 'that is not a URL, such as http://127.0.0.1:7670'

/** What an answer of the control API says of a refusal; undefined for another answer. */
function failureIn(text: string): Failure | undefined {
  try {
    const { error } = JSON.parse(text)
    return typeof error.message === 'string' ? error : undefined
  } catch {
    return undefined
  }
}
