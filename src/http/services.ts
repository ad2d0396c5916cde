import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Config } from '../config.ts'
import { imageRoutes } from './companions/images.ts'
import { networkRoutes } from './companions/networks.ts'
import { portRoutes } from './companions/ports.ts'
import { securityGroupRoutes } from './companions/security-groups.ts'
import { serverActionRoutes } from './companions/server-actions.ts'
import { ecsServerRoutes } from './companions/servers.ts'
import { subnetRoutes } from './companions/subnets.ts'
import { volumeRoutes } from './companions/volumes.ts'
import { zoneRoutes } from './companions/zones.ts'
import { accountRoutes } from './control/accounts.ts'
import { agentRoutes } from './control/agents.ts'
import { bundleRoutes } from './control/bundle.ts'
import { clockRoutes } from './control/clock.ts'
import { coverageRoutes } from './control/coverage.ts'
import { eventRoutes } from './control/events.ts'
import { explainRoutes } from './control/explain.ts'
import { faultRoutes } from './control/faults.ts'
import { fixtureRoutes } from './control/fixtures.ts'
import { healthRoutes } from './control/health.ts'
import { openapiRoutes } from './control/openapi.ts'
import { overviewRoutes } from './control/overviews.ts'
import { requestRoutes } from './control/requests.ts'
import { scenarioLibraryRoutes } from './control/scenario-library.ts'
import { scenarioRoutes } from './control/scenarios.ts'
import { snapshotRoutes } from './control/snapshots.ts'
import { stateRoutes } from './control/state.ts'
import { validationRoutes } from './control/validation.ts'
import { credentialRoutes } from './iam/access-keys.ts'
import { federationRoutes } from './iam/federation.ts'
import { projectRoutes } from './iam/projects.ts'
import { temporaryKeyRoutes } from './iam/temporary-keys.ts'
import { tokenRoutes } from './iam/tokens.ts'
import { directoryRoutes } from './iam/users.ts'
import { companions, control, iam, sms } from './pipeline/order.ts'
import { withTexts } from './pipeline/read-text.ts'
import type { NamedStage } from './pipeline/stage.ts'
import type { Surface } from './pipeline/surface.ts'
import { migprojectRoutes } from './sms/migprojects.ts'
import { reportRoutes } from './sms/reports.ts'
import { serviceRoutes } from './sms/service.ts'
import { serverRoutes } from './sms/source-servers.ts'
import { taskSettingRoutes } from './sms/task-settings.ts'
import { taskRoutes } from './sms/tasks.ts'
import { templateRoutes } from './sms/templates.ts'
import { versionRoutes } from './sms/versions.ts'
import { uiRoutes } from './ui/routes.ts'

/** A service: its routes, and what every call to them goes through. */
export type Service = {
  stages: readonly NamedStage[]
  routes: readonly FastifyPluginAsyncZod[]
}

/** `health` is the part of the control API that others ask while they wait for an emulator. */
export type AppName = Surface | 'health'

/** The services of an emulator. */
export const servicesWith = ({ ui }: Pick<Config, 'ui'>): Record<AppName, Service> => ({
  health: { stages: control, routes: [healthRoutes] },
  iam: {
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
  sms: {
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
  companions: {
    stages: companions,
    routes: [
      zoneRoutes,
      networkRoutes,
      subnetRoutes,
      securityGroupRoutes,
      imageRoutes,
      portRoutes,
      volumeRoutes,
      ecsServerRoutes,
      serverActionRoutes,
    ],
  },
  control: {
    stages: control,
    routes: [
      healthRoutes,
      clockRoutes,
      stateRoutes,
      overviewRoutes,
      withTexts(fixtureRoutes, scenarioRoutes),
      scenarioLibraryRoutes,
      agentRoutes,
      withTexts(faultRoutes, validationRoutes),
      requestRoutes,
      eventRoutes,
      coverageRoutes,
      accountRoutes,
      withTexts(snapshotRoutes),
      explainRoutes,
      bundleRoutes,
      openapiRoutes,
      uiRoutes(ui === 'on'),
    ],
  },
})
