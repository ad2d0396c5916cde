import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { Config } from '../config.ts'
import { contractOf, type Route } from './control/coverage.ts'
import type { Surface } from './pipeline/surface.ts'
import { buildServiceApp, type ServiceAppOptions } from './service-app.ts'
import { servicesWith } from './services.ts'

/** The settings that the apps of services are built by; all else they ask the emulator that a call is for. */
export type AppSettings = Pick<Config, 'strict_contract' | 'ui'> &
  Pick<ServiceAppOptions, 'isLogged' | 'checkAnswers'>

/** The apps of the services, each built when it is first asked for: a start does not wait for their routes. */
export type ServiceApps = {
  readonly settings: AppSettings
  /** Those that are built by now. */
  readonly built: ReadonlyMap<Surface, FastifyInstance>
  /** @throws Error when its stages are in an order that cannot be */
  service(name: Surface): Promise<FastifyInstance>
  all(): Promise<FastifyInstance[]>
}

const names = ['sms', 'iam', 'companions', 'control'] as const satisfies Surface[]

/** @param before registered before the routes of each service, so that it sees them all: the printer of the documents */
export function makeServiceApps(settings: AppSettings, before?: FastifyPluginAsync): ServiceApps {
  const built = new Map<Surface, FastifyInstance>()
  const building = new Map<Surface, Promise<FastifyInstance>>()
  const contract: Route[] = []
  const onRoute = contractOf(contract)
  const build = async (name: Surface): Promise<FastifyInstance> => {
    const app = await buildServiceApp(name, services[name], { ...settings, before, onRoute })
    await app.ready()
    built.set(name, app)
    return app
  }
  const service: ServiceApps['service'] = (name) => {
    const app = building.get(name) ?? build(name)
    building.set(name, app)
    return app
  }
  const all = () => Promise.all(names.map(service))
  const services = servicesWith(async () => {
    await all()
    return contract
  }, settings)
  return { settings, built, service, all }
}

const shared = new Map<string, ServiceApps>()

/**
 * The apps of all emulators of this process that have these settings. To build them takes two thirds of the time of an
 * emulator that is started and called once, and a test suite starts many.
 */
export function sharedServiceApps(settings: AppSettings): ServiceApps {
  const { strict_contract, ui, isLogged = false, checkAnswers = false } = settings
  const key = JSON.stringify([strict_contract, ui, isLogged, checkAnswers])
  const apps = shared.get(key) ?? makeServiceApps(settings)
  shared.set(key, apps)
  return apps
}
