import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as migprojects from '../../operations/sms/migprojects.ts'
import { Accepted, smsFailures } from '../../schemas/common.ts'
import {
  CreateMigprojectResponse,
  ListMigprojectsQuery,
  ListMigprojectsResponse,
  MigProject,
  MigprojectParams,
  PostMigProjectBody,
  ShowMigprojectResponse,
} from '../../schemas/sms/migprojects.ts'

const config = { surface: 'sms' } as const
const tags = ['Migration Project Management']

/** `/v3/migprojects`: migration projects. */
export const migprojectRoutes: FastifyPluginAsyncZod = async (app) => {
  await reading(app, {})
  await writing(app, {})
}

const reading: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/migprojects',
    config,
    schema: {
      operationId: 'ListMigprojects',
      tags,
      querystring: ListMigprojectsQuery,
      response: { 200: ListMigprojectsResponse, ...smsFailures },
    },
    handler: async ({ call, query }) => migprojects.listMigprojects(call.account, query),
  })

  app.route({
    method: 'GET',
    url: '/v3/migprojects/:mig_project_id',
    config,
    schema: {
      operationId: 'ShowMigproject',
      tags,
      params: MigprojectParams,
      response: { 200: ShowMigprojectResponse, ...smsFailures },
    },
    handler: async ({ call, params }) =>
      migprojects.showMigproject(call.account, params.mig_project_id),
  })
}

const writing: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'POST',
    url: '/v3/migprojects',
    config,
    schema: {
      operationId: 'CreateMigproject',
      tags,
      body: PostMigProjectBody,
      response: { 200: CreateMigprojectResponse, ...smsFailures },
    },
    handler: async ({ call, body }) => migprojects.createMigproject(call.account, body),
  })

  app.route({
    method: 'PUT',
    url: '/v3/migprojects/:mig_project_id',
    config,
    schema: {
      operationId: 'UpdateMigproject',
      tags,
      params: MigprojectParams,
      body: MigProject,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params, body }) => {
      migprojects.updateMigproject(call.account, params.mig_project_id, body)
      return {}
    },
  })

  app.route({
    method: 'PUT',
    url: '/v3/migprojects/:mig_project_id/default',
    config,
    schema: {
      operationId: 'UpdateDefaultMigproject',
      tags,
      params: MigprojectParams,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params }) => {
      migprojects.updateDefaultMigproject(call.account, params.mig_project_id)
      return {}
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v3/migprojects/:mig_project_id',
    config,
    schema: {
      operationId: 'DeleteMigproject',
      tags,
      params: MigprojectParams,
      response: { 200: Accepted, ...smsFailures },
    },
    handler: async ({ call, params }) => {
      migprojects.deleteMigproject(call.account, params.mig_project_id)
      return {}
    },
  })
}
