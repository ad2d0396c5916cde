import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { Config } from '../config.ts'
import { contractOf } from './control/coverage.ts'
import type { Route } from './pipeline/operation.ts'
import { buildServiceApp, type ServiceAppOptions } from './service-app.ts'
import { type AppName, servicesWith } from './services.ts'

/** The settings that the apps of services are built by; all else they ask the emulator that a call is for. */
export type AppSettings = Pick<Config, 'strict_contract' | 'ui'> &
  Pick<ServiceAppOptions, 'isLogged' | 'checkAnswers'>

/** The app of a service, with its routes that clients call. */
type BuiltService = { app: FastifyInstance; routes: readonly Route[] }

/** The apps of the services, each built when it is first asked for: a start does not wait for their routes. */
export type ServiceApps = {
  readonly settings: AppSettings
  /** Those that are built by now. */
  readonly built: ReadonlyMap<AppName, BuiltService>
  /** @throws Error when its stages are in an order that cannot be */
  service(name: AppName): Promise<BuiltService>
  /** Those of the services, which together have each route once. */
  all(): Promise<BuiltService[]>
}

/** In the order of a coverage report. */
const names = ['iam', 'sms', 'companions', 'control'] as const satisfies AppName[]

/**
 * @param before registered before the routes of each service, so that it sees them all: the printer of the documents
 * @param built those that need not be built, to which others are added
 */
export function makeServiceApps(
  settings: AppSettings,
  before?: FastifyPluginAsync,
  built = new Map<AppName, BuiltService>(),
): ServiceApps {
  const services = servicesWith(settings)
  const building = new Map<AppName, Promise<BuiltService>>()
  const build = async (name: AppName): Promise<BuiltService> => {
    const routes: Route[] = []
    const onRoute = contractOf(routes)
    const seen_by = name === 'health' ? undefined : before
    const options = { ...settings, before: seen_by, onRoute }
    const app = await buildServiceApp(name, services[name], options)
    await app.ready()
    // Another emulator may have built it meanwhile.
    const service = built.get(name) ?? { app, routes }
    built.set(name, service)
    return service
  }
  const service: ServiceApps['service'] = async (name) => {
    const there = built.get(name)
    if (there) return there
    const begun = building.get(name) ?? build(name)
    building.set(name, begun)
    return begun
  }
  return { settings, built, service, all: () => Promise.all(names.map(service)) }
}

const shared = new Map<string, Map<AppName, BuiltService>>()

/**
 * The apps of all emulators of this process that have these settings. To build them was more than a third of the time of
 * an emulator that is started and called once, and a test suite starts many. Only what is built is shared: a build that
 * does not end, as under fake timers, holds up only the emulator that began it.
 */
export function sharedServiceApps(settings: AppSettings): ServiceApps {
  const { strict_contract, ui, isLogged = false, checkAnswers = false } = settings
  const key = JSON.stringify([strict_contract, ui, isLogged, checkAnswers])
  const built = shared.get(key) ?? new Map<AppName, BuiltService>()
  shared.set(key, built)
  return makeServiceApps({ strict_contract, ui, isLogged, checkAnswers }, undefined, built)
}
