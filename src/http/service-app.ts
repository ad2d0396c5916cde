import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyServerOptions,
  type RouteOptions,
} from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Emulator } from '../emulator.ts'
import { runStages } from './pipeline/adapter.ts'
import type { Call } from './pipeline/call.ts'
import { unrouted } from './pipeline/order.ts'
import { parseJson } from './pipeline/parse-json.ts'
import { routeHeadAsGet } from './pipeline/restore-head.ts'
import { routedUrl } from './pipeline/service-address.ts'
import type { Services } from './pipeline/stage.ts'
import { refuseUnrouted } from './pipeline/unrouted.ts'
import { compilersFor, deferSchemas } from './pipeline/validate.ts'
import { body_max_bytes, refuse } from './refusals/refuse.ts'
import { refuseUnknown, rememberRoutes } from './refusals/refuse-unknown.ts'
import { answerUnreadable } from './refusals/unreadable.ts'
import { requestLimits } from './request-limits.ts'
import type { AppName, Service } from './services.ts'

declare module 'fastify' {
  interface FastifyInstance {
    emulator: Emulator
  }
}

/** What to build an app with beside the emulator. */
export type AppOptions = {
  logger?: FastifyServerOptions['logger']
  logController?: FastifyServerOptions['logController']
  /** Told of each call when it has been answered, or its connection is gone. */
  onCallEnd?: (call: Call) => void
  /** Whether every answer is held against its schema, as tests do. */
  checkAnswers?: boolean
  /** Registered before the routes of each service, so that it sees them all: the printer of the documents. */
  before?: FastifyPluginAsync
}

/** What the app of a service is given by the app as a whole. */
export type ServiceContext = {
  common: Services
  options: AppOptions
  /** That of the first app, for the others. */
  log?: FastifyBaseLogger
  /** Makes the server that listens. Without it the app has one that never does: others hand it its requests. */
  serverFactory?: FastifyServerOptions['serverFactory']
  onRoute(route: RouteOptions): void
}

/**
 * The app of one service: an instance of Fastify with its own stages and routes.
 *
 * @throws Error when the stages of the service are in an order that cannot be
 */
export async function buildServiceApp(
  name: AppName,
  { stages, routes }: Service,
  { common, options, log, serverFactory, onRoute }: ServiceContext,
): Promise<FastifyInstance> {
  const { emulator, closing } = common
  const { logger = false, logController, checkAnswers = false, before } = options
  const app = Fastify({
    // Nothing that a plugin does here can hang.
    pluginTimeout: 0,
    ...(log && logger ? { loggerInstance: log } : { logger }),
    ...(logController ? { logController } : {}),
    ...(serverFactory ? { serverFactory } : {}),
    bodyLimit: body_max_bytes,
    exposeHeadRoutes: false,
    // Long ids reach their schema, which refuses them in the service's words.
    routerOptions: { maxParamLength: 65_536 },
    forceCloseConnections: true,
    ...requestLimits(emulator.config),
    rewriteUrl: (request) => routeHeadAsGet(request, routedUrl(request)),
    // A call has its id once it is known whose it is: what is said of it in the log says its id then.
    genReqId: () => '',
    childLoggerFactory: (parent) => parent,
    frameworkErrors: refuseUnrouted,
    clientErrorHandler: answerUnreadable(emulator),
    schemaController: {
      compilersFactory: compilersFor(emulator.config.strict_contract, checkAnswers),
    },
  })
  app.decorate('emulator', emulator)
  app.decorate('closing', closing)
  app.decorateRequest('call')
  parseJson(app)
  app.setErrorHandler<FastifyError>(refuse)
  app.addHook('onRoute', onRoute)
  rememberRoutes(app)
  // The printer and the tests of answers want whole schemas.
  if (!before && !checkAnswers) app.addHook('onRoute', deferSchemas)
  if (before) await app.register(fastifyPlugin(before))
  app.register(async (service) => {
    runStages(service, name, stages, common)
    // Called: registered as plugins of Fastify, each would have a scope of its own, which costs as much as its routes.
    for (const add of routes) await add(service.withTypeProvider<ZodTypeProvider>(), {})
  })
  app.register(async (rest) => {
    runStages(rest, 'unrouted', unrouted, common)
    rest.setNotFoundHandler(refuseUnknown)
  })
  return app
}
