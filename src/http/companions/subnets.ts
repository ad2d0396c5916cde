import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import * as subnets from '../../operations/companions/subnets.ts'
import { vpcShowSubnetTags } from '../../operations/companions/tags.ts'
import {
  flatFailures,
  flatInUse,
  ProjectParams,
  ResourceParams,
  TagsAnswer,
} from '../../schemas/companions/common.ts'
import {
  CreateSubnetRequest,
  ListSubnetsQuery,
  SubnetAnswer,
  SubnetParams,
  SubnetsAnswer,
} from '../../schemas/companions/subnets.ts'
import { vpc } from './configs.ts'

/** Subnets of VPCs. */
export const subnetRoutes: FastifyPluginAsyncZod = async (app) => {
  await reading(app, {})
  await writing(app, {})
}

const reading: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v1/:project_id/subnets',
    config: vpc,
    schema: {
      operationId: 'VpcListSubnets',
      tags: ['VPC'],
      params: ProjectParams,
      querystring: ListSubnetsQuery,
      response: { 200: SubnetsAnswer, ...flatFailures },
    },
    handler: async ({ call, params, query }) =>
      subnets.vpcListSubnets(call.account, params.project_id, query),
  })

  app.route({
    method: 'GET',
    url: '/v1/:project_id/subnets/:id',
    config: vpc,
    schema: {
      operationId: 'VpcShowSubnet',
      tags: ['VPC'],
      params: ResourceParams,
      response: { 200: SubnetAnswer, ...flatFailures },
    },
    handler: async ({ call, params: { project_id, id } }) =>
      subnets.vpcShowSubnet(call.account, project_id, id),
  })

  app.route({
    method: 'GET',
    url: '/v2.0/:project_id/subnets/:id/tags',
    config: vpc,
    schema: {
      operationId: 'VpcShowSubnetTags',
      tags: ['VPC'],
      params: ResourceParams,
      response: { 200: TagsAnswer, ...flatFailures },
    },
    handler: async ({ call, params: { project_id, id } }) =>
      vpcShowSubnetTags(call.account, project_id, id),
  })
}

const writing: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'POST',
    url: '/v1/:project_id/subnets',
    config: vpc,
    schema: {
      operationId: 'VpcCreateSubnet',
      tags: ['VPC'],
      params: ProjectParams,
      body: CreateSubnetRequest,
      response: { 200: SubnetAnswer, ...flatFailures },
    },
    handler: async ({ call, params, body }) =>
      subnets.vpcCreateSubnet(call.account, params.project_id, body),
  })

  app.route({
    method: 'DELETE',
    url: '/v1/:project_id/vpcs/:vpc_id/subnets/:id',
    config: vpc,
    schema: {
      operationId: 'VpcDeleteSubnet',
      tags: ['VPC'],
      params: SubnetParams,
      response: { 204: z.null(), ...flatFailures, ...flatInUse },
    },
    handler: async ({ call, params }, reply) => {
      subnets.vpcDeleteSubnet(call.account, params.project_id, params)
      reply.code(204)
      return null
    },
  })
}
