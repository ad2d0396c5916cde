import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as ports from '../../operations/companions/ports.ts'
import { flatFailures, ProjectParams, ResourceParams } from '../../schemas/companions/common.ts'
import { ListPortsQuery, PortAnswer, PortsAnswer } from '../../schemas/companions/ports.ts'
import { vpc } from './configs.ts'

/** Ports: the network cards of servers. */
export const portRoutes: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v1/:project_id/ports',
    config: vpc,
    schema: {
      operationId: 'VpcListPorts',
      tags: ['VPC'],
      params: ProjectParams,
      querystring: ListPortsQuery,
      response: { 200: PortsAnswer, ...flatFailures },
    },
    handler: async ({ call, params, query }) =>
      ports.vpcListPorts(call.account, params.project_id, query),
  })

  app.route({
    method: 'GET',
    url: '/v1/:project_id/ports/:id',
    config: vpc,
    schema: {
      operationId: 'VpcShowPort',
      tags: ['VPC'],
      params: ResourceParams,
      response: { 200: PortAnswer, ...flatFailures },
    },
    handler: async ({ call, params: { project_id, id } }) =>
      ports.vpcShowPort(call.account, project_id, id),
  })
}
