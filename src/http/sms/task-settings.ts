import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import * as settings from '../../operations/sms/task-settings.ts'
import { Accepted, smsFailures } from '../../schemas/common.ts'
import {
  BatchGetConsistencyResultReq,
  CertKeyQuery,
  LanguageHeaders,
  ShowCertKeyResponse,
  ShowConsistencyResultResponse,
  ShowPassphraseResponse,
} from '../../schemas/sms/reports.ts'
import {
  ConfigSettingQuery,
  ConfigurationRequestBody,
  ListErrorServersQuery,
  ListErrorServersResponse,
  ShowConfigSettingResponse,
  ShowsSpeedLimitsResponse,
  SpeedLimit,
  UploadLogRequestBody,
} from '../../schemas/sms/task-settings.ts'
import { TaskParams } from '../../schemas/sms/tasks.ts'

const config = { surface: 'sms' } as const
const tags = ['Task Management']

/** What hangs on a task: limits, options, certificates, logs, results; and the tasks that failed. */
export const taskSettingRoutes: FastifyPluginAsyncZod = async (app) => {
  await options(app, {})
  await secrets(app, {})
  await results(app, {})
}

const options: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/tasks/:task_id/speed-limit',
    config,
    schema: {
      operationId: 'ShowsSpeedLimits',
      tags,
      params: TaskParams,
      response: { 200: ShowsSpeedLimitsResponse, ...smsFailures },
    },
    handler: async ({ call, params }) => settings.showsSpeedLimits(call.account, params.task_id),
  })

  app.route({
    method: 'POST',
    url: '/v3/tasks/:task_id/speed-limit',
    config,
    schema: {
      operationId: 'UpdateSpeed',
      tags,
      params: TaskParams,
      body: SpeedLimit,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params, body }) => {
      settings.updateSpeed(call.account, params.task_id, body.speed_limit)
      return {}
    },
  })

  app.route({
    method: 'GET',
    url: '/v3/tasks/:task_id/configuration-setting',
    config,
    schema: {
      operationId: 'ShowConfigSetting',
      tags,
      params: TaskParams,
      querystring: ConfigSettingQuery,
      response: { 200: ShowConfigSettingResponse, ...smsFailures },
    },
    handler: async ({ call, params, query }) =>
      settings.showConfigSetting(call.account, params.task_id, query.config_key),
  })

  app.route({
    method: 'POST',
    url: '/v3/tasks/:task_id/configuration-setting',
    config,
    schema: {
      operationId: 'UploadSpecialConfigurationSetting',
      tags,
      params: TaskParams,
      body: ConfigurationRequestBody,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params, body }) => {
      settings.uploadSpecialConfigurationSetting(call.account, params.task_id, body)
      return {}
    },
  })
}

const secrets: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/tasks/:task_id/certkey',
    config,
    schema: {
      operationId: 'ShowCertKey',
      tags,
      params: TaskParams,
      querystring: CertKeyQuery,
      response: { 200: ShowCertKeyResponse, ...smsFailures },
    },
    handler: async ({ call, params, query }) =>
      settings.showCertKey(call.account, params.task_id, query.enable_ca_cert ?? false),
  })

  app.route({
    method: 'GET',
    url: '/v3/tasks/:task_id/passphrase',
    config,
    schema: {
      operationId: 'ShowPassphrase',
      tags,
      params: TaskParams,
      response: { 200: ShowPassphraseResponse, ...smsFailures },
    },
    handler: async ({ call, params }) => settings.showPassphrase(call.account, params.task_id),
  })

  app.route({
    method: 'POST',
    url: '/v3/tasks/:task_id/unlock',
    config,
    schema: {
      operationId: 'UnlockTargetEcs',
      tags,
      params: TaskParams,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params }) => {
      settings.unlockTargetEcs(call.account, params.task_id)
      return {}
    },
  })

  app.route({
    method: 'POST',
    url: '/v3/tasks/:task_id/log',
    config,
    schema: {
      operationId: 'CollectLog',
      tags,
      params: TaskParams,
      body: UploadLogRequestBody,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params, body }) => {
      settings.collectLog(call.account, params.task_id, body.log_bucket)
      return {}
    },
  })
}

const results: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/tasks/:task_id/consistency-result',
    config,
    schema: {
      operationId: 'ShowConsistencyResult',
      tags,
      params: TaskParams,
      response: { 200: ShowConsistencyResultResponse, ...smsFailures },
    },
    handler: async ({ call, params }) =>
      settings.showConsistencyResult(call.account, params.task_id),
  })

  app.route({
    method: 'POST',
    url: '/v3/tasks/consistency-results/export',
    config,
    schema: {
      operationId: 'ExportConsistencyResults',
      tags,
      headers: LanguageHeaders,
      body: BatchGetConsistencyResultReq,
      response: {
        200: {
          description: 'A CSV file.',
          content: { 'application/octet-stream': { schema: z.string() } },
        },
        ...smsFailures,
      },
    },
    handler: async ({ call, body }, reply) => {
      reply
        .type('application/octet-stream')
        .header('content-disposition', 'attachment; filename="consistency-results.csv"')
        .serializer((text: string) => text)
      return settings.exportConsistencyResults(call.account, body)
    },
  })

  app.route({
    method: 'GET',
    url: '/v3/errors',
    config,
    schema: {
      operationId: 'ListErrorServers',
      tags,
      querystring: ListErrorServersQuery,
      response: { 200: ListErrorServersResponse, ...smsFailures },
    },
    handler: async ({ call, query }) => settings.listErrorServers(call.account, query),
  })
}
