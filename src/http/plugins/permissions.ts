import type { FastifyPluginAsync } from 'fastify'
import { checkMayCall } from '../../operations/sms/permissions.ts'

/**
 * Whether the caller may do what it asks for. It comes after authentication and after the schema:
 * a request that makes no sense is refused as such first (*inferred*).
 */
export const permissions: FastifyPluginAsync = async (app) => {
  app.addHook('preHandler', ({ caller, routeOptions }, _reply, done) => {
    const { config, schema } = routeOptions
    if (config.surface === 'sms' && !config.open && caller !== null) {
      const { operationId } = (schema ?? {}) as { operationId?: string }
      if (operationId !== undefined) checkMayCall(app.emulator, caller, operationId)
    }
    done()
  })
}
