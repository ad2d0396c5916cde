import { pipeline, Transform } from 'node:stream'
import type { Emulator } from '../../emulator.ts'
import { keepCall, placeFor } from '../../operations/control/recording.ts'
import type { Call } from './call.ts'
import { textOf } from './record-answer.ts'
import type { CallContext } from './stage.ts'

/** Records every call with `--record`, in the order in which they are carried out. */

export function startRecord(call: Call): undefined {
  call.add('recorded', { chunks: [], held_at: null, place: undefined, record: undefined })
}

/** Keeps a copy of the body's bytes. */
export function copyBody(call: Call): undefined {
  const { chunks } = call.part('recorded')
  const incoming = call.part('incoming')
  const tee = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done(null, chunk)
    },
  })
  // If the request ends early, the reader of the copy gets the error.
  incoming.stream = pipeline(incoming.stream, tee, () => {})
}

/**
 * Holds real time until `recordCall`. Nothing waits between here and the end of the handler, so a call happens at one
 * moment.
 */
export function holdWallClock(call: Call, { emulator }: CallContext): undefined {
  const recorded = call.part('recorded')
  recorded.held_at = emulator.time.hold()
  recorded.place = placeFor(emulator.observed)
}

/** Records a call that has been carried out. */
export function recordCall(call: Call, { emulator }: CallContext): undefined {
  if (textOf(call.part('outgoing').payload) !== undefined) record(call, emulator)
  emulator.time.letGo()
}

/** A call that meets a fault uses it up now, and may wait long before it is recorded. */
export function holdPlace({ knownParts }: Call, emulator: Emulator): void {
  if (knownParts.recorded) knownParts.recorded.place = placeFor(emulator.observed)
}

/**
 * A call that gets no answer is recorded, too: a fault was used up for it.
 *
 * @param given_up by its client, while it waited.
 */
export function recordUnanswered(call: Call, given_up: boolean): void {
  const { recorded } = call.knownParts
  if (!recorded) return
  record(call, call.emulator)
  if (recorded.record) recorded.record.given_up = given_up
}

function record(call: Call, emulator: Emulator): void {
  const recorded = call.part('recorded')
  // What breaks the rules of HTTP does nothing, and no client of a replay sends it again.
  if (recorded.record !== undefined || call.refusal.isMalformed) return
  const { request, knownParts } = call
  const kept = {
    id: call.id,
    at: recorded.held_at ?? knownParts.received?.at ?? emulator.time.now(),
    method: request.method,
    url: request.originalUrl,
    headers: headersOf(call),
    body: Buffer.concat(recorded.chunks).toString('utf8'),
    ...(isCutOff(call) ? { cut_off: true } : {}),
    given_up: false,
    status: null,
    answer_headers: {},
    answer: null,
  }
  recorded.record = keepCall(emulator.observed, kept, recorded.place, clockOf(call))
}

/** The client hung up before its request was complete: it is not carried out and not answered. */
const isCutOff = ({ request: { raw } }: Call): boolean => raw.destroyed && !raw.complete

/** What the clock shows of the account that a call to IAM is about, by which passcodes are right. */
function clockOf(call: Call): number | null {
  const owner = call.surface === 'iam' ? call.owner : null
  const account = owner === null ? undefined : call.emulator.accounts.find(owner)
  return account?.now() ?? null
}

const headersOf = ({ request: { raw } }: Call) =>
  Object.fromEntries(
    Object.entries(raw.headers).filter(
      (entry): entry is [string, string | string[]] => entry[1] !== undefined,
    ),
  )
