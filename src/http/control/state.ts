import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { reset } from '../../operations/control/reset.ts'
import { showTimeline } from '../../operations/control/timeline.ts'
import { controlFailures, notFound, processFailures } from '../../schemas/common.ts'
import { TimelineQuery, TimelineResponse } from '../../schemas/control/clock.ts'
import { ResetQuery, ResetResult } from '../../schemas/control/control.ts'
import { TaskParams } from '../../schemas/sms/tasks.ts'

/** `/_emulator/reset` and `/_emulator/tasks`: what is, what was, and how it was at first. */
export const stateRoutes: FastifyPluginAsyncZod = async (app) => {
  const config = { surface: 'control' } as const

  app.route({
    method: 'POST',
    url: '/_emulator/reset',
    config: { ...config, goesAhead: true },
    schema: {
      operationId: 'reset',
      tags: ['State'],
      querystring: ResetQuery,
      response: { 200: ResetResult, ...processFailures, ...notFound },
    },
    handler: async ({ query, call: { emulator } }) => reset(emulator.accounts, query),
  })

  app.route({
    method: 'GET',
    url: '/_emulator/tasks/:task_id/timeline',
    config,
    schema: {
      operationId: 'showTimeline',
      tags: ['State'],
      params: TaskParams,
      querystring: TimelineQuery,
      response: { 200: TimelineResponse, ...controlFailures },
    },
    handler: async ({ params, query, call: { emulator } }) =>
      showTimeline(emulator.accounts.get(query.account), params.task_id, query.at),
  })
}
