import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { ApiError } from '../../errors.ts'
import { smsFailures } from '../../schemas/common.ts'
import {
  ListApiVersionResponse,
  ShowApiVersionResponse,
  VersionParams,
} from '../../schemas/versions.ts'
import { baseUrl } from '../plugins/base-url.ts'

/** `/` and `/v3`: the versions of the API, which need no credentials. */
export const versionRoutes: FastifyPluginAsyncZod = async (app) => {
  const { config: settings } = app.emulator
  const config = { surface: 'sms', open: true } as const
  const tags = ['API Version Query']
  const security: [] = []

  /** The one version there is, at a path of its own (the contract's examples). */
  const version = (href: string): ShowApiVersionResponse => ({
    id: 'v3',
    links: [{ rel: 'self', href }],
    status: 'SUPPORTED',
    updated: '2020-09-02T17:50:00Z',
  })

  app.route({
    method: 'GET',
    url: '/',
    config,
    schema: {
      operationId: 'ListApiVersion',
      tags,
      security,
      response: { 200: ListApiVersionResponse, ...smsFailures },
    },
    handler: async (request) => ({ versions: [version(`${baseUrl(request, settings)}/`)] }),
  })

  app.route({
    method: 'GET',
    url: '/:version(^v[.0-9a-zA-Z]*$)',
    config,
    schema: {
      operationId: 'ShowApiVersion',
      tags,
      security,
      params: VersionParams,
      response: { 200: ShowApiVersionResponse, ...smsFailures },
    },
    handler: async (request) => {
      if (request.params.version !== 'v3') throw new ApiError('apiUnknown')
      return version(`${baseUrl(request, settings)}/v3`)
    },
  })
}
