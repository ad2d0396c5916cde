import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { exportBundle } from '../../operations/control/recording.ts'
import { conflict, processFailures } from '../../schemas/common.ts'
import { Bundle } from '../../schemas/control/bundle.ts'

/** `/_emulator/bundle`: the run, to be replayed elsewhere. */
export const bundleRoutes: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/_emulator/bundle',
    config: { surface: 'control' },
    schema: {
      operationId: 'exportBundle',
      tags: ['State'],
      response: { 200: Bundle, ...processFailures, ...conflict },
    },
    handler: async ({ call: { emulator } }) => exportBundle(emulator.accounts),
  })
}
