import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyServerOptions,
} from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { FastifyPluginAsyncZod, ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Emulator } from '../emulator.ts'
import { accountRoutes } from './control/accounts.ts'
import { agentRoutes } from './control/agents.ts'
import { bundleRoutes } from './control/bundle.ts'
import { clockRoutes } from './control/clock.ts'
import { contractOf, coverageRoutes } from './control/coverage.ts'
import { explainRoutes } from './control/explain.ts'
import { faultRoutes } from './control/faults.ts'
import { fixtureRoutes } from './control/fixtures.ts'
import { healthRoutes } from './control/health.ts'
import { openapiRoutes } from './control/openapi.ts'
import { overviewRoutes } from './control/overviews.ts'
import { requestRoutes } from './control/requests.ts'
import { scenarioRoutes } from './control/scenarios.ts'
import { snapshotRoutes } from './control/snapshots.ts'
import { stateRoutes } from './control/state.ts'
import { credentialRoutes } from './iam/access-keys.ts'
import { federationRoutes } from './iam/federation.ts'
import { projectRoutes } from './iam/projects.ts'
import { temporaryKeyRoutes } from './iam/temporary-keys.ts'
import { tokenRoutes } from './iam/tokens.ts'
import { directoryRoutes } from './iam/users.ts'
import { patienceOf } from './patience.ts'
import { runStages } from './pipeline/adapter.ts'
import { control, iam, sms, unrouted } from './pipeline/order.ts'
import { parseJson } from './pipeline/parse-json.ts'
import { routeHeadAsGet } from './pipeline/restore-head.ts'
import { routedUrl } from './pipeline/service-address.ts'
import type { NamedStage, Services } from './pipeline/stage.ts'
import { drainAtTheEnd, UnderWay } from './pipeline/under-way.ts'
import { refuseUnrouted } from './pipeline/unrouted.ts'
import { compilersFor, deferSchemas } from './pipeline/validate.ts'
import { body_max_bytes, refuse, refuseUnknown } from './refusals/refuse.ts'
import { answerUnreadable, refuseTunnels } from './refusals/unreadable.ts'
import { migprojectRoutes } from './sms/migprojects.ts'
import { reportRoutes } from './sms/reports.ts'
import { serviceRoutes } from './sms/service.ts'
import { serverRoutes } from './sms/source-servers.ts'
import { taskSettingRoutes } from './sms/task-settings.ts'
import { taskRoutes } from './sms/tasks.ts'
import { templateRoutes } from './sms/templates.ts'
import { versionRoutes } from './sms/versions.ts'

declare module 'fastify' {
  interface FastifyInstance {
    emulator: Emulator
  }
}

/** What to build the app with beside the emulator. */
export type AppOptions = {
  logger?: FastifyServerOptions['logger']
  logController?: FastifyServerOptions['logController']
  /** Whether every answer is held against its schema, as tests do. */
  checkAnswers?: boolean
  /** Registered before the routes, so that it sees them all: the printer of the documents. */
  before?: FastifyPluginAsync
}

type Contract = Parameters<typeof contractOf>[0]

/** A service: its routes, and what every call to them goes through. */
type Service = {
  name: string
  stages: readonly NamedStage[]
  routes: readonly FastifyPluginAsyncZod[]
}

const servicesWith = (contract: Contract): readonly Service[] => [
  {
    name: 'iam',
    stages: iam,
    routes: [
      tokenRoutes,
      projectRoutes,
      directoryRoutes,
      temporaryKeyRoutes,
      credentialRoutes,
      federationRoutes,
    ],
  },
  {
    name: 'sms',
    stages: sms,
    routes: [
      versionRoutes,
      serverRoutes,
      taskRoutes,
      reportRoutes,
      taskSettingRoutes,
      templateRoutes,
      migprojectRoutes,
      serviceRoutes,
    ],
  },
  {
    name: 'control',
    stages: control,
    routes: [
      healthRoutes,
      clockRoutes,
      stateRoutes,
      overviewRoutes,
      fixtureRoutes,
      scenarioRoutes,
      agentRoutes,
      faultRoutes,
      requestRoutes,
      coverageRoutes(contract),
      accountRoutes,
      snapshotRoutes,
      explainRoutes,
      bundleRoutes,
      openapiRoutes,
    ],
  },
]

/**
 * The HTTP side of an emulator: each service with its own stages and routes.
 *
 * @throws Error when the stages of a service are in an order that cannot be
 */
export async function buildApp(
  emulator: Emulator,
  { logger = false, logController, checkAnswers = false, before }: AppOptions = {},
): Promise<FastifyInstance> {
  const app = Fastify({
    // Nothing that a plugin does here can hang.
    pluginTimeout: 0,
    logger,
    ...(logController ? { logController } : {}),
    bodyLimit: body_max_bytes,
    exposeHeadRoutes: false,
    // Long ids reach their schema, which refuses them in the service's words.
    routerOptions: { maxParamLength: 65_536 },
    forceCloseConnections: true,
    ...patienceOf(emulator.config),
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
  app.decorateRequest('call')
  // Node answers an expectation that it does not know itself, unless somebody listens.
  app.server.on('checkExpectation', app.routing)
  refuseTunnels(app)
  parseJson(app)
  app.setErrorHandler<FastifyError>(refuse)
  const under_way = new UnderWay()
  drainAtTheEnd(app, under_way)

  const contract: Contract = []
  app.addHook('onRoute', contractOf(contract))
  // The printer and the tests of answers want whole schemas.
  if (!before && !checkAnswers) app.addHook('onRoute', deferSchemas)
  if (before) await app.register(fastifyPlugin(before))

  const common: Services = { emulator, closing: under_way.closing, under_way }
  for (const { name, stages, routes } of servicesWith(contract)) {
    app.register(async (service) => {
      runStages(service, name, stages, common)
      for (const some of routes) service.withTypeProvider<ZodTypeProvider>().register(some)
    })
  }
  app.register(async (rest) => {
    runStages(rest, 'unrouted', unrouted, common)
    rest.setNotFoundHandler(refuseUnknown)
  })
  return app
}
