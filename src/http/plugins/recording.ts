import { pipeline, Transform } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { compared_headers, keepRecorded } from '../../operations/recording.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes, as they came; only while calls are recorded. */
    recorded: Buffer[]
    /** The wall's time that it was carried out at; null if it never was. */
    heldAt: number | null
  }
}

/** Records every call and its answer, as both were on the wire, with `--record`. */
export const recording = fp(async (app) => {
  const { emulator } = app
  if (!emulator.recording) return
  app.decorateRequest('recorded')
  app.decorateRequest('heldAt', null)

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

  app.addHook('preHandler', async (request) => {
    request.heldAt = emulator.holdWall()
  })
  app.addHook('onSend', async (request, reply, payload) => {
    emulator.letWallGo()
    if (typeof payload === 'string' || payload === null || payload === undefined) {
      const headers = compared_headers.flatMap((name) => {
        const value = reply.getHeader(name)
        return value === undefined ? [] : [[name, String(value)]]
      })
      keepRecorded(emulator, {
        at: request.heldAt ?? emulator.wall(),
        method: request.method,
        url: request.originalUrl,
        headers: headersOf(request),
        body: Buffer.concat(request.recorded ?? []).toString('utf8'),
        status: reply.statusCode,
        answer_headers: Object.fromEntries(headers),
        answer: payload ?? '',
      })
    }
    return payload
  })
})

const headersOf = ({ raw }: FastifyRequest) =>
  Object.fromEntries(
    Object.entries(raw.headers).filter(
      (entry): entry is [string, string | string[]] => entry[1] !== undefined,
    ),
  )
