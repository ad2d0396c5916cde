import type { FastifyPluginAsync } from 'fastify'
import { degradeAnswerTo } from '../../operations/account/degraded-answers.ts'

/** Degrades answers of SMS, where the settings or a scenario ask for it. */
export const degradedAnswers: FastifyPluginAsync = async (app) => {
  app.addHook('onSend', ({ routeOptions, account }, { statusCode }, payload, done) => {
    const isSms = routeOptions.config.surface === 'sms' && account !== '' && statusCode === 200
    const isText = isSms && typeof payload === 'string'
    done(null, isText ? degradeAnswerTo(app.emulator, account, payload) : payload)
  })
}
