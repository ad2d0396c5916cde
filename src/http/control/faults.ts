import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { addFaults, listFaults, removeFaults } from '../../operations/control/faults.ts'
import { controlFailures } from '../../schemas/common.ts'
import { AccountQuery } from '../../schemas/control/control.ts'
import { FaultQuery, FaultsListed } from '../../schemas/control/faults.ts'
import { contentOf } from '../pipeline/read-text.ts'

const response = { 200: FaultsListed, ...controlFailures }

/** `/_emulator/faults`: what goes differently in HTTP calls. */
export const faultRoutes: FastifyPluginAsyncZod = async (app) => {
  const url = '/_emulator/faults'
  const config = { surface: 'control', text: 'faults' } as const
  const tags = ['Faults']

  app.route({
    method: 'GET',
    url,
    config,
    schema: {
      operationId: 'listFaults',
      tags,
      querystring: AccountQuery,
      response,
    },
    handler: async ({ query, call: { emulator } }) =>
      listFaults(emulator.accounts.get(query.account)),
  })

  app.route({
    method: 'POST',
    url,
    config,
    schema: {
      operationId: 'addFaults',
      tags,
      querystring: AccountQuery,
      consumes: ['text/plain'],
      body: z.string().min(1).meta({ description: 'A fault, a list of them, or a plan.' }),
      response,
    },
    handler: async (request) =>
      addFaults(
        request.call.emulator.accounts.get(request.query.account),
        contentOf(request, 'faults'),
      ),
  })

  app.route({
    method: 'DELETE',
    url,
    config,
    schema: {
      operationId: 'removeFaults',
      tags,
      querystring: FaultQuery,
      response,
    },
    handler: async ({ query, call: { emulator } }) =>
      removeFaults(emulator.accounts.get(query.account), query.id),
  })
}
