import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { overviewSources, overviewTasks } from '../../operations/control/overviews.ts'
import { controlFailures } from '../../schemas/common.ts'
import {
  SourceOverviews,
  SourcesQuery,
  TaskOverviews,
  TasksQuery,
} from '../../schemas/control/overviews.ts'

/** `/_emulator/tasks` and `/_emulator/sources`: what is going on, without a token. */
export const overviewRoutes: FastifyPluginAsyncZod = async (app) => {
  const { accounts } = app.emulator
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
    handler: async ({ query }) => overviewTasks(accounts.get(query.account), query),
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
    handler: async ({ query }) => overviewSources(accounts.get(query.account), query),
  })
}
