import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import * as keys from '../../operations/iam/access-keys.ts'
import { iamExtensionFailures } from '../../schemas/common.ts'
import {
  AccessKeyParams,
  CreateAccessKeyRequest,
  CreateAccessKeyResponse,
  ListAccessKeysQuery,
  ListAccessKeysResponse,
  ShowAccessKeyResponse,
  UpdateAccessKeyRequest,
  UpdateAccessKeyResponse,
} from '../../schemas/iam/access-keys.ts'
import { CallerHeaders } from '../../schemas/iam/tokens.ts'
import { accountOf } from '../pipeline/identify.ts'

const config = { surface: 'iam', dialect: 'extension' } as const
const tags = ['Access key']
const headers = CallerHeaders

/** `/v3.0/OS-CREDENTIAL/credentials`: permanent access keys (iam.md §5.1). */
export const credentialRoutes: FastifyPluginAsyncZod = async (app) => {
  const url = '/v3.0/OS-CREDENTIAL/credentials'

  app.route({
    method: 'POST',
    url,
    config,
    schema: {
      operationId: 'CreatePermanentAccessKey',
      tags,
      headers,
      body: CreateAccessKeyRequest,
      response: { 201: CreateAccessKeyResponse, ...iamExtensionFailures },
    },
    handler: async (request, reply) => {
      reply.code(201)
      return keys.createPermanentAccessKey(
        accountOf(request),
        request.call.caller,
        request.body.credential,
      )
    },
  })

  app.route({
    method: 'GET',
    url,
    config,
    schema: {
      operationId: 'ListPermanentAccessKeys',
      tags,
      headers,
      querystring: ListAccessKeysQuery,
      response: { 200: ListAccessKeysResponse, ...iamExtensionFailures },
    },
    handler: async (request) =>
      keys.listPermanentAccessKeys(accountOf(request), request.call.caller, request.query.user_id),
  })

  app.route({
    method: 'GET',
    url: '/v3.0/OS-CREDENTIAL/credentials/:access_key',
    config,
    schema: {
      operationId: 'ShowPermanentAccessKey',
      tags,
      headers,
      params: AccessKeyParams,
      response: { 200: ShowAccessKeyResponse, ...iamExtensionFailures },
    },
    handler: async (request) =>
      keys.showPermanentAccessKey(
        accountOf(request),
        request.call.caller,
        request.params.access_key,
      ),
  })

  await changes(app, {})
}

const changes: FastifyPluginAsyncZod = async (app) => {
  const url = '/v3.0/OS-CREDENTIAL/credentials/:access_key'

  app.route({
    method: 'PUT',
    url,
    config,
    schema: {
      operationId: 'UpdatePermanentAccessKey',
      tags,
      headers,
      params: AccessKeyParams,
      body: UpdateAccessKeyRequest,
      response: { 200: UpdateAccessKeyResponse, ...iamExtensionFailures },
    },
    handler: async (request) => {
      const { params, body } = request
      return keys.updatePermanentAccessKey(
        accountOf(request),
        request.call.caller,
        params.access_key,
        body.credential,
      )
    },
  })

  app.route({
    method: 'DELETE',
    url,
    config,
    schema: {
      operationId: 'DeletePermanentAccessKey',
      tags,
      headers,
      params: AccessKeyParams,
      response: { 204: z.null(), ...iamExtensionFailures },
    },
    handler: async (request, reply) => {
      keys.deletePermanentAccessKey(
        accountOf(request),
        request.call.caller,
        request.params.access_key,
      )
      reply.code(204)
      return null
    },
  })
}
