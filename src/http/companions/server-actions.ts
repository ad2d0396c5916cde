import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as creating from '../../operations/companions/create-servers.ts'
import * as jobs from '../../operations/companions/server-jobs.ts'
import { nestedFailures, nestedInUse, ProjectParams } from '../../schemas/companions/common.ts'
import { CreateServersRequest, ServersCreated } from '../../schemas/companions/create-servers.ts'
import {
  ActOnServersRequest,
  DeleteServersRequest,
  JobStarted,
} from '../../schemas/companions/server-jobs.ts'
import { ecs } from './configs.ts'

/** What is done to servers: each call begins a job. */
export const serverActionRoutes: FastifyPluginAsyncZod = async (app) => {
  await creation(app, {})
  await actions(app, {})
}

const creation: FastifyPluginAsyncZod = async (app) => {
  const made = {
    tags: ['ECS'],
    params: ProjectParams,
    body: CreateServersRequest,
    response: { 200: ServersCreated, ...nestedFailures },
  }
  app.route({
    method: 'POST',
    url: '/v1.1/:project_id/cloudservers',
    config: ecs,
    schema: { operationId: 'EcsCreateServers', ...made },
    handler: async ({ call, params, body }) =>
      creating.ecsCreateServers(call.account, params.project_id, body),
  })

  app.route({
    method: 'POST',
    url: '/v1/:project_id/cloudservers',
    config: ecs,
    schema: { operationId: 'EcsCreatePostPaidServers', ...made },
    handler: async ({ call, params, body }) =>
      creating.ecsCreatePostPaidServers(call.account, params.project_id, body),
  })
}

const actions: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'POST',
    url: '/v1/:project_id/cloudservers/action',
    config: ecs,
    schema: {
      operationId: 'EcsBatchStartOrStopServers',
      tags: ['ECS'],
      params: ProjectParams,
      body: ActOnServersRequest,
      response: { 200: JobStarted, ...nestedFailures, ...nestedInUse },
    },
    handler: async ({ call, params, body }) =>
      jobs.ecsBatchStartOrStopServers(call.account, params.project_id, body),
  })

  app.route({
    method: 'POST',
    url: '/v1/:project_id/cloudservers/delete',
    config: ecs,
    schema: {
      operationId: 'EcsDeleteServers',
      tags: ['ECS'],
      params: ProjectParams,
      body: DeleteServersRequest,
      response: { 200: JobStarted, ...nestedFailures, ...nestedInUse },
    },
    handler: async ({ call, params, body }) =>
      jobs.ecsDeleteServers(call.account, params.project_id, body),
  })
}
