import Fastify, {
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
import { authentication } from './pipeline/authentication.ts'
import { Call } from './pipeline/call.ts'
import { controlGuard } from './pipeline/control-guard.ts'
import { degradedAnswers } from './pipeline/degraded-answers.ts'
import { durable } from './pipeline/durable.ts'
import { endings } from './pipeline/endings.ts'
import { body_max_bytes, errorHandlers, refuseUnrouted } from './pipeline/errors.ts'
import { faults } from './pipeline/faults.ts'
import { head, routeHeadAsGet } from './pipeline/head.ts'
import { journal, journalAnswers } from './pipeline/journal.ts'
import { jsonBody } from './pipeline/json-body.ts'
import { originGuard } from './pipeline/origin-guard.ts'
import { permissions } from './pipeline/permissions.ts'
import { pipelining } from './pipeline/pipelining.ts'
import { protocol } from './pipeline/protocol.ts'
import { recording, recordingAnswers } from './pipeline/recording.ts'
import { requestIds } from './pipeline/request-ids.ts'
import { scenarioRefusals } from './pipeline/scenario-refusals.ts'
import { compilersFor, deferSchemas, strictBodies } from './pipeline/schemas.ts'
import { routedUrl } from './pipeline/service-address.ts'
import { surfaces } from './pipeline/surface.ts'
import { answerUnreadable, tunnels } from './pipeline/unreadable.ts'
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

/** What every call goes through, in this order: all of them in the context of the whole app. */
const plugins: readonly FastifyPluginAsync[] = [
  head,
  endings,
  pipelining,
  surfaces,
  errorHandlers,
  requestIds,
  recording,
  originGuard,
  controlGuard,
  journal,
  tunnels,
  protocol,
  authentication,
  scenarioRefusals,
  degradedAnswers,
  durable,
  faults,
  journalAnswers,
  recordingAnswers,
  permissions,
  jsonBody,
  strictBodies,
]

type Contract = Parameters<typeof contractOf>[0]

const routesFor = (contract: Contract): readonly FastifyPluginAsyncZod[] => [
  tokenRoutes,
  projectRoutes,
  directoryRoutes,
  temporaryKeyRoutes,
  credentialRoutes,
  federationRoutes,
  versionRoutes,
  serverRoutes,
  taskRoutes,
  reportRoutes,
  taskSettingRoutes,
  templateRoutes,
  migprojectRoutes,
  serviceRoutes,
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
]

/** The HTTP side of an emulator: plugins, then routes, one line each, above. */
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

  const contract: Contract = []
  app.addHook('onRoute', contractOf(contract))
  // The printer and the tests of answers want whole schemas.
  if (!before && !checkAnswers) app.addHook('onRoute', deferSchemas)
  app.decorateRequest('call')
  app.addHook('onRequest', (request, _reply, done) => {
    request.call = new Call(request)
    done()
  })
  for (const plugin of plugins) await app.register(fastifyPlugin(plugin))
  if (before) await app.register(fastifyPlugin(before))

  const typed = app.withTypeProvider<ZodTypeProvider>()
  for (const routes of routesFor(contract)) typed.register(routes)
  return app
}
