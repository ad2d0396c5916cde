import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as servers from '../../operations/sms/source-servers.ts'
import { Accepted, smsFailures } from '../../schemas/common.ts'
import {
  DeleteIds,
  ListServersQuery,
  ListServersResponse,
  PostSourceServerBody,
  PutSourceServerBody,
  RegisterServerResponse,
  ShowOverviewResponse,
  ShowServerResponse,
  SourceParams,
} from '../../schemas/sms/source-servers.ts'

const config = { surface: 'sms' } as const
const tags = ['Source Server Management']

/** `/v3/sources`: source servers. Paths are written whole, so that they can be searched for. */
export const serverRoutes: FastifyPluginAsyncZod = async (app) => {
  await reading(app, {})
  await writing(app, {})
}

const reading: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/sources',
    config,
    schema: {
      operationId: 'ListServers',
      tags,
      querystring: ListServersQuery,
      response: {
        200: ListServersResponse,
        ...smsFailures,
      },
    },
    handler: async ({ call, query }) => servers.listServers(call.account, query),
  })

  app.route({
    method: 'GET',
    url: '/v3/sources/overview',
    config,
    schema: {
      operationId: 'ShowOverview',
      tags,
      response: { 200: ShowOverviewResponse, ...smsFailures },
    },
    handler: async ({ call }) => servers.showOverview(call.account),
  })

  app.route({
    method: 'GET',
    url: '/v3/sources/:source_id',
    config,
    schema: {
      operationId: 'ShowServer',
      tags,
      params: SourceParams,
      response: { 200: ShowServerResponse, ...smsFailures },
    },
    handler: async ({ call, params }) => servers.showServer(call.account, params.source_id),
  })
}

const writing: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'POST',
    url: '/v3/sources',
    config,
    schema: {
      operationId: 'RegisterServer',
      tags,
      body: PostSourceServerBody,
      response: {
        200: RegisterServerResponse,
        ...smsFailures,
      },
    },
    handler: async ({ call, body }) => servers.registerServer(call.account, body),
  })

  app.route({
    method: 'PUT',
    url: '/v3/sources/:source_id',
    config,
    schema: {
      operationId: 'UpdateServerName',
      tags,
      params: SourceParams,
      body: PutSourceServerBody,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params, body }) => {
      servers.updateServerName(call.account, params.source_id, body)
      return {}
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v3/sources/:source_id',
    config,
    schema: {
      operationId: 'DeleteServer',
      tags,
      params: SourceParams,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params }) => {
      servers.deleteServer(call.account, params.source_id)
      return {}
    },
  })

  app.route({
    method: 'POST',
    url: '/v3/sources/delete',
    config,
    schema: {
      operationId: 'DeleteServers',
      tags,
      body: DeleteIds,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, body }) => {
      servers.deleteServers(call.account, body.ids)
      return {}
    },
  })
}
