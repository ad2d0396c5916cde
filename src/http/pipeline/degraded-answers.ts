import type { FastifyPluginAsync } from 'fastify'
import { degradeAnswerTo } from '../../operations/account/degraded-answers.ts'

/** Degrades answers of SMS, where the settings or a scenario ask for it. */
export const degradedAnswers: FastifyPluginAsync = async (app) => {
  app.addHook('onSend', ({ call, routeOptions }, { statusCode }, payload, done) => {
    const { identified } = call.soFar
    const isSms = routeOptions.config.surface === 'sms' && statusCode === 200
    const isMeant = isSms && identified !== undefined && typeof payload === 'string'
    done(null, isMeant ? degradeAnswerTo(app.emulator, identified.account, payload) : payload)
  })
}
