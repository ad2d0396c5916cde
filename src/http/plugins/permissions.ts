import fp from 'fastify-plugin'
import { checkMayCall } from '../../operations/permissions.ts'

/**
 * Whether the caller may do what it asks for. It comes after authentication and after the schema:
 * a request that makes no sense is refused as such first (*inferred*).
 */
export const permissions = fp(async (app) => {
  app.addHook('preHandler', ({ caller, routeOptions }, _reply, done) => {
    const { config, schema } = routeOptions
    const { operationId } = (schema ?? {}) as { operationId?: string }
    const isAsked = config.surface === 'sms' && !config.open
    if (isAsked && caller !== null && operationId !== undefined) {
      checkMayCall(app.emulator, caller, operationId)
    }
    done()
  })
})
