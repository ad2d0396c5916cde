import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { explain } from '../../operations/control/explain.ts'
import { notFound, processFailures } from '../../schemas/common.ts'
import { ExplainParams, Explanation } from '../../schemas/control/explain.ts'

/** `/_emulator/explain`: why a call was answered as it was. */
export const explainRoutes: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/_emulator/explain/:request_id',
    config: { surface: 'control' },
    schema: {
      operationId: 'explain',
      tags: ['Requests'],
      params: ExplainParams,
      response: { 200: Explanation, ...processFailures, ...notFound },
    },
    handler: async ({ params, call: { emulator } }) =>
      explain(emulator.accounts, params.request_id),
  })
}
