import type { FastifyPluginAsync } from 'fastify'
import { refuseAsAsked } from '../../operations/control/scenarios.ts'

/** Calls of SMS that a scenario refuses, once it is known whose they are. */
export const scenarioRefusals: FastifyPluginAsync = async (app) => {
  app.addHook('preParsing', ({ call, routeOptions }, _reply, payload, done) => {
    const { identified } = call.soFar
    if (routeOptions.config.surface === 'sms' && identified) {
      refuseAsAsked(app.emulator, identified.account, call.operation ?? '')
    }
    done(null, payload)
  })
}
