import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { patienceOf } from '../config.ts'
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
import { credentialRoutes } from './iam/credentials.ts'
import { directoryRoutes } from './iam/directory.ts'
import { federationRoutes } from './iam/federation.ts'
import { projectRoutes } from './iam/projects.ts'
import { temporaryKeyRoutes } from './iam/temporary-keys.ts'
import { tokenRoutes } from './iam/tokens.ts'
import { authentication } from './plugins/authentication.ts'
import { controlGuard } from './plugins/control-guard.ts'
import { durable } from './plugins/durable.ts'
import { endings } from './plugins/endings.ts'
import { body_max_bytes, errorHandlers, refuse } from './plugins/errors.ts'
import { faults } from './plugins/faults.ts'
import { journal, journalAnswers } from './plugins/journal.ts'
import { jsonBody } from './plugins/json-body.ts'
import { meanAnswers } from './plugins/mean-answers.ts'
import { originGuard } from './plugins/origin-guard.ts'
import { permissions } from './plugins/permissions.ts'
import { pipelining } from './plugins/pipelining.ts'
import { recording, recordingAnswers } from './plugins/recording.ts'
import { scenarioRefusals } from './plugins/scenario-refusals.ts'
import { compilersFor, deferSchemas, refuseSurplusBody } from './plugins/schemas.ts'
import { routedUrl } from './plugins/service-address.ts'
import { surfaces } from './plugins/surface.ts'
import { answerUnreadable } from './plugins/unreadable.ts'
import { migprojectRoutes } from './sms/migprojects.ts'
import { reportRoutes } from './sms/reports.ts'
import { serverRoutes } from './sms/servers.ts'
import { serviceRoutes } from './sms/service.ts'
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
  /** Whether every answer is held against its schema, as tests do. */
  checkAnswers?: boolean
  /** Registered before the routes, so that it sees them all: the printer of the documents. */
  before?: (app: FastifyInstance) => Promise<void>
}

/** The HTTP side of an emulator: plugins, then routes, one line each. */
export async function buildApp(
  emulator: Emulator,
  { logger = false, checkAnswers = false, before }: AppOptions = {},
): Promise<FastifyInstance> {
  const app = Fastify({
    logger,
    bodyLimit: body_max_bytes,
    exposeHeadRoutes: false,
    // Long ids reach their schema, which refuses them in the service's words.
    routerOptions: { maxParamLength: 65_536 },
    forceCloseConnections: true,
    ...patienceOf(emulator.config),
    rewriteUrl: routedUrl,
    frameworkErrors: refuse,
    clientErrorHandler: answerUnreadable(emulator),
    schemaController: {
      compilersFactory: compilersFor(emulator.config.strict_contract, checkAnswers),
    },
  })
  app.decorate('emulator', emulator)

  const contract: Parameters<typeof contractOf>[0] = []
  app.addHook('onRoute', contractOf(contract))
  // The printer and the tests of answers want whole schemas.
  if (!before && !checkAnswers) app.addHook('onRoute', deferSchemas)
  await app.register(endings)
  await app.register(pipelining)
  await app.register(surfaces)
  await app.register(errorHandlers)
  await app.register(recording)
  await app.register(originGuard)
  await app.register(controlGuard)
  await app.register(journal)
  await app.register(authentication)
  await app.register(scenarioRefusals)
  await app.register(meanAnswers)
  await app.register(durable)
  await app.register(faults)
  await app.register(journalAnswers)
  await app.register(recordingAnswers)
  await app.register(permissions)
  await app.register(jsonBody)
  if (emulator.config.strict_contract) app.addHook('preValidation', refuseSurplusBody)
  if (before) await before(app)

  await app.register(tokenRoutes)
  await app.register(projectRoutes)
  await app.register(directoryRoutes)
  await app.register(temporaryKeyRoutes)
  await app.register(credentialRoutes)
  await app.register(federationRoutes)
  await app.register(versionRoutes)
  await app.register(serverRoutes)
  await app.register(taskRoutes)
  await app.register(reportRoutes)
  await app.register(taskSettingRoutes)
  await app.register(templateRoutes)
  await app.register(migprojectRoutes)
  await app.register(serviceRoutes)
  await app.register(healthRoutes)
  await app.register(clockRoutes)
  await app.register(stateRoutes)
  await app.register(overviewRoutes)
  await app.register(fixtureRoutes)
  await app.register(scenarioRoutes)
  await app.register(agentRoutes)
  await app.register(faultRoutes)
  await app.register(requestRoutes)
  await app.register(coverageRoutes(contract))
  await app.register(accountRoutes)
  await app.register(snapshotRoutes)
  await app.register(explainRoutes)
  await app.register(bundleRoutes)
  await app.register(openapiRoutes)
  return app
}
