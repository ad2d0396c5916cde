import type { FastifyPluginAsync } from 'fastify'
import { refuseAsAsked } from '../../operations/control/scenarios.ts'

/** Calls of SMS that a scenario refuses, once it is known whose they are. */
export const scenarioRefusals: FastifyPluginAsync = async (app) => {
  app.addHook('preParsing', ({ routeOptions, account }, _reply, payload, done) => {
    const { schema, config } = routeOptions
    if (config.surface === 'sms' && account !== '') {
      const { operationId } = schema as { operationId?: string }
      refuseAsAsked(app.emulator, account, operationId ?? '')
    }
    done(null, payload)
  })
}
