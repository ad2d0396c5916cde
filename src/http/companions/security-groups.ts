import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import * as groups from '../../operations/companions/security-groups.ts'
import { vpcShowSecurityGroupTags } from '../../operations/companions/tags.ts'
import {
  flatFailures,
  flatInUse,
  ProjectParams,
  prefixedFailures,
  ResourceParams,
  TagsAnswer,
} from '../../schemas/companions/common.ts'
import {
  CreateSecurityGroupRequest,
  ListSecurityGroupRulesQuery,
  ListSecurityGroupsQuery,
  ListSecurityGroupsV3Query,
  SecurityGroupAnswer,
  SecurityGroupRulesV3Answer,
  SecurityGroupsAnswer,
  SecurityGroupsV3Answer,
  SecurityGroupV3Answer,
} from '../../schemas/companions/security-groups.ts'
import { vpc, vpc_v3 } from './configs.ts'

/** Security groups and their rules, in versions 1 and 3 of the service. */
export const securityGroupRoutes: FastifyPluginAsyncZod = async (app) => {
  await first(app, {})
  await third(app, {})
  await rules(app, {})
}

const first: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v1/:project_id/security-groups',
    config: vpc,
    schema: {
      operationId: 'VpcListSecurityGroups',
      tags: ['VPC'],
      params: ProjectParams,
      querystring: ListSecurityGroupsQuery,
      response: { 200: SecurityGroupsAnswer, ...flatFailures },
    },
    handler: async ({ call, params, query }) =>
      groups.vpcListSecurityGroups(call.account, params.project_id, query),
  })

  app.route({
    method: 'GET',
    url: '/v1/:project_id/security-groups/:id',
    config: vpc,
    schema: {
      operationId: 'VpcShowSecurityGroup',
      tags: ['VPC'],
      params: ResourceParams,
      response: { 200: SecurityGroupAnswer, ...flatFailures },
    },
    handler: async ({ call, params: { project_id, id } }) =>
      groups.vpcShowSecurityGroup(call.account, project_id, id),
  })

  app.route({
    method: 'DELETE',
    url: '/v1/:project_id/security-groups/:id',
    config: vpc,
    schema: {
      operationId: 'VpcDeleteSecurityGroup',
      tags: ['VPC'],
      params: ResourceParams,
      response: { 204: z.null(), ...flatFailures, ...flatInUse },
    },
    handler: async ({ call, params: { project_id, id } }, reply) => {
      groups.vpcDeleteSecurityGroup(call.account, project_id, id)
      reply.code(204)
      return null
    },
  })

  app.route({
    method: 'GET',
    url: '/v2.0/:project_id/security-groups/:id/tags',
    config: vpc,
    schema: {
      operationId: 'VpcShowSecurityGroupTags',
      tags: ['VPC'],
      params: ResourceParams,
      response: { 200: TagsAnswer, ...flatFailures },
    },
    handler: async ({ call, params: { project_id, id } }) =>
      vpcShowSecurityGroupTags(call.account, project_id, id),
  })
}

const third: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'POST',
    url: '/v3/:project_id/vpc/security-groups',
    config: vpc_v3,
    schema: {
      operationId: 'VpcV3CreateSecurityGroup',
      tags: ['VPC'],
      params: ProjectParams,
      body: CreateSecurityGroupRequest,
      response: { 201: SecurityGroupV3Answer, ...prefixedFailures },
    },
    handler: async ({ call, params, body }, reply) => {
      reply.code(201)
      return groups.vpcV3CreateSecurityGroup(call.account, params.project_id, body)
    },
  })

  app.route({
    method: 'GET',
    url: '/v3/:project_id/vpc/security-groups',
    config: vpc_v3,
    schema: {
      operationId: 'VpcV3ListSecurityGroups',
      tags: ['VPC'],
      params: ProjectParams,
      querystring: ListSecurityGroupsV3Query,
      response: { 200: SecurityGroupsV3Answer, ...prefixedFailures },
    },
    handler: async ({ call, params, query }) =>
      groups.vpcV3ListSecurityGroups(call.account, params.project_id, query),
  })

  app.route({
    method: 'GET',
    url: '/v3/:project_id/vpc/security-groups/:id',
    config: vpc_v3,
    schema: {
      operationId: 'VpcV3ShowSecurityGroup',
      tags: ['VPC'],
      params: ResourceParams,
      response: { 200: SecurityGroupV3Answer, ...prefixedFailures },
    },
    handler: async ({ call, params: { project_id, id } }) =>
      groups.vpcV3ShowSecurityGroup(call.account, project_id, id),
  })
}

const rules: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/:project_id/vpc/security-group-rules',
    config: vpc_v3,
    schema: {
      operationId: 'VpcV3ListSecurityGroupRules',
      tags: ['VPC'],
      params: ProjectParams,
      querystring: ListSecurityGroupRulesQuery,
      response: { 200: SecurityGroupRulesV3Answer, ...prefixedFailures },
    },
    handler: async ({ call, params, query }) =>
      groups.vpcV3ListSecurityGroupRules(call.account, params.project_id, query),
  })

  app.route({
    method: 'DELETE',
    url: '/v3/:project_id/vpc/security-group-rules/:id',
    config: vpc_v3,
    schema: {
      operationId: 'VpcV3DeleteSecurityGroupRule',
      tags: ['VPC'],
      params: ResourceParams,
      response: { 204: z.null(), ...prefixedFailures },
    },
    handler: async ({ call, params: { project_id, id } }, reply) => {
      groups.vpcV3DeleteSecurityGroupRule(call.account, project_id, id)
      reply.code(204)
      return null
    },
  })
}
