import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as projects from '../../operations/iam/projects.ts'
import { iamFailures, iamNamingFailures } from '../../schemas/common.ts'
import { CallerHeaders } from '../../schemas/iam/tokens.ts'
import {
  CreateProjectRequest,
  CreateProjectResponse,
  ListProjectsQuery,
  ListProjectsResponse,
  ProjectParams,
  ShowProjectResponse,
  UserParams,
} from '../../schemas/iam/users.ts'
import { accountOf } from '../pipeline/identify.ts'
import { selfOf } from './links.ts'

const config = { surface: 'iam' } as const
const tags = ['Project']
const headers = CallerHeaders
const response = { 200: ListProjectsResponse, ...iamFailures }

/** `/v3/projects`, one of them, and the two other lists of the same projects (iam.md §4.1, §5.1). */
export const projectRoutes: FastifyPluginAsyncZod = async (app) => {
  await lists(app, {})
  await projectsAlone(app, {})
}

const lists: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/projects',
    config,
    schema: {
      operationId: 'KeystoneListProjects',
      tags,
      headers,
      querystring: ListProjectsQuery,
      response,
    },
    handler: async (request) => {
      return projects.keystoneListProjects(accountOf(request), request.query, selfOf(request))
    },
  })

  app.route({
    method: 'GET',
    url: '/v3/auth/projects',
    config,
    schema: { operationId: 'KeystoneListAuthProjects', tags, headers, response },
    handler: async (request) => {
      return projects.keystoneListAuthProjects(accountOf(request), selfOf(request))
    },
  })

  app.route({
    method: 'GET',
    url: '/v3/users/:user_id/projects',
    config,
    schema: {
      operationId: 'KeystoneListProjectsForUser',
      tags,
      headers,
      params: UserParams,
      response,
    },
    handler: async (request) => {
      const { user_id } = request.params
      return projects.keystoneListProjectsForUser(accountOf(request), user_id, selfOf(request))
    },
  })
}

const projectsAlone: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/projects/:project_id',
    config,
    schema: {
      operationId: 'KeystoneShowProject',
      tags,
      headers,
      params: ProjectParams,
      response: { 200: ShowProjectResponse, ...iamFailures },
    },
    handler: async (request) => {
      const { project_id } = request.params
      return projects.keystoneShowProject(accountOf(request), project_id, selfOf(request))
    },
  })

  app.route({
    method: 'POST',
    url: '/v3/projects',
    config,
    schema: {
      operationId: 'KeystoneCreateProject',
      tags,
      headers,
      body: CreateProjectRequest,
      response: { 201: CreateProjectResponse, ...iamNamingFailures },
    },
    handler: async (request, reply) => {
      const account = accountOf(request)
      reply.code(201)
      return projects.keystoneCreateProject(account, request.body, selfOf(request))
    },
  })
}
