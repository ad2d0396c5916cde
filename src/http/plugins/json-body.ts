import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it arrived. A signature is made over these bytes, not over what they mean. */
    rawBody: string
  }
}

/**
 * Parses JSON as Fastify does, with two differences: the text is kept, and an empty body is no
 * body. Clients send `content-type: application/json` on a bare DELETE, which Fastify alone
 * refuses with FST_ERR_CTP_EMPTY_JSON_BODY.
 */
export const jsonBody = fp(async (app) => {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.decorateRequest('rawBody', '')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      request.rawBody = body
      if (body === '') return done(null, undefined)
      return parse(request, body, done)
    },
  )
})
