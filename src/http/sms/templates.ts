import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as templates from '../../operations/sms/templates.ts'
import { Accepted, smsFailures } from '../../schemas/common.ts'
import { DeletetemplatesReq } from '../../schemas/sms/source-servers.ts'
import {
  CreateTemplateReq,
  CreateTemplateResponse,
  ListTemplatesQuery,
  ListTemplatesResponse,
  ShowTargetPasswordResponse,
  ShowTemplateResponse,
  TemplateParams,
  UpdateTemplateReq,
} from '../../schemas/sms/templates.ts'

const config = { surface: 'sms' } as const
const tags = ['Template Management']

/** `/v3/vm/templates`: server templates. */
export const templateRoutes: FastifyPluginAsyncZod = async (app) => {
  await reading(app, {})
  await writing(app, {})
}

const reading: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/vm/templates',
    config,
    schema: {
      operationId: 'ListTemplates',
      tags,
      querystring: ListTemplatesQuery,
      response: { 200: ListTemplatesResponse, ...smsFailures },
    },
    handler: async ({ call, query }) => templates.listTemplates(call.account, query),
  })

  app.route({
    method: 'GET',
    url: '/v3/vm/templates/:id',
    config,
    schema: {
      operationId: 'ShowTemplate',
      tags,
      params: TemplateParams,
      response: { 200: ShowTemplateResponse, ...smsFailures },
    },
    handler: async ({ call, params }) => templates.showTemplate(call.account, params.id),
  })

  app.route({
    method: 'GET',
    url: '/v3/vm/templates/:id/target-password',
    config,
    schema: {
      operationId: 'ShowTargetPassword',
      tags,
      params: TemplateParams,
      response: { 200: ShowTargetPasswordResponse, ...smsFailures },
    },
    handler: async ({ call, params }) => templates.showTargetPassword(call.account, params.id),
  })
}

const writing: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'POST',
    url: '/v3/vm/templates',
    config,
    schema: {
      operationId: 'CreateTemplate',
      tags,
      body: CreateTemplateReq,
      response: { 200: CreateTemplateResponse, ...smsFailures },
    },
    handler: async ({ call, body }) => templates.createTemplate(call.account, body.template),
  })

  app.route({
    method: 'PUT',
    url: '/v3/vm/templates/:id',
    config,
    schema: {
      operationId: 'UpdateTemplate',
      tags,
      params: TemplateParams,
      body: UpdateTemplateReq,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params, body }) => {
      templates.updateTemplate(call.account, params.id, body.template)
      return {}
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v3/vm/templates/:id',
    config,
    schema: {
      operationId: 'DeleteTemplate',
      tags,
      params: TemplateParams,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params }) => {
      templates.deleteTemplate(call.account, params.id)
      return {}
    },
  })

  app.route({
    method: 'POST',
    url: '/v3/vm/templates/delete',
    config,
    schema: {
      operationId: 'DeleteTemplates',
      tags,
      body: DeletetemplatesReq,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, body }) => {
      templates.deleteTemplates(call.account, body.ids)
      return {}
    },
  })
}
