import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import {
  showCommand,
  updateCommandResult,
  updateCopyState,
  updateDiskInfo,
} from '../../operations/sms/source-reports.ts'
import {
  updateConsistencyResult,
  updateNetworkCheckInfo,
  updateTaskSpeed,
} from '../../operations/sms/task-reports.ts'
import { Accepted, smsFailures } from '../../schemas/common.ts'
import {
  CommandBody,
  CommandParams,
  LooseCopyState,
  NetworkCheckInfoRequestBody,
  PutDiskInfoReq,
  SetConsistencyResultRequestBody,
  ShowCommandResponse,
  UpdateNetworkCheckInfoResponse,
  UpdateTaskSpeedReq,
} from '../../schemas/sms/reports.ts'
import { SourceParams } from '../../schemas/sms/source-servers.ts'
import { TaskParams } from '../../schemas/sms/tasks.ts'

const config = { surface: 'sms' } as const
const tags = ['Agent']

/** What agents call: states, disks, commands, progress, measurements and comparisons. */
export const reportRoutes: FastifyPluginAsyncZod = async (app) => {
  await ofSources(app, {})
  await ofTasks(app, {})
}

const ofSources: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'PUT',
    url: '/v3/sources/:source_id/changestate',
    config,
    schema: {
      operationId: 'UpdateCopyState',
      tags,
      params: SourceParams,
      body: LooseCopyState,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params, body }) => {
      updateCopyState(call.account, params.source_id, body)
      return {}
    },
  })

  app.route({
    method: 'PUT',
    url: '/v3/sources/:source_id/diskinfo',
    config,
    schema: {
      operationId: 'UpdateDiskInfo',
      tags,
      params: SourceParams,
      body: PutDiskInfoReq,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params, body }) => {
      updateDiskInfo(call.account, params.source_id, body)
      return {}
    },
  })

  app.route({
    method: 'GET',
    url: '/v3/sources/:server_id/command',
    config,
    schema: {
      operationId: 'ShowCommand',
      tags,
      params: CommandParams,
      response: { 200: ShowCommandResponse, ...smsFailures },
    },
    handler: async ({ call, params }) => showCommand(call.account, params.server_id),
  })

  app.route({
    method: 'POST',
    url: '/v3/sources/:server_id/command_result',
    config,
    schema: {
      operationId: 'UpdateCommandResult',
      tags,
      params: CommandParams,
      body: CommandBody,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params, body }) => {
      updateCommandResult(call.account, params.server_id, body)
      return {}
    },
  })
}

const ofTasks: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'PUT',
    url: '/v3/tasks/:task_id/progress',
    config,
    schema: {
      operationId: 'UpdateTaskSpeed',
      tags,
      params: TaskParams,
      body: UpdateTaskSpeedReq,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params, body }) => {
      updateTaskSpeed(call.account, params.task_id, body)
      return {}
    },
  })

  app.route({
    method: 'POST',
    url: '/v3/tasks/:task_id/consistency-result',
    config,
    schema: {
      operationId: 'UpdateConsistencyResult',
      tags,
      params: TaskParams,
      body: SetConsistencyResultRequestBody,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params, body }) => {
      updateConsistencyResult(call.account, params.task_id, body)
      return {}
    },
  })

  app.route({
    method: 'POST',
    url: '/v3/:task_id/update-network-check-info',
    config,
    schema: {
      operationId: 'UpdateNetworkCheckInfo',
      tags,
      params: TaskParams,
      body: NetworkCheckInfoRequestBody,
      response: { 200: UpdateNetworkCheckInfoResponse, ...smsFailures },
    },
    handler: async ({ call, params, body }) =>
      updateNetworkCheckInfo(call.account, params.task_id, body),
  })
}
