import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { findAccount } from '../../operations/account/find-account.ts'
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
  const { emulator } = app
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
    handler: async ({ params, query }) =>
      showAgent(emulator, findAccount(emulator, query.account).id, params.source),
  })

  app.route({
    method: 'PUT',
    url,
    config,
    schema: {
      operationId: 'updateAgent',
      tags,
      summary:
        'Hands the agent to a program or back to the emulator, takes it away, brings it back.',
      params: AgentParams,
      querystring: AccountQuery,
      body: AgentChange,
      response,
    },
    handler: async ({ params, query, body }) =>
      updateAgent(emulator, findAccount(emulator, query.account).id, params.source, body),
  })
}
