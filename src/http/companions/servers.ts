import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { ecsListFlavors } from '../../operations/companions/flavors.ts'
import * as servers from '../../operations/companions/servers.ts'
import {
  BlockDeviceAnswer,
  BlockDeviceParams,
  BlockDevicesAnswer,
} from '../../schemas/companions/block-devices.ts'
import { nestedFailures, ProjectParams, ResourceParams } from '../../schemas/companions/common.ts'
import { FlavorsAnswer, ListFlavorsQuery } from '../../schemas/companions/flavors.ts'
import { Job, JobParams } from '../../schemas/companions/server-jobs.ts'
import { ListServersQuery, ServerAnswer, ServersAnswer } from '../../schemas/companions/servers.ts'
import { ecs } from './configs.ts'

/** What ECS shows: flavors, servers, their disks and their jobs. */
export const ecsServerRoutes: FastifyPluginAsyncZod = async (app) => {
  await lists(app, {})
  await single(app, {})
}

const lists: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v1/:project_id/cloudservers/flavors',
    config: ecs,
    schema: {
      operationId: 'EcsListFlavors',
      tags: ['ECS'],
      params: ProjectParams,
      querystring: ListFlavorsQuery,
      response: { 200: FlavorsAnswer, ...nestedFailures },
    },
    handler: async ({ call, params, query }) =>
      ecsListFlavors(call.account, params.project_id, query),
  })

  app.route({
    method: 'GET',
    url: '/v1/:project_id/cloudservers/detail',
    config: ecs,
    schema: {
      operationId: 'EcsListServersDetails',
      tags: ['ECS'],
      params: ProjectParams,
      querystring: ListServersQuery,
      response: { 200: ServersAnswer, ...nestedFailures },
    },
    handler: async ({ call, params, query }) =>
      servers.ecsListServersDetails(call.account, params.project_id, query),
  })

  app.route({
    method: 'GET',
    url: '/v1/:project_id/cloudservers/:id/block_device',
    config: ecs,
    schema: {
      operationId: 'EcsListServerBlockDevices',
      tags: ['ECS'],
      params: ResourceParams,
      response: { 200: BlockDevicesAnswer, ...nestedFailures },
    },
    handler: async ({ call, params: { project_id, id } }) =>
      servers.ecsListServerBlockDevices(call.account, project_id, id),
  })
}

const single: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v1/:project_id/cloudservers/:id',
    config: ecs,
    schema: {
      operationId: 'EcsShowServer',
      tags: ['ECS'],
      params: ResourceParams,
      response: { 200: ServerAnswer, ...nestedFailures },
    },
    handler: async ({ call, params: { project_id, id } }) =>
      servers.ecsShowServer(call.account, project_id, id),
  })

  app.route({
    method: 'GET',
    url: '/v1/:project_id/cloudservers/:server_id/block_device/:volume_id',
    config: ecs,
    schema: {
      operationId: 'EcsShowServerBlockDevice',
      tags: ['ECS'],
      params: BlockDeviceParams,
      response: { 200: BlockDeviceAnswer, ...nestedFailures },
    },
    handler: async ({ call, params: { project_id, ...ids } }) =>
      servers.ecsShowServerBlockDevice(call.account, project_id, ids),
  })

  app.route({
    method: 'GET',
    url: '/v1/:project_id/jobs/:job_id',
    config: ecs,
    schema: {
      operationId: 'EcsShowJob',
      tags: ['ECS'],
      params: JobParams,
      response: { 200: Job, ...nestedFailures },
    },
    handler: async ({ call, params: { project_id, job_id } }) =>
      servers.ecsShowJob(call.account, project_id, job_id),
  })
}
