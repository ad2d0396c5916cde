import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  InjectOptions,
  LightMyRequestResponse,
} from 'fastify'
import type { Config } from '../config.ts'
import type { Emulator } from '../emulator.ts'
import { contractOf, type Route } from './control/coverage.ts'
import { routedUrl } from './pipeline/service-address.ts'
import { surfaceOfTarget } from './pipeline/surface.ts'
import { drainAtTheEnd, UnderWay } from './pipeline/under-way.ts'
import { refuseTunnels } from './refusals/unreadable.ts'
import { requestLimits } from './request-limits.ts'
import { type AppOptions, buildServiceApp } from './service-app.ts'
import { type AppName, servicesWith } from './services.ts'

/** As long as Fastify keeps a connection without a request. */
const keep_alive_ms = 72_000

/** The services whose apps are built when the first call to them comes. */
const on_demand = ['sms', 'iam', 'companions', 'control'] as const satisfies AppName[]

/** What others ask while they wait for an emulator. */
const health_paths = /^\/_emulator\/(?:health|ready|info)(?=\?|$)/

/** The app that a request is for, by its routed target. */
const appFor = (target: string): AppName =>
  health_paths.test(target) ? 'health' : surfaceOfTarget(target)

/** The HTTP side of an emulator: an app for each service behind one port. */
export type App = {
  readonly server: Server
  readonly log: FastifyBaseLogger
  /** Aborted when the server closes. */
  readonly closing: AbortSignal
  /** Answers a request by the app of the service that it is for. */
  answer(request: IncomingMessage, response: ServerResponse): void
  /** The services whose apps are built by now. */
  built(): AppName[]
  /** The app of a service, which is built when it is first asked for. */
  service(name: AppName): Promise<FastifyInstance>
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
 * Builds the app that listens, which says whether the emulator is ready. Those of the services are built when the
 * first call to them comes: a start does not wait for their routes.
 *
 * @throws Error when the stages of a service are in an order that cannot be
 */
export async function buildApp(emulator: Emulator, options: AppOptions = {}): Promise<App> {
  const under_way = new UnderWay()
  const { closing } = under_way
  if (options.onCallEnd) under_way.onEnd(options.onCallEnd)
  const contract: Route[] = []
  const context = {
    common: { emulator, closing, under_way },
    options,
    onRoute: contractOf(contract),
  }
  const services = servicesWith(async () => {
    await Promise.all(on_demand.map(apps.service))
    return contract
  })

  const answer: App['answer'] = (request, response) => {
    const name = appFor(routedUrl(request))
    const app = apps.built.get(name)
    if (app) app.routing(request, response)
    else apps.service(name).then(({ routing }) => routing(request, response))
  }
  const main = await buildServiceApp('health', services.health, {
    ...context,
    serverFactory: () => serverFor(emulator.config, answer),
  })
  // Node answers an expectation that it does not know itself, unless there is a listener.
  main.server.on('checkExpectation', answer)
  refuseTunnels(main)
  drainAtTheEnd(main, under_way)

  const apps = buildAppsOnDemand(main, (name) =>
    buildServiceApp(name, services[name], { ...context, log: main.log }),
  )
  if (options.before) await Promise.all(on_demand.map(apps.service))

  return {
    server: main.server as Server,
    log: main.log,
    closing,
    answer,
    built: () => [...apps.built.keys()],
    service: apps.service,
    inject: async (request) => {
      const target = typeof request === 'string' ? request : (request.url ?? request.path ?? '/')
      const app = await apps.service(appFor(routedUrl({ url: String(target), headers: {} })))
      return app.inject(request)
    },
    listen: (where) => main.listen(where),
    onCallEnd: (work) => under_way.onEnd(work),
    close: async () => {
      await Promise.all([...(await apps.all()), main].map((app) => app.close()))
    },
  }
}

/** The apps of the services: the main one, and those that are built when they are first asked for. */
function buildAppsOnDemand(
  main: FastifyInstance,
  build: (name: AppName) => Promise<FastifyInstance>,
) {
  const built = new Map<AppName, FastifyInstance>([['health', main]])
  const building = new Map<AppName, Promise<FastifyInstance>>()
  const make = async (name: AppName): Promise<FastifyInstance> => {
    const app = built.get(name) ?? (await build(name))
    await app.ready()
    built.set(name, app)
    return app
  }
  return {
    built,
    service: (name: AppName): Promise<FastifyInstance> => {
      const app = building.get(name) ?? make(name)
      building.set(name, app)
      return app
    },
    /** Those that are built or being built. */
    all: () => Promise.all(building.values()),
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
