import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { createTokenByProvider, createTokenWithIdToken } from '../../operations/iam/federation.ts'
import { iamExtensionFailures, iamFailures } from '../../schemas/common.ts'
import { IdTokenRequest, ProviderHeaders, ProviderParams } from '../../schemas/iam/access-keys.ts'
import { TokenQuery, TokenResponse } from '../../schemas/iam/tokens.ts'
import { headerOf } from '../pipeline/wire.ts'
import { catalogBase } from './links.ts'

/** Tokens for users of an identity provider, by its ID token (iam.md §4.5). */
export const federationRoutes: FastifyPluginAsyncZod = async (app) => {
  const { accounts } = app.emulator
  const tags = ['Federation']

  app.route({
    method: 'POST',
    url: '/v3.0/OS-AUTH/id-token/tokens',
    config: { surface: 'iam', dialect: 'extension' },
    schema: {
      operationId: 'CreateTokenWithIdToken',
      tags,
      headers: ProviderHeaders,
      querystring: TokenQuery,
      body: IdTokenRequest,
      response: { 201: TokenResponse, ...iamExtensionFailures },
    },
    handler: async (request, reply) => {
      const { id_token, scope } = request.body.auth
      const provider = headerOf(request, 'x-idp-id')
      const base = catalogBase(request)
      const { text, body } = createTokenWithIdToken(
        accounts,
        { provider, idToken: id_token.id, scope },
        base,
      )
      reply.code(201).header('X-Subject-Token', text)
      return body
    },
  })

  // Node's way: the ID token as a bearer, no body.
  app.route({
    method: 'POST',
    url: '/v3/OS-FEDERATION/identity_providers/:idp_id/protocols/oidc/auth',
    config: { surface: 'iam' },
    schema: {
      operationId: 'CreateTokenByProvider',
      tags,
      params: ProviderParams,
      querystring: TokenQuery,
      response: { 201: TokenResponse, ...iamFailures },
    },
    handler: async (request, reply) => {
      const bearer = /^Bearer (.+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1] ?? ''
      const base = catalogBase(request)
      const { idp_id } = request.params
      const { text, body } = createTokenByProvider(accounts, idp_id, bearer, base)
      reply.code(201).header('X-Subject-Token', text)
      return body
    },
  })
}
