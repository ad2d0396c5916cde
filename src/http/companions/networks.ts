import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import * as networks from '../../operations/companions/networks.ts'
import { vpcShowVpcTags } from '../../operations/companions/tags.ts'
import {
  flatFailures,
  flatInUse,
  ProjectParams,
  prefixedFailures,
  ResourceParams,
  TagsAnswer,
} from '../../schemas/companions/common.ts'
import {
  CreateVpcRequest,
  ListVpcsQuery,
  ListVpcsV3Query,
  VpcAnswer,
  VpcsAnswer,
  VpcsV3Answer,
  VpcV3Answer,
} from '../../schemas/companions/networks.ts'
import { vpc, vpc_v3 } from './configs.ts'

/** VPCs, in versions 1 and 3 of the service. */
export const networkRoutes: FastifyPluginAsyncZod = async (app) => {
  await reading(app, {})
  await third(app, {})
  await writing(app, {})
}

const reading: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v1/:project_id/vpcs',
    config: vpc,
    schema: {
      operationId: 'VpcListVpcs',
      tags: ['VPC'],
      params: ProjectParams,
      querystring: ListVpcsQuery,
      response: { 200: VpcsAnswer, ...flatFailures },
    },
    handler: async ({ call, params, query }) =>
      networks.vpcListVpcs(call.account, params.project_id, query),
  })

  app.route({
    method: 'GET',
    url: '/v1/:project_id/vpcs/:id',
    config: vpc,
    schema: {
      operationId: 'VpcShowVpc',
      tags: ['VPC'],
      params: ResourceParams,
      response: { 200: VpcAnswer, ...flatFailures },
    },
    handler: async ({ call, params: { project_id, id } }) =>
      networks.vpcShowVpc(call.account, project_id, id),
  })

  app.route({
    method: 'GET',
    url: '/v2.0/:project_id/vpcs/:id/tags',
    config: vpc,
    schema: {
      operationId: 'VpcShowVpcTags',
      tags: ['VPC'],
      params: ResourceParams,
      response: { 200: TagsAnswer, ...flatFailures },
    },
    handler: async ({ call, params: { project_id, id } }) =>
      vpcShowVpcTags(call.account, project_id, id),
  })
}

const third: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/:project_id/vpc/vpcs/:id',
    config: vpc_v3,
    schema: {
      operationId: 'VpcV3ShowVpc',
      tags: ['VPC'],
      params: ResourceParams,
      response: { 200: VpcV3Answer, ...prefixedFailures },
    },
    handler: async ({ call, params: { project_id, id } }) =>
      networks.vpcV3ShowVpc(call.account, project_id, id),
  })

  app.route({
    method: 'GET',
    url: '/v3/:project_id/vpc/vpcs',
    config: vpc_v3,
    schema: {
      operationId: 'VpcV3ListVpcs',
      tags: ['VPC'],
      params: ProjectParams,
      querystring: ListVpcsV3Query,
      response: { 200: VpcsV3Answer, ...prefixedFailures },
    },
    handler: async ({ call, params, query }) =>
      networks.vpcV3ListVpcs(call.account, params.project_id, query),
  })
}

const writing: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'POST',
    url: '/v1/:project_id/vpcs',
    config: vpc,
    schema: {
      operationId: 'VpcCreateVpc',
      tags: ['VPC'],
      params: ProjectParams,
      body: CreateVpcRequest,
      response: { 200: VpcAnswer, ...flatFailures },
    },
    handler: async ({ call, params, body }) =>
      networks.vpcCreateVpc(call.account, params.project_id, body),
  })

  app.route({
    method: 'DELETE',
    url: '/v1/:project_id/vpcs/:id',
    config: vpc,
    schema: {
      operationId: 'VpcDeleteVpc',
      tags: ['VPC'],
      params: ResourceParams,
      response: { 204: z.null(), ...flatFailures, ...flatInUse },
    },
    handler: async ({ call, params: { project_id, id } }, reply) => {
      networks.vpcDeleteVpc(call.account, project_id, id)
      reply.code(204)
      return null
    },
  })
}
