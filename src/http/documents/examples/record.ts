import { ownValue } from '../../../text/own-value.ts'
import type { Document, Json, Node } from '../openapi-tidy.ts'
import { exampleText, Hiding } from './hide.ts'
import { fillIn, type Kept, type Request, type Step } from './step.ts'

/** A step as it was sent and answered, with names in the place of credentials (`hide.ts`). */
export type Example = {
  /** Its place in the story, from 1. */
  step: number
  /** Which no other example of the operation has. */
  name: string
  operation: string
  summary: string
  path: Record<string, string>
  query: Record<string, string>
  headers: Record<string, string>
  body?: Json
  status: number
  /** `X-Subject-Token` is the only header of an answer that is a part of its meaning. */
  answer: { type: string; token?: string; body?: Json }
}

export type Call = {
  method: string
  url: string
  headers: Record<string, string>
  payload?: string
}
export type Answer = { status: number; headers: Record<string, unknown>; text: string }
/** Sends a call to the emulator in which a story is played. */
export type Send = (call: Call) => Promise<Answer>

/** A story: its steps, and the credentials that it brings along, by the names to show. */
export type Story = { steps: readonly Step[]; known: Readonly<Record<string, string>> }

type Route = { method: string; path: string; operation: Node; surface: string }

/**
 * Plays a story, from its first step to its last.
 *
 * @param documents by their surfaces; they say what method and path an operation has, and whether it takes a token.
 * @throws Error when a step is answered with another status than it expects.
 */
export async function recordExamples(
  { steps, known }: Story,
  documents: Record<string, Document>,
  send: Send,
): Promise<Example[]> {
  const routes = routesOf(documents)
  const hiding = new Hiding(known)
  const kept: Kept = new Map()
  const examples: Example[] = []
  for (const [index, step] of steps.entries()) {
    const route = routes.get(step.operation)
    if (!route) throw new Error(`no document has the operation ${step.operation}`)
    const request = fillIn({ ...step, headers: headersOf(step, route) }, kept)
    const answer = await send(callOf(request, route))
    if (answer.status !== step.status) throw unexpected(step, answer)
    const body = bodyOf(step.operation, answer)
    for (const [name, place] of Object.entries(step.keep ?? {})) {
      kept.set(name, valueAt(place, answer, body))
    }
    hiding.learn(answer.headers, body)
    examples.push(hiding.hide(exampleOf(index + 1, request, answer, body)))
  }
  return examples
}

const unexpected = ({ operation, summary, status }: Step, answer: Answer): Error =>
  new Error(
    `${operation} (${summary}) is answered with ${answer.status}, not ${status}: ${answer.text}`,
  )

function exampleOf(step: number, request: Step, answer: Answer, body: Json | undefined): Example {
  const { operation, path = {}, query = {}, headers = {}, status } = request
  const token = answer.headers['x-subject-token']
  const code = codeOf(body)
  return {
    step,
    name: nameOf(request.summary),
    summary: code === undefined ? request.summary : `${request.summary} (${code})`,
    ...{ operation, path, query, headers, status },
    ...(request.body === undefined ? {} : { body: request.body as Json }),
    answer: {
      type: String(answer.headers['content-type'] ?? '').replace(/;.*/, ''),
      ...(token === undefined ? {} : { token: String(token) }),
      ...(body === undefined ? {} : { body }),
    },
  }
}

/** `Refused: there is no such task` → `there-is-no-such-task`. */
const nameOf = (summary: string): string =>
  summary
    .replace(/^Refused: /, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

/** The code of a refusal, where its service has codes besides the status. */
function codeOf(body: Json | undefined): string | undefined {
  const { error_code, code: own, error } = (body ?? {}) as Node
  const code = error_code ?? own ?? (error as Node | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

/** The operations of documents, by their operationIds. */
function routesOf(documents: Record<string, Document>): Map<string, Route> {
  const routes = Object.entries(documents).flatMap(([surface, { paths }]) =>
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Node>).map(([method, operation]): [string, Route] => [
        String(operation.operationId),
        { method: method.toUpperCase(), path, operation, surface },
      ]),
    ),
  )
  return new Map(routes)
}

/** The headers of a call: the token of the story where the operation takes one. */
function headersOf({ headers = {}, anonymous }: Step, { surface, operation }: Route) {
  const takes = ((operation.parameters ?? []) as Node[]).some(
    (one) => one.in === 'header' && one.name === 'x-auth-token',
  )
  const token =
    !anonymous && (surface === 'sms' || surface === 'companions' || takes)
      ? { 'x-auth-token': '<token>' }
      : {}
  return { ...token, ...headers }
}

/** A request of an operation as a call. */
export function callOf(
  { path = {}, query = {}, headers = {}, body }: Request,
  route: Pick<Route, 'method' | 'path'>,
): Call {
  const target = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(ownValue(path, name) ?? ''),
  )
  const search = new URLSearchParams(query).toString()
  const url = search === '' ? target : `${target}?${search}`
  if (body === undefined) return { method: route.method, url, headers }
  const isText = typeof body === 'string'
  return {
    method: route.method,
    url,
    headers: { 'content-type': isText ? 'application/yaml' : 'application/json', ...headers },
    payload: isText ? body : JSON.stringify(body),
  }
}

/** The body of an answer as an example shows it; undefined if it has none. */
export function bodyOf(operation: string, { status, headers, text }: Answer): Json | undefined {
  if (text === '') return undefined
  const shown = exampleText(operation, text)
  if (operation === 'followEvents' && status === 200) return firstEvent(shown)
  return String(headers['content-type']).includes('json') ? JSON.parse(shown) : shown
}

/** The first event of a stream, as its schema has it. */
function firstEvent(text: string): Json {
  const [, id = '', event = '', data = ''] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/m.exec(text) ?? []
  return { id, event, data: JSON.parse(data) }
}

function valueAt(place: string, { headers }: Answer, body: Json | undefined): string {
  const parts = place.startsWith('/') ? place.slice(1).split('/') : []
  const value =
    parts.length === 0
      ? ownValue(headers, place)
      : parts.reduce<unknown>((at, key) => ownValue((at ?? {}) as Node, key), body)
  if (typeof value !== 'string') throw new Error(`an answer has no text at ${place}`)
  return value
}
