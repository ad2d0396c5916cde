import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as iam from '../../operations/iam/users.ts'
import { iamFailures, smsFailures } from '../../schemas/common.ts'
import { CallerHeaders } from '../../schemas/iam/tokens.ts'
import {
  ListDomainsQuery,
  ListDomainsResponse,
  ListEndpointsQuery,
  ListEndpointsResponse,
  ListRegionsResponse,
  ListServicesQuery,
  ListServicesResponse,
  ListUsersQuery,
  ListUsersResponse,
  ServiceTypesResponse,
  ShowCatalogResponse,
  ShowUserResponse,
  UserParams,
} from '../../schemas/iam/users.ts'
import { baseUrl } from '../pipeline/base-url.ts'
import { accountOf, callerOf } from '../pipeline/identify.ts'
import { selfOf } from './links.ts'

const config = { surface: 'iam' } as const
const headers = CallerHeaders

/** What IAM knows of accounts, users and services (iam.md §5.1). */
export const directoryRoutes: FastifyPluginAsyncZod = async (app) => {
  await people(app, {})
  await places(app, {})
}

const people: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v3/auth/domains',
    config,
    schema: {
      operationId: 'KeystoneListAuthDomains',
      tags: ['Account'],
      headers,
      querystring: ListDomainsQuery,
      response: { 200: ListDomainsResponse, ...iamFailures },
    },
    handler: async (request) => {
      return iam.keystoneListAuthDomains(accountOf(request), request.query.name, selfOf(request))
    },
  })

  app.route({
    method: 'GET',
    url: '/v3/users',
    config,
    schema: {
      operationId: 'KeystoneListUsers',
      tags: ['User'],
      headers,
      querystring: ListUsersQuery,
      response: { 200: ListUsersResponse, ...iamFailures },
    },
    handler: async (request) => {
      return iam.keystoneListUsers(accountOf(request), request.query, selfOf(request))
    },
  })

  app.route({
    method: 'GET',
    url: '/v3/users/:user_id',
    config,
    schema: {
      operationId: 'KeystoneShowUser',
      tags: ['User'],
      headers,
      params: UserParams,
      response: { 200: ShowUserResponse, ...iamFailures },
    },
    handler: async (request) => {
      const account = accountOf(request)
      const { user_id } = request.params
      const at = selfOf(request).slice(0, -(user_id.length + 1))
      return iam.keystoneShowUser(account, user_id, at)
    },
  })

  // Not IAM: what Terraform asks the billing service, to tell two websites apart (§7.2).
  app.route({
    method: 'GET',
    url: '/v2/products/service-types',
    config: { ...config, dialect: 'gateway' },
    schema: {
      operationId: 'ListServiceTypes',
      tags: ['Billing'],
      headers,
      response: { 200: ServiceTypesResponse, ...smsFailures },
    },
    handler: async ({ call }) => iam.listServiceTypes(call.account),
  })
}

const places: FastifyPluginAsyncZod = async (app) => {
  const tags = ['Service']

  app.route({
    method: 'GET',
    url: '/v3/auth/catalog',
    config,
    schema: {
      operationId: 'KeystoneShowCatalog',
      tags,
      headers,
      response: { 200: ShowCatalogResponse, ...iamFailures },
    },
    handler: async (request) => {
      callerOf(request)
      return iam.keystoneShowCatalog(baseUrl(request), selfOf(request))
    },
  })

  app.route({
    method: 'GET',
    url: '/v3/regions',
    config,
    schema: {
      operationId: 'KeystoneListRegions',
      tags,
      headers,
      response: { 200: ListRegionsResponse, ...iamFailures },
    },
    handler: async (request) => {
      callerOf(request)
      return iam.keystoneListRegions(selfOf(request))
    },
  })

  app.route({
    method: 'GET',
    url: '/v3/services',
    config,
    schema: {
      operationId: 'KeystoneListServices',
      tags,
      headers,
      querystring: ListServicesQuery,
      response: { 200: ListServicesResponse, ...iamFailures },
    },
    handler: async (request) => {
      callerOf(request)
      return iam.keystoneListServices(request.query.type, selfOf(request))
    },
  })

  app.route({
    method: 'GET',
    url: '/v3/endpoints',
    config,
    schema: {
      operationId: 'KeystoneListEndpoints',
      tags,
      headers,
      querystring: ListEndpointsQuery,
      response: { 200: ListEndpointsResponse, ...iamFailures },
    },
    handler: async (request) => {
      callerOf(request)
      return iam.keystoneListEndpoints(request.query, baseUrl(request), selfOf(request))
    },
  })
}
