import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import * as tokens from '../../operations/tokens.ts'
import { iamFailures } from '../../schemas/common.ts'
import { SubjectHeaders, TokenQuery, TokenRequest, TokenResponse } from '../../schemas/iam.ts'
import { headerOf } from '../plugins/authentication.ts'
import { baseUrl } from '../plugins/base-url.ts'

/** `/v3/auth/tokens`: IAM tokens (iam.md §1, §2.1). */
export const tokenRoutes: FastifyPluginAsyncZod = async (app) => {
  const { emulator } = app
  const config = { surface: 'iam' } as const
  const url = '/v3/auth/tokens'

  /** Where the catalog points; null when the caller wants none. */
  const catalogBase = (request: FastifyRequest) =>
    'nocatalog' in (request.query as object) ? null : baseUrl(request, emulator.config)

  app.route({
    method: 'POST',
    url,
    config,
    schema: {
      operationId: 'KeystoneCreateUserTokenByPassword',
      tags: ['Token'],
      querystring: TokenQuery,
      body: TokenRequest,
      response: { 201: TokenResponse, ...iamFailures },
    },
    handler: async (request, reply) => {
      const { text, body } = tokens.createToken(emulator, request.body, catalogBase(request))
      reply.code(201).header('X-Subject-Token', text)
      return body
    },
  })

  app.route({
    method: 'GET',
    url,
    config,
    schema: {
      operationId: 'KeystoneValidateToken',
      tags: ['Token'],
      querystring: TokenQuery,
      headers: SubjectHeaders,
      response: { 200: TokenResponse, ...iamFailures },
    },
    handler: async (request, reply) => {
      const subject = headerOf(request, 'x-subject-token')
      const caller = headerOf(request, 'x-auth-token')
      const body = tokens.showToken(emulator, caller, subject, catalogBase(request))
      reply.header('X-Subject-Token', subject)
      return body
    },
  })

  app.route({
    method: 'HEAD',
    url,
    config,
    schema: {
      operationId: 'KeystoneCheckToken',
      tags: ['Token'],
      querystring: TokenQuery,
      headers: SubjectHeaders,
      response: { 200: z.null(), ...iamFailures },
    },
    handler: async (request, reply) => {
      const subject = headerOf(request, 'x-subject-token')
      tokens.showToken(emulator, headerOf(request, 'x-auth-token'), subject, null)
      reply.header('X-Subject-Token', subject).serializer(() => '')
      return null
    },
  })

  app.route({
    method: 'DELETE',
    url,
    config,
    schema: {
      operationId: 'KeystoneDeleteToken',
      tags: ['Token'],
      headers: SubjectHeaders,
      response: { 204: z.null(), ...iamFailures },
    },
    handler: async (request, reply) => {
      const subject = headerOf(request, 'x-subject-token')
      tokens.deleteToken(emulator, headerOf(request, 'x-auth-token'), subject)
      reply.code(204)
      return null
    },
  })
}
