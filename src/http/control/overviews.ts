import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { overviewSources, overviewTasks } from '../../operations/control/overviews.ts'
import { overviewServers } from '../../operations/control/servers.ts'
import { controlFailures } from '../../schemas/common.ts'
import {
  SourceOverviews,
  SourcesQuery,
  TaskOverviews,
  TasksQuery,
} from '../../schemas/control/overviews.ts'
import { ServerOverviews, ServersQuery } from '../../schemas/control/servers.ts'

/** `/_emulator/tasks`, `/_emulator/sources` and `/_emulator/servers`: what is going on, without a token. */
export const overviewRoutes: FastifyPluginAsyncZod = async (app) => {
  const config = { surface: 'control' } as const
  const tags = ['State']

  app.route({
    method: 'GET',
    url: '/_emulator/tasks',
    config,
    schema: {
      operationId: 'overviewTasks',
      tags,
      querystring: TasksQuery,
      response: { 200: TaskOverviews, ...controlFailures },
    },
    handler: async ({ query, call: { emulator } }) =>
      overviewTasks(emulator.accounts.get(query.account), query),
  })

  app.route({
    method: 'GET',
    url: '/_emulator/sources',
    config,
    schema: {
      operationId: 'overviewSources',
      tags,
      querystring: SourcesQuery,
      response: { 200: SourceOverviews, ...controlFailures },
    },
    handler: async ({ query, call: { emulator } }) =>
      overviewSources(emulator.accounts.get(query.account), query),
  })

  app.route({
    method: 'GET',
    url: '/_emulator/servers',
    config,
    schema: {
      operationId: 'overviewServers',
      tags,
      querystring: ServersQuery,
      response: { 200: ServerOverviews, ...controlFailures },
    },
    handler: async ({ query, call: { emulator } }) =>
      overviewServers(emulator.accounts.get(query.account), query),
  })
}
