import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as keys from '../../operations/iam/temporary-keys.ts'
import { iamExtensionFailures } from '../../schemas/common.ts'
import {
  AssumeAgencyRequest,
  AssumeAgencyResponse,
  CallerIdentityResponse,
  TemporaryKeyRequest,
  TemporaryKeyResponse,
} from '../../schemas/iam/access-keys.ts'
import { CallerHeaders } from '../../schemas/iam/tokens.ts'
import { accountOf, callerOf } from '../pipeline/identify.ts'

/** IAM takes no longer body here: IAM.1101. */
const body_max_bytes = 32 * 1024
const headers = CallerHeaders

/** Temporary access keys of IAM, and STS v5 (iam.md §5.1). */
export const temporaryKeyRoutes: FastifyPluginAsyncZod = async (app) => {
  const config = { surface: 'iam', dialect: 'extension' } as const

  app.route({
    method: 'POST',
    url: '/v3.0/OS-CREDENTIAL/securitytokens',
    config,
    bodyLimit: body_max_bytes,
    schema: {
      operationId: 'CreateTemporaryAccessKey',
      tags: ['Access key'],
      headers,
      body: TemporaryKeyRequest,
      response: { 201: TemporaryKeyResponse, ...iamExtensionFailures },
    },
    handler: async (request, reply) => {
      reply.code(201)
      const { identity } = request.body.auth
      return keys.createTemporaryAccessKey(request.call.emulator.accounts, identity, (token) =>
        callerOf(request, token),
      )
    },
  })

  app.route({
    method: 'POST',
    url: '/v5/agencies/assume',
    config,
    schema: {
      operationId: 'AssumeAgency',
      tags: ['STS'],
      headers,
      body: AssumeAgencyRequest,
      response: { 200: AssumeAgencyResponse, ...iamExtensionFailures },
    },
    handler: async (request) =>
      keys.assumeAgency(request.call.emulator.accounts, request.body, callerOf(request)),
  })

  app.route({
    method: 'GET',
    url: '/v5/caller-identity',
    config,
    schema: {
      operationId: 'GetCallerIdentity',
      tags: ['STS'],
      headers,
      response: { 200: CallerIdentityResponse, ...iamExtensionFailures },
    },
    handler: async (request) => keys.getCallerIdentity(accountOf(request), request.call.caller),
  })
}
