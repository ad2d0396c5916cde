/** Tested by: test/http/control/requests.test.ts */
import type { Explanation } from '../../schemas/control/explain.ts'
import type { Har } from '../../schemas/control/har.ts'
import {
  body_max,
  type Call,
  type CallFilter,
  type CallView,
  type Message,
  type RegenerableBody,
} from '../../schemas/control/journal.ts'
import type { CallTold } from '../../schemas/control/stream.ts'
import { isoOf, parseMoment } from '../../schemas/time.ts'
import { fitsGlob } from '../../text/globs.ts'
import { ownValue } from '../../text/own-value.ts'
import type { Steps } from '../../text/replace-many.ts'
import { partsOf } from '../../text/targets.ts'
import { Redaction } from './redaction.ts'

/** Calls of the journal: which a filter means, and how they are shown, without their secrets. */

/**
 * A message as it is kept. A part of a text or of bytes would keep the whole in memory; a copy does not. A
 * text that can be made anew is no load at all. All that is kept of a call is moved twice by the collection of
 * garbage: hence few objects, and the headers of the call before where they are the same.
 *
 * @param before the headers of the call before.
 */
export function keptMessage(
  { headers: given, body }: Pick<Message, 'headers' | 'body'>,
  before?: Message['headers'],
): Message {
  const headers = before && hasSame(before, given) ? before : given
  if (body === null) return { headers, body, bytes: 0 }
  if (isRegenerable(body)) return { headers, body, bytes: null }
  if (body.length === 0) return { headers, body: null, bytes: 0 }
  const bytes = Buffer.byteLength(body)
  if (body.length <= body_max) return { headers, body, bytes }
  return { headers, body: Buffer.from(body.slice(0, body_max)), bytes }
}

/** Whether a client sends the same headers again. With the token in them they are a third of what a call takes. */
function hasSame(before: Message['headers'], headers: Message['headers']): boolean {
  const names = Object.keys(headers)
  return (
    names.length === Object.keys(before).length &&
    names.every((name) => ownValue(before, name) === ownValue(headers, name))
  )
}

/** Whether a body is kept as how to make it anew. */
export const isRegenerable = (body: Message['body']): body is RegenerableBody =>
  typeof body === 'object' && body !== null && 'again' in body

/** What a call takes in memory, roughly, without what it shares with others. */
export const weightOf = ({ target, request, response }: Call): number =>
  2_048 + target.length + ownLength(request.body) + ownLength(response.body)

const ownLength = (body: Message['body']): number =>
  body === null || isRegenerable(body) ? 0 : body.length

/** What an answer that is made anew is made of, as others are, too. */
export const sharedBy = ({ response: { body } }: Call): RegenerableBody['of'] =>
  isRegenerable(body) ? body.of : []

/** The calls that a filter means, in their order. */
export function matching(calls: readonly Call[], filter: CallFilter): Call[] {
  return callsAfter(calls, filter.since).filter((call) => fits(call, filter))
}

function callsAfter(calls: readonly Call[], since: string | undefined): readonly Call[] {
  if (since === undefined) return calls
  const moment = parseMoment(since)
  if (moment !== undefined) return calls.filter(({ clock }) => clock >= moment)
  // The call itself may have left the ring: then all that are there came after it.
  return calls.slice(calls.findIndex(({ id }) => id === since) + 1)
}

/** Whether a call is one that a filter means, apart from `since`. */
export function fits(call: Call, { operation, method, path, status, code }: CallFilter): boolean {
  return (
    (operation === undefined || fitsGlob(operation, call.operation ?? '')) &&
    (method === undefined || method.toUpperCase() === call.method) &&
    fitsGlob(path, partsOf(call.target).path) &&
    (status === undefined || fitsStatus(status, call.status)) &&
    (code === undefined || (call.code !== null && fitsGlob(code, call.code)))
  )
}

function fitsStatus(wanted: number | string, status: number | null): boolean {
  if (wanted === 'none' || status === null) return wanted === 'none' && status === null
  return typeof wanted === 'number' ? wanted === status : wanted[0] === String(status)[0]
}

