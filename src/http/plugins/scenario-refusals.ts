import fp from 'fastify-plugin'
import { refuseAsAsked } from '../../operations/scenarios.ts'

/** Calls of SMS that a scenario refuses, once it is known whose they are. */
export const scenarioRefusals = fp(async (app) => {
  app.addHook('preParsing', async ({ routeOptions, account }) => {
    const { schema, config } = routeOptions
    if (config.surface !== 'sms' || account === '') return
    const { operationId } = schema as { operationId?: string }
    refuseAsAsked(app.emulator, account, operationId ?? '')
  })
})
