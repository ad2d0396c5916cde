import { z } from 'zod'
import { keystoneCreateToken } from '../../operations/iam/login.ts'
import * as tokens from '../../operations/iam/tokens.ts'
import { iamFailures } from '../../schemas/common.ts'
import {
  SubjectHeaders,
  TokenQuery,
  TokenRequest,
  TokenResponse,
} from '../../schemas/iam/tokens.ts'
import { accountOf, callerOf } from '../pipeline/identify.ts'
import type { RenderedRoutes } from '../pipeline/rendered.ts'
import { headerOf } from '../pipeline/wire.ts'
import { renderToken } from './token-json.ts'

const config = { surface: 'iam' } as const
const url = '/v3/auth/tokens'

/** `/v3/auth/tokens`: IAM tokens (iam.md §1, §2.1). */
export const tokenRoutes: RenderedRoutes = async (app) => {
  app.route({
    method: 'POST',
    url,
    config,
    schema: {
      operationId: 'KeystoneCreateToken',
      tags: ['Token'],
      querystring: TokenQuery,
      body: TokenRequest,
      response: { 201: TokenResponse, ...iamFailures },
    },
    // Not async: it waits for nothing.
    handler: (request, reply) => {
      const issued = keystoneCreateToken(request.call.emulator.accounts, request.body.auth, () =>
        callerOf(request),
      )
      reply.code(201).header('X-Subject-Token', issued.text)
      return renderToken(issued, request)
    },
  })

  app.route({
    method: 'GET',
    url,
    // HEAD is an operation of its own here.
    config,
    schema: {
      operationId: 'KeystoneValidateToken',
      tags: ['Token'],
      querystring: TokenQuery,
      headers: SubjectHeaders,
      response: { 200: TokenResponse, ...iamFailures },
    },
    handler: async (request, reply) => {
      const subject = headerOf(request, 'x-subject-token') ?? ''
      const account = accountOf(request)
      const known = tokens.keystoneValidateToken(request.call.emulator.accounts, account, subject)
      reply.header('X-Subject-Token', subject)
      return renderToken(known, request)
    },
  })
  await bodylessRoutes(app, {})
}

/** Those whose answers have no body. */
const bodylessRoutes: RenderedRoutes = async (app) => {
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
      const subject = headerOf(request, 'x-subject-token') ?? ''
      tokens.keystoneCheckToken(request.call.emulator.accounts, accountOf(request), subject)
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
      const subject = headerOf(request, 'x-subject-token') ?? ''
      tokens.keystoneDeleteToken(request.call.emulator.accounts, accountOf(request), subject)
      reply.code(204)
      return null
    },
  })
}
