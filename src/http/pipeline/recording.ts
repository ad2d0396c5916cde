import { pipeline, Transform } from 'node:stream'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { timeIn } from '../../operations/account/session.ts'
import {
  compared_headers,
  keepAnswer,
  keepCall,
  placeFor,
} from '../../operations/control/recording.ts'
import type { RecordedCall } from '../../schemas/control/bundle.ts'
import { accountOf, idOf } from './request-ids.ts'
import { surfaceOf } from './surface.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes, as they came; only while calls are recorded. */
    recorded: Buffer[]
    /** The wall's time that it was carried out at; null if it never was. */
    heldAt: number | null
    /** Its place in the order of the calls: when it met a fault, and then when it is carried out. */
    place: number | undefined
    /** What is recorded of it; undefined before it is, null when there is no room for it. */
    record: RecordedCall | null | undefined
  }
}

/**
 * Records every call with `--record`, in the order in which they are carried out: what is sent on
 * is added by `recordingAnswers`, once faults have had their way with it.
 */
export const recording: FastifyPluginAsync = async (app) => {
  const { emulator } = app
  if (!emulator.recording) return
  app.decorateRequest('recorded')
  app.decorateRequest('heldAt', null)
  app.decorateRequest('place', undefined)
  app.decorateRequest('record', undefined)

  app.addHook('preParsing', async (request, _, payload) => {
    const chunks: Buffer[] = []
    request.recorded = chunks
    const tee = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        chunks.push(chunk)
        done(null, chunk)
      },
    })
    // Whoever reads the copy learns of an end before its time.
    return pipeline(payload, tee, () => {})
  })

  app.addHook('onSend', async (request, _, payload) => {
    if (textOf(payload) !== undefined) record(request)
    emulator.releaseWallClock()
    return payload
  })
}

/**
 * Adds the answers as they are on the wire: registered after all that changes one, and after all that a
 * call waits for before it is carried out.
 */
export const recordingAnswers: FastifyPluginAsync = async (app) => {
  const { emulator } = app
  if (!emulator.recording) return
  // From here on to the end of the handler there is no promise: the wall's time is the same for all of it.
  app.addHook('preHandler', (request, _reply, done) => {
    request.heldAt = emulator.freezeWallClock()
    request.place = placeFor(emulator)
    done()
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const body = request.bodyOnTheWire?.toString('utf8') ?? textOf(payload)
    const answer = request.method === 'HEAD' ? '' : body
    if (!request.record || request.record.cut_off || answer === undefined) return payload
    const headers = compared_headers.flatMap((name) => {
      const value = reply.getHeader(name)
      return value === undefined ? [] : [[name, String(value)]]
    })
    keepAnswer(emulator, request.record, {
      status: reply.statusCode,
      answer_headers: Object.fromEntries(headers),
      answer,
    })
    return payload
  })
}

/** A call that meets a fault uses it up now, and may wait long before it is recorded. */
export function holdPlace(request: FastifyRequest): void {
  const { emulator } = request.server
  if (emulator.recording) request.place = placeFor(emulator)
}

/**
 * A call that gets no answer is recorded, too: a fault was used up for it.
 *
 * @param given_up by its client, while it waited.
 */
export function recordUnanswered(request: FastifyRequest, given_up: boolean): void {
  const { emulator } = request.server
  if (!emulator.recording) return
  record(request)
  if (request.record) request.record.given_up = given_up
}

function record(request: FastifyRequest): void {
  const { emulator } = request.server
  // What breaks the rules of HTTP does nothing, and no client of a replay sends it again.
  if (request.record !== undefined || request.isMalformed) return
  const call = {
    id: idOf(request),
    at: request.heldAt ?? (request.arrivedAt || emulator.wall()),
    method: request.method,
    url: request.originalUrl,
    headers: headersOf(request),
    body: Buffer.concat(request.recorded ?? []).toString('utf8'),
    ...(isCutOff(request) ? { cut_off: true } : {}),
    given_up: false,
    status: null,
    answer_headers: {},
    answer: null,
  }
  request.record = keepCall(emulator, call, request.place, clockOf(request))
}

/** What has come of it is no request: nothing carries it out, and nobody gets its answer. */
const isCutOff = ({ raw }: FastifyRequest): boolean => raw.destroyed && !raw.complete

/** What the clock shows of the account that a call to IAM is about, by which passcodes are right. */
function clockOf(request: FastifyRequest): number | null {
  const account = surfaceOf(request) === 'iam' ? accountOf(request) : null
  return account === null ? null : timeIn(request.server.emulator, account)
}

/** What can be recorded of a payload; undefined for a stream. */
function textOf(payload: unknown): string | undefined {
  if (payload === null || payload === undefined) return ''
  if (Buffer.isBuffer(payload)) return payload.toString('utf8')
  return typeof payload === 'string' ? payload : undefined
}

const headersOf = ({ raw }: FastifyRequest) =>
  Object.fromEntries(
    Object.entries(raw.headers).filter(
      (entry): entry is [string, string | string[]] => entry[1] !== undefined,
    ),
  )