/** A body as it was sent, or its beginning, and the bytes of all of it. */
function harContent({ headers, body, bytes }: Message): {
  body: string | Buffer | null
  bytes: number
} {
  if (body !== null && isRegenerable(body)) {
    return harContent(keptMessage({ headers, body: body.again() }))
  }
  return { body, bytes: bytes ?? 0 }
}

/**
 * A call as it may be shown.
 *
 * @param steps counts the steps of the search for secrets that are repeated, for tests.
 */
export function viewOf(call: Call, explanation: Explanation | undefined, steps?: Steps): CallView {
  const redaction = new Redaction()
  const message = (kept: Message, shown: (text: string | null) => unknown): CallView['request'] => {
    const { body, bytes } = harContent(kept)
    return {
      headers: redaction.headers(kept.headers),
      body: shown(body === null ? null : body.toString()),
      bytes,
    }
  }
  const view: CallView = {
    id: call.id,
    at: isoOf(call.at),
    clock: isoOf(call.clock),
    account: call.account,
    user: call.user,
    method: call.method,
    path: redaction.target(call.target),
    operation: call.operation,
    status: call.status,
    code: call.code,
    duration_ms: Math.round(call.duration_ms * 1000) / 1000,
    fault: call.fault,
    notice: call.notice,
    request: message(call.request, (text) => redaction.body(text)),
    response: message(call.response, (text) => redaction.answer(text)),
    ...(explanation ? { explanation } : {}),
  }
  return redaction.scrub(view, steps)
}

/** A call in a line, for those who follow its account. */
export function callTold(call: Call): CallTold {
  const { id, at, clock, method, path, operation, status, code, fault, duration_ms, ...said } =
    viewOf(call, undefined)
  const [, kind, named] = /^(?:\/sms)?\/v3\/(tasks|sources)\/([^/?]+)/.exec(path) ?? []
  const made = status === 200 ? ownText(said.response.body, 'id') : null
  const task = kind === 'tasks' ? (named ?? null) : operation === 'CreateTask' ? made : null
  const source = kind === 'sources' ? (named ?? null) : operation === 'RegisterServer' ? made : null
  return {
    ...{ id, at, clock, method, path, operation, status, code, fault, duration_ms },
    ...{ task, source },
  }
}

const ownText = (value: unknown, name: string): string | null => {
  const text = ownValue((value ?? {}) as Record<string, unknown>, name)
  return typeof text === 'string' ? text : null
}

/**
 * Calls as an HTTP Archive 1.2. A call without an answer has status 0, as browsers write it.
 *
 * @param base the emulator's URL, for the addresses.
 */
export function harOf(
  calls: readonly CallView[],
  creator: { name: string; version: string },
  base: string,
): Har {
  return { log: { version: '1.2', creator, entries: calls.map((call) => harEntry(call, base)) } }
}

function harEntry(call: CallView, base: string): Har['log']['entries'][number] {
  const { request, response, status, duration_ms, path } = call
  const parameters = new URLSearchParams(partsOf(path).query)
  const common = ({ headers, bytes }: CallView['request']) => ({
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map((one) => ({ name, value: one })),
    ),
    headersSize: -1,
    bodySize: bytes,
  })
  const typeOf = ({ headers }: CallView['request']): string => String(headers['content-type'] ?? '')
  const answer = textOf(response.body)
  const sent = textOf(request.body)
  return {
    startedDateTime: call.at,
    time: duration_ms,
    request: {
      method: call.method,
      url: base + path,
      queryString: [...parameters].map(([name, value]) => ({ name, value })),
      ...common(request),
      ...(sent === undefined ? {} : { postData: { mimeType: typeOf(request), text: sent } }),
    },
    response: {
      status: status ?? 0,
      statusText: '',
      ...common(response),
      content: {
        size: response.bytes,
        mimeType: typeOf(response),
        ...(answer === undefined ? {} : { text: answer }),
      },
      redirectURL: '',
    },
    cache: {},
    timings: { send: 0, wait: duration_ms, receive: 0 },
    comment: [call.id, call.operation, call.code].filter(Boolean).join(' '),
  }
}

const textOf = (body: unknown): string | undefined => {
  if (body === null || body === undefined) return undefined
  return typeof body === 'string' ? body : JSON.stringify(body)
}
