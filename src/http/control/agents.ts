import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { showAgent, updateAgent } from '../../operations/control/agents.ts'
import { controlFailures } from '../../schemas/common.ts'
import { AgentChange, AgentView } from '../../schemas/control/agents.ts'
import { AccountQuery } from '../../schemas/control/control.ts'

const AgentParams = z.object({
  source: z
    .string()
    .min(1)
    .meta({ description: 'Id of a source, or its name if only one has it.' }),
})

const response = { 200: AgentView, ...controlFailures }

/** `/_emulator/sources/{source}/agent`: who plays the agent of a source. */
export const agentRoutes: FastifyPluginAsyncZod = async (app) => {
  const url = '/_emulator/sources/:source/agent'
  const config = { surface: 'control' } as const
  const tags = ['Agents']

  app.route({
    method: 'GET',
    url,
    config,
    schema: {
      operationId: 'showAgent',
      tags,
      params: AgentParams,
      querystring: AccountQuery,
      response,
    },
    handler: async ({ params, query, call: { emulator } }) =>
      showAgent(emulator.accounts.get(query.account), params.source),
  })

  app.route({
    method: 'PUT',
    url,
    config,
    schema: {
      operationId: 'updateAgent',
      tags,
      params: AgentParams,
      querystring: AccountQuery,
      body: AgentChange,
      response,
    },
    handler: async ({ params, query, body, call: { emulator } }) =>
      updateAgent(emulator.accounts.get(query.account), params.source, body),
  })
}
