import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { listScenarioLibrary } from '../../operations/control/scenario-library.ts'
import { processFailures } from '../../schemas/common.ts'
import { ScenarioLibrary } from '../../schemas/control/scenario-files.ts'

/** `/_emulator/scenarios/library`: the scenario files that come with the emulator. */
export const scenarioLibraryRoutes: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/_emulator/scenarios/library',
    config: { surface: 'control' },
    schema: {
      operationId: 'listScenarioLibrary',
      tags: ['Scenarios'],
      response: { 200: ScenarioLibrary, ...processFailures },
    },
    handler: async () => listScenarioLibrary(),
  })
}
