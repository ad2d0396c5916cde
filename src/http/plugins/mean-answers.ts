import fp from 'fastify-plugin'
import { unkindly } from '../../operations/mean.ts'

/** Makes answers of SMS unkind, where the settings or a scenario ask for it. */
export const meanAnswers = fp(async (app) => {
  app.addHook('onSend', async ({ routeOptions, account }, { statusCode }, payload) => {
    const isSms = routeOptions.config.surface === 'sms' && account !== '' && statusCode === 200
    return isSms && typeof payload === 'string' ? unkindly(app.emulator, account, payload) : payload
  })
})
