import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { ApiError } from '../../errors/refusals.ts'
import { smsFailures } from '../../schemas/common.ts'
import {
  IamVersion,
  IamVersions,
  ListApiVersionResponse,
  ShowApiVersionResponse,
  VersionParams,
} from '../../schemas/sms/versions.ts'
import { baseUrl } from '../pipeline/base-url.ts'
import { prefixOf, serviceOf } from '../pipeline/service-address.ts'

/**
 * `/` and `/v3`: the versions of the API, which need no credentials. SMS answers, or IAM where the
 * address means IAM (iam.md §5.1).
 */
export const versionRoutes: FastifyPluginAsyncZod = async (app) => {
  const config = { surface: 'sms', open: true } as const
  const tags = ['API Version Query']
  const security: [] = []

  /** The one version of SMS there is, at a path of its own (the contract's examples). */
  const smsVersion = (href: string): ShowApiVersionResponse => ({
    id: 'v3',
    links: [{ rel: 'self', href }],
    status: 'SUPPORTED',
    updated: '2020-09-02T17:50:00Z',
  })

  const iamVersion = (base: string): IamVersion['version'] => ({
    'media-types': [
      { type: 'application/vnd.openstack.identity-v3+json', base: 'application/json' },
    ],
    links: [{ rel: 'self', href: `${base}/v3/` }],
    id: 'v3.6',
    updated: '2016-04-04T00:00:00Z',
    status: 'stable',
  })

  app.route({
    method: 'GET',
    url: '/',
    config,
    schema: {
      operationId: 'ListApiVersion',
      tags,
      security,
      response: { 200: ListApiVersionResponse, 300: IamVersions, ...smsFailures },
    },
    handler: async (request, reply) => {
      const base = baseUrl(request) + prefixOf(request)
      if (serviceOf(request) === 'sms') return { versions: [smsVersion(`${base}/`)] }
      reply.code(300)
      return { versions: { values: [iamVersion(base)] } }
    },
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
      response: { 200: ShowApiVersionResponse.or(IamVersion), ...smsFailures },
    },
    handler: async (request) => {
      if (request.params.version !== 'v3') throw new ApiError('apiUnknown')
      const base = baseUrl(request) + prefixOf(request)
      return serviceOf(request) === 'sms' ? smsVersion(`${base}/v3`) : { version: iamVersion(base) }
    },
  })
}
