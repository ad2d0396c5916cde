import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyServerOptions,
  type InjectOptions,
  type LightMyRequestResponse,
} from 'fastify'
import injectRequest from 'light-my-request'
import type { Config } from '../config.ts'
import type { Emulator } from '../emulator.ts'
import { routedUrl } from './pipeline/service-address.ts'
import type { CallContext, TellCall } from './pipeline/stage.ts'
import { surfaceOfTarget } from './pipeline/surface.ts'
import { drainAtTheEnd, UnderWay } from './pipeline/under-way.ts'
import { compilersFor } from './pipeline/validate.ts'
import { answerUnreadable, refuseTunnels } from './refusals/unreadable.ts'
import { requestLimits } from './request-limits.ts'
import { type ServiceApps, sharedServiceApps } from './service-apps.ts'

export type { TellCall }

/** As long as Fastify keeps a connection without a request. */
const keep_alive_ms = 72_000

/** What others ask while they wait for an emulator. */
const health_paths = /^\/_emulator\/(?:health|ready|info)(?=\?|$)/

/** What to build an app with beside the emulator. */
export type AppOptions = {
  logger?: FastifyServerOptions['logger']
  tellCall?: TellCall
  /** The apps of its services; without them those that all emulators with its settings share. */
  apps?: ServiceApps
}

/** The HTTP side of an emulator: an app for each service behind one port. */
export type App = {
  readonly server: Server
  readonly log: FastifyBaseLogger
  /** Aborted when the server closes. */
  readonly closing: AbortSignal
  /** Answers a request by the app of the service that it is for. */
  answer(request: IncomingMessage, response: ServerResponse): void
  /** Answers a request that came over no connection. */
  inject(request: InjectOptions | string): Promise<LightMyRequestResponse>
  /** @returns the address of the port. @throws when the port is taken */
  listen(where: { host: string; port: number }): Promise<string>
  /** Does something at the end of every call. */
  onCallEnd(work: () => void): void
  /** Answers what is under way, and stops listening. */
  close(): Promise<void>
}

/**
 * Builds what listens, and the app that says whether the emulator is ready. Those of the services are built when the
 * first call to them comes. All are shared by all emulators of the process with the same settings, unless others are given.
 */
export async function buildApp(emulator: Emulator, options: AppOptions = {}): Promise<App> {
  const { logger = false, tellCall } = options
  const settings = { ...emulator.config, isLogged: logger !== false }
  const { apps = sharedServiceApps(settings) } = options
  const under_way = new UnderWay()
  const { closing } = under_way
  /** Calls that wait for the app of their service to be built. */
  const waiting = new Set<Promise<void>>()

  const answer: App['answer'] = (request, response) => {
    request.context = context
    // What listens answers 503 to everything once it closes.
    if (closing.aborted) return main.routing(request, response)
    const target = routedUrl(request)
    const name = health_paths.test(target) ? 'health' : surfaceOfTarget(target)
    const built = apps.built.get(name)
    if (built) return built.app.routing(request, response)
    const routed = apps.service(name).then(() => answer(request, response))
    waiting.add(routed)
    routed.then(() => waiting.delete(routed))
  }
  const main = Fastify({
    logger,
    // Nothing that a plugin does here can hang.
    pluginTimeout: 0,
    forceCloseConnections: true,
    serverFactory: () => serverFor(emulator.config, answer),
    clientErrorHandler: answerUnreadable(emulator),
    // It has no routes, and without them Fastify loads the compilers that are its own.
    schemaController: { compilersFactory: compilersFor(settings.strict_contract, false) },
  })
  const contract = async () => (await apps.all()).flatMap(({ routes }) => routes)
  const context: CallContext = { emulator, closing, under_way, contract, log: main.log, tellCall }
  // A call whose connection goes away before it is answered has no other end.
  if (tellCall) {
    under_way.onEnd((call) => {
      if (!call.knownParts.completed) tellCall(call, true)
    })
  }
  // Node answers an expectation that it does not know itself, unless there is a listener.
  main.server.on('checkExpectation', answer)
  refuseTunnels(main.server, emulator)
  drainAtTheEnd(main, under_way, emulator)
  await Promise.all([main.ready(), apps.service('health')])

  return {
    server: main.server as Server,
    log: main.log,
    closing,
    answer,
    inject: async (request) =>
      closing.aborted ? main.inject(request) : injectRequest(answer, request).end(),
    listen: (where) => main.listen(where),
    onCallEnd: (work) => under_way.onEnd(work),
    close: async () => {
      await Promise.all(waiting)
      await main.close()
    },
  }
}

/** What listens, as Fastify makes it, for the requests of all services. */
function serverFor(config: Config, answer: App['answer']): Server {
  const { requestTimeout, http } = requestLimits(config)
  return Object.assign(createServer(http, answer), {
    requestTimeout,
    keepAliveTimeout: keep_alive_ms,
  })
}
