import { ownValue } from '../text/own-value.ts'
import type { MatchedCall } from './routes.ts'
import { isMap } from './shapes.ts'

/** What a recording shows of an account: the bodies of the list and show calls, by what they are about. */

const kinds = ['sources', 'tasks', 'templates', 'migprojects'] as const
export type Kind = (typeof kinds)[number]
export type Body = Record<string, unknown>

/** A thing as it was shown. */
export type SeenThing = {
  id: string
  body: Body
  /** Of the entry that the body is of. */
  index: number
  /** What a client sent to create it; absent if that is not in the recording. */
  sent?: Body
}
export type Seen = Record<Kind, Map<string, SeenThing>> & {
  /** Whether the privacy agreement was shown as accepted; undefined if it was not shown. */
  agreement?: boolean
}

/** Whether the newest body counts, or the first one, as the account was before the recording. */
export type Which = 'newest' | 'first'

/** Where the list and show calls have the things. */
const reads: Readonly<
  Record<string, { kind: Kind; find(body: Body, call: MatchedCall): unknown }>
> = {
  ListServers: { kind: 'sources', find: (body) => body.source_servers },
  ShowServer: { kind: 'sources', find: (body) => [body] },
  ListTasks: { kind: 'tasks', find: (body) => body.tasks },
  ShowTask: { kind: 'tasks', find: (body) => [body] },
  ListTemplates: { kind: 'templates', find: (body) => body.templates },
  ShowTemplate: { kind: 'templates', find: (body) => [body.template] },
  ListMigprojects: { kind: 'migprojects', find: (body) => body.migprojects },
  // Its answer leaves the id out.
  ShowMigproject: {
    kind: 'migprojects',
    find: (body, { params }) => [{ id: params.mig_project_id, ...body }],
  },
}

const creations: Readonly<Record<string, Kind>> = {
  RegisterServer: 'sources',
  CreateTask: 'tasks',
  CreateTemplate: 'templates',
  CreateMigproject: 'migprojects',
}

const deletions: Readonly<Record<string, Kind>> = {
  DeleteServer: 'sources',
  DeleteServers: 'sources',
  DeleteTask: 'tasks',
  DeleteTasks: 'tasks',
  DeleteTemplate: 'templates',
  DeleteTemplates: 'templates',
  DeleteMigproject: 'migprojects',
}

export const isSuccess = ({ response }: MatchedCall): boolean =>
  response.status >= 200 && response.status < 300

/** The things that a read shows, with their kind; none of another call, or of one that was refused. */
export function thingsShown(call: MatchedCall): { kind: Kind; things: (Body & { id: string })[] } {
  const read = ownValue(reads, call.route.operation)
  const { body } = call.response
  if (!read || !isMap(body) || !isSuccess(call)) return { kind: 'sources', things: [] }
  const found = read.find(body, call)
  const things = Array.isArray(found) ? found.filter(hasId) : []
  return { kind: read.kind, things }
}

const hasId = (thing: unknown): thing is Body & { id: string } =>
  isMap(thing) && typeof thing.id === 'string' && thing.id !== ''

/** The id of what a call has created; undefined of another call. */
export function createdBy(call: MatchedCall): { kind: Kind; id: string } | undefined {
  const kind = ownValue(creations, call.route.operation)
  const { body } = call.response
  return kind && isSuccess(call) && hasId(body) ? { kind, id: body.id } : undefined
}

/** What is seen in calls, in their order. What the recording itself creates is no part of how it was at first. */
export function seenIn(calls: readonly MatchedCall[], which: Which): Seen {
  const seen: Seen = {
    sources: new Map(),
    tasks: new Map(),
    templates: new Map(),
    migprojects: new Map(),
  }
  const made = new Set<string>()
  for (const call of calls) {
    const created = createdBy(call)
    if (created) {
      if (which === 'first') made.add(created.id)
      else noteCreation(seen, call, created)
    }
    if (which === 'newest') forgetDeleted(seen, call)
    const { kind, things } = thingsShown(call)
    for (const body of things) {
      if (!made.has(body.id)) note(seen[kind], { id: body.id, body, index: call.index }, which)
    }
    noteAgreement(seen, call, which)
  }
  return seen
}

/** Fields that the body which counts does not have are taken from the others: a list shows less. */
function note(known: Map<string, SeenThing>, thing: SeenThing, which: Which): void {
  const before = known.get(thing.id)
  if (!before) known.set(thing.id, thing)
  else if (which === 'newest') {
    known.set(thing.id, { ...before, ...thing, body: merged(before.body, thing.body) })
  } else known.set(thing.id, { ...before, body: merged(thing.body, before.body) })
}

const merged = (less: Body, more: Body): Body => {
  const parts = Object.entries(more).map(([name, value]) => {
    const other = ownValue(less, name)
    return [name, isMap(value) && isMap(other) ? merged(other, value) : value]
  })
  return { ...less, ...Object.fromEntries(parts) }
}

function noteCreation(
  seen: Seen,
  call: MatchedCall,
  { kind, id }: { kind: Kind; id: string },
): void {
  const { body } = call.request
  const sent = kind === 'templates' && isMap(body) ? body.template : body
  if (!isMap(sent)) return
  seen[kind].set(id, { id, index: call.index, sent, body: { id } })
}

function forgetDeleted(seen: Seen, call: MatchedCall): void {
  const kind = ownValue(deletions, call.route.operation)
  if (!kind || !isSuccess(call)) return
  const { body } = call.request
  const ids = isMap(body) && Array.isArray(body.ids) ? body.ids : Object.values(call.params)
  for (const id of ids) seen[kind].delete(String(id))
}

function noteAgreement(seen: Seen, call: MatchedCall, which: Which): void {
  const { operation } = call.route
  if (!isSuccess(call)) return
  if (operation === 'CreatePrivacyAgreements' && which === 'newest') seen.agreement = true
  if (operation !== 'ShowPrivacyAgreements' || !isMap(call.response.body)) return
  if (which === 'first' && seen.agreement !== undefined) return
  seen.agreement = call.response.body.flag === true
}
