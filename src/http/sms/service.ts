import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as service from '../../operations/sms/service.ts'
import { Accepted, smsFailures } from '../../schemas/common.ts'
import {
  AgreementText,
  NetAclParams,
  NetAclQuery,
  Sha256Params,
  ShowConfigResponse,
  ShowPrivacyAgreementsResponse,
  ShowSha256Response,
} from '../../schemas/sms/service.ts'

const config = { surface: 'sms' } as const
const tags = ['Service']

/** What the service says of itself, and its historical operations. */
export const serviceRoutes: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/config',
    config,
    schema: {
      operationId: 'ShowConfig',
      tags,
      response: { 200: ShowConfigResponse, ...smsFailures },
    },
    handler: async ({ call }) => service.showConfig(call.account),
  })

  app.route({
    method: 'GET',
    url: '/v3/privacy-agreements',
    config,
    schema: {
      operationId: 'ShowPrivacyAgreements',
      tags,
      response: { 200: ShowPrivacyAgreementsResponse, ...smsFailures },
    },
    handler: async ({ call }) => service.showPrivacyAgreements(call.account),
  })

  app.route({
    method: 'POST',
    url: '/v3/privacy-agreements',
    config,
    schema: {
      operationId: 'CreatePrivacyAgreements',
      tags,
      response: { 200: AgreementText, ...smsFailures },
    },
    handler: async ({ call }, reply) => {
      service.createPrivacyAgreements(call.account)
      // Fastify would send a text as it is; the service sends it as JSON: `""`.
      reply.type('application/json').serializer(() => '""')
      return '' as const
    },
  })
  await historicalRoutes(app, {})
}

const historicalRoutes: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/sha256/:key',
    config,
    schema: {
      operationId: 'ShowSha256',
      tags,
      params: Sha256Params,
      response: { 200: ShowSha256Response, ...smsFailures },
    },
    handler: async ({ params }) => service.showSha256(params.key),
  })

  app.route({
    method: 'GET',
    url: '/v3/tasks/:t_project_id/networkacl/:t_network_id/check',
    config,
    schema: {
      operationId: 'CheckNetAcl',
      tags,
      params: NetAclParams,
      querystring: NetAclQuery,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ query }) => {
      service.checkNetAcl(query.os_type)
      return {}
    },
  })
}
