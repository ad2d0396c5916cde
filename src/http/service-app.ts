import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyRequest,
  LogController,
  type RouteOptions,
} from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { runStages } from './pipeline/adapter.ts'
import { unrouted } from './pipeline/order.ts'
import { parseJson } from './pipeline/parse-json.ts'
import { routeHeadAsGet } from './pipeline/restore-head.ts'
import { routedUrl } from './pipeline/service-address.ts'
import { refuseUnrouted } from './pipeline/unrouted.ts'
import { compilersFor, deferSchemas } from './pipeline/validate.ts'
import { body_max_bytes, refuse } from './refusals/refuse.ts'
import { refuseUnknown, rememberRoutes } from './refusals/refuse-unknown.ts'
import type { Service } from './services.ts'

/** What an app is built with beside its service. */
export type ServiceAppOptions = {
  strict_contract: boolean
  /** Whether calls are logged: only then does Fastify measure how long each takes. */
  isLogged?: boolean
  /** Whether every answer is held against its schema, as tests do. */
  checkAnswers?: boolean
  /** Registered before the routes, so that it sees them all: the printer of the documents. */
  before?: FastifyPluginAsync | undefined
  onRoute?: (route: RouteOptions) => void
}

/**
 * The app of one service: an instance of Fastify with its own stages and routes. It knows no emulator and listens
 * nowhere: it is handed requests, and each says which emulator it is for (`context` of the raw request).
 *
 * @param name is named in the error for stages in a wrong order.
 * @throws Error when the stages of the service are in an order that cannot be
 */
export async function buildServiceApp(
  name: string,
  { stages, routes }: Service,
  { before, onRoute, ...settings }: ServiceAppOptions,
): Promise<FastifyInstance> {
  const { strict_contract, isLogged = false, checkAnswers = false } = settings
  const app = Fastify({
    // Nothing that a plugin does here can hang.
    pluginTimeout: 0,
    // What is said of a call is said by the log of its emulator.
    logger: isLogged && { level: 'silent' },
    logController: new CallLog(),
    bodyLimit: body_max_bytes,
    exposeHeadRoutes: false,
    // Long ids reach their schema, which refuses them in the service's words.
    routerOptions: { maxParamLength: 65_536 },
    rewriteUrl: (request) => routeHeadAsGet(request, routedUrl(request)),
    // A call has its id once it is known whose it is: what is said of it in the log says its id then.
    genReqId: () => '',
    childLoggerFactory: (_app, _bindings, _options, request): FastifyBaseLogger =>
      request.context.log,
    frameworkErrors: refuseUnrouted,
    schemaController: { compilersFactory: compilersFor(strict_contract, checkAnswers) },
  })
  app.decorateRequest('call')
  parseJson(app)
  app.setErrorHandler<FastifyError>(refuse)
  if (onRoute) app.addHook('onRoute', onRoute)
  rememberRoutes(app)
  // The printer and the tests of answers want whole schemas.
  if (!before && !checkAnswers) app.addHook('onRoute', deferSchemas)
  if (before) await app.register(fastifyPlugin(before))
  app.register(async (service) => {
    runStages(service, name, stages)
    // Called: registered as plugins of Fastify, each would have a scope of its own, which costs as much as its routes.
    for (const add of routes) await add(service.withTypeProvider<ZodTypeProvider>(), {})
  })
  app.register(async (rest) => {
    runStages(rest, 'unrouted', unrouted)
    rest.setNotFoundHandler(refuseUnknown)
  })
  return app
}

/** Logs each call when it is over, by the log of the emulator that it was for. */
class CallLog extends LogController {
  /** Nothing is said yet. */
  override incomingRequest(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest): void {
    const { call, log } = request
    call.add('completed', true)
    if (error)
      log.error({ reqId: call.id, req: request, err: error }, 'the answer could not be sent')
    else call.context.tellCall?.(call, false)
  }
}
