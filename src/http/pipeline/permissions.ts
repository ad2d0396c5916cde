import type { FastifyPluginAsync } from 'fastify'
import { checkMayCall } from '../../operations/sms/permissions.ts'

/**
 * Whether the caller may do what it asks for. It comes after authentication and after the schema:
 * a request that makes no sense is refused as such first (*inferred*).
 */
export const permissions: FastifyPluginAsync = async (app) => {
  app.addHook('preHandler', ({ call, routeOptions: { config } }, _reply, done) => {
    const { operation } = call
    if (config.surface === 'sms' && !config.open && operation !== undefined) {
      checkMayCall(app.emulator, call.caller, operation)
    }
    done()
  })
}
