import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { followEvents } from '../../operations/control/follow.ts'
import { controlFailures, tooManyStreams } from '../../schemas/common.ts'
import { StreamEvent, StreamHeaders, StreamQuery } from '../../schemas/control/stream.ts'
import { sendEvents } from './server-events.ts'

/** `/_emulator/events`: what changes in an account, as it happens. */
export const eventRoutes: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/_emulator/events',
    config: { surface: 'control' },
    schema: {
      operationId: 'followEvents',
      tags: ['State'],
      querystring: StreamQuery,
      headers: StreamHeaders,
      response: {
        200: {
          description: 'Events, each with its id, its name and its data as JSON.',
          content: { 'text/event-stream': { schema: StreamEvent } },
        },
        ...controlFailures,
        ...tooManyStreams,
      },
    },
    handler: async ({ query, headers, call: { emulator } }, reply) => {
      const { accounts, commits } = emulator
      // What was done so far is told of only if it stays.
      await commits.committed()
      const account = accounts.get(query.account)
      const last = headers['last-event-id'] || undefined
      await sendEvents(reply, (send) => followEvents(account, last, send))
    },
  })
}
