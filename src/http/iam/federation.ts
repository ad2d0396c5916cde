import { createTokenByProvider, createTokenWithIdToken } from '../../operations/iam/federation.ts'
import { iamExtensionFailures, iamFailures } from '../../schemas/common.ts'
import { IdTokenRequest, ProviderHeaders, ProviderParams } from '../../schemas/iam/access-keys.ts'
import { TokenQuery, TokenResponse } from '../../schemas/iam/tokens.ts'
import type { RenderedRoutes } from '../pipeline/rendered.ts'
import { headerOf } from '../pipeline/wire.ts'
import { renderToken } from './token-json.ts'

/** Tokens for users of an identity provider, by its ID token (iam.md §4.5). */
export const federationRoutes: RenderedRoutes = async (app) => {
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
      const idToken = id_token.id
      const issued = createTokenWithIdToken(request.call.emulator.accounts, {
        provider,
        idToken,
        scope,
      })
      reply.code(201).header('X-Subject-Token', issued.text)
      return renderToken(issued, request)
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
      const issued = createTokenByProvider(
        request.call.emulator.accounts,
        request.params.idp_id,
        bearer,
      )
      reply.code(201).header('X-Subject-Token', issued.text)
      return renderToken(issued, request)
    },
  })
}
