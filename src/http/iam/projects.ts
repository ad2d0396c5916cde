import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as projects from '../../operations/iam/projects.ts'
import { findUser } from '../../operations/iam/users.ts'
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
import { callerOf } from '../pipeline/identify.ts'
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
  const { emulator } = app

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
      const { account_id } = callerOf(request)
      return projects.listProjects(emulator, account_id, request.query, selfOf(request))
    },
  })

  app.route({
    method: 'GET',
    url: '/v3/auth/projects',
    config,
    schema: { operationId: 'KeystoneListAuthProjects', tags, headers, response },
    handler: async (request) => {
      const { account_id } = callerOf(request)
      return projects.listProjects(emulator, account_id, {}, selfOf(request))
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
      const { account_id } = callerOf(request)
      findUser(emulator, account_id, request.params.user_id)
      return projects.listProjects(emulator, account_id, {}, selfOf(request))
    },
  })
}

const projectsAlone: FastifyPluginAsyncZod = async (app) => {
  const { emulator } = app

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
      return projects.showProject(
        emulator,
        callerOf(request).account_id,
        project_id,
        selfOf(request),
      )
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
      const { account_id } = callerOf(request)
      reply.code(201)
      return projects.createProject(emulator, account_id, request.body, selfOf(request))
    },
  })
}
