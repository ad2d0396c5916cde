import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  addScenarios,
  hasScenario,
  listScenarios,
  removeScenarios,
} from '../../operations/control/scenarios.ts'
import { default_account } from '../../operations/registry/accounts.ts'
import { controlFailures } from '../../schemas/common.ts'
import { AccountQuery } from '../../schemas/control/control.ts'
import { ScenarioListed } from '../../schemas/control/scenario-files.ts'
import { contentOf } from '../pipeline/read-text.ts'

const response = { 200: ScenarioListed, ...controlFailures }

const config = { surface: 'control', text: 'scenarios' } as const
const tags = ['Scenarios']

/** `/_emulator/scenarios`: what goes differently in migrations. */
export const scenarioRoutes: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/_emulator/scenarios',
    config,
    schema: {
      operationId: 'listScenarios',
      tags,
      querystring: AccountQuery,
      response,
    },
    handler: async ({ query, call: { emulator } }) => ({
      scenarios: listScenarios(emulator.accounts.get(query.account)),
    }),
  })

  app.route({
    method: 'POST',
    url: '/_emulator/scenarios',
    config,
    schema: {
      operationId: 'addScenarios',
      tags,
      querystring: AccountQuery.extend({
        replace: z.stringbool().optional().meta({ description: 'Drop those that are there.' }),
      }),
      consumes: ['text/plain'],
      body: z.string().min(1).meta({ description: 'A scenario, or a list of them.' }),
      response,
    },
    handler: async (request) => {
      const { account, replace = false } = request.query
      const owner = request.call.emulator.accounts.get(account)
      return { scenarios: addScenarios(owner, contentOf(request, 'scenarios'), replace) }
    },
  })
  await removing(app, {})
}

const removing: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'DELETE',
    url: '/_emulator/scenarios',
    config: {
      ...config,
      isUrgent: ({ query, call: { emulator } }) => {
        const { account, name } = query as { account?: string; name?: string }
        const owner = emulator.accounts.find(account ?? default_account)
        return name === undefined || (owner !== undefined && hasScenario(owner, name))
      },
    },
    schema: {
      operationId: 'removeScenarios',
      tags,
      querystring: AccountQuery.extend({
        name: z
          .string()
          .min(1)
          .optional()
          .meta({ description: 'Name of the one scenario to take out; all if absent.' }),
      }),
      response,
    },
    handler: async ({ query, call: { emulator } }) => ({
      scenarios: removeScenarios(emulator.accounts.get(query.account), query.name),
    }),
  })
}
