import type { FastifyInstance } from 'fastify'
import { depth_max, isTooDeep } from '../../text/json-depth.ts'
import { bodyText, malformedBody } from '../refusals/body-text.ts'
import type { Call } from './call.ts'

/**
 * Parses JSON as Fastify does, with three differences: the text is kept, an empty body is no
 * body, and one that is nested too deep is refused, as what reads it later calls itself. Clients send
 * `content-type: application/json` on a bare DELETE, which Fastify alone refuses with FST_ERR_CTP_EMPTY_JSON_BODY.
 */
export function parseJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request, bytes, done) => {
      const body = bodyText(request, bytes)
      request.call.add('read', { text: body })
      if (body === '') return done(null, undefined)
      if (isTooDeep(body)) return done(malformedBody(`it is nested more than ${depth_max} deep`))
      parse(request, body, (error, value) => done(error ? reasonFor(body) : null, value))
    },
  )
}

/** IAM takes a body without a type: the Go SDK asks for temporary keys so (*observed*). */
export function assumeJson({ request }: Call): undefined {
  const { headers } = request.raw
  const isEmpty = headers['transfer-encoding'] === undefined && !Number(headers['content-length'])
  if (isEmpty || headers['content-type'] !== undefined) return
  // Beside the headers as they came, which a signature may cover.
  request.headers = { 'content-type': 'application/json' }
}

/** Why a text is not JSON that we take: the parser's own words, which Fastify leaves out. */
function reasonFor(body: string): SyntaxError {
  try {
    JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return malformedBody(error.message)
  }
  return malformedBody('"__proto__" and "constructor" are not allowed as names')
}
