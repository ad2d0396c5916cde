import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { health, info, ready } from '../../operations/control/info.ts'
import { processFailures, publicFailures } from '../../schemas/common.ts'
import { Health, Info, Readiness } from '../../schemas/control/control.ts'
import { baseUrl } from '../pipeline/base-url.ts'

/** `/_emulator/health`, `ready` and `info`: is it there, may tests begin, what is it? */
export const healthRoutes: FastifyPluginAsyncZod = async (app) => {
  const config = { surface: 'control' } as const
  // Other machines may ask, too: they wait for the emulator.
  const open = { ...config, public: true } as const
  const tags = ['Health']

  app.route({
    method: 'GET',
    url: '/_emulator/health',
    config: open,
    schema: {
      operationId: 'health',
      tags,
      response: { 200: Health, ...publicFailures },
    },
    handler: async () => health(),
  })

  app.route({
    method: 'GET',
    url: '/_emulator/ready',
    config: open,
    schema: {
      operationId: 'ready',
      tags,
      response: { ...publicFailures, 200: Readiness, 503: Readiness },
    },
    handler: async ({ call: { emulator } }, reply) => {
      const readiness = ready(emulator.accounts)
      if (!readiness.ready) reply.code(503)
      return readiness
    },
  })

  app.route({
    method: 'GET',
    url: '/_emulator/info',
    config,
    schema: {
      operationId: 'info',
      tags,
      response: { 200: Info, ...processFailures },
    },
    handler: async (request) => info(request.call.emulator.accounts, baseUrl(request)),
  })
}
