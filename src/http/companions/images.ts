import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { imsListImages } from '../../operations/companions/images.ts'
import { nestedFailures } from '../../schemas/companions/common.ts'
import { ImagesAnswer, ListImagesQuery, ProjectHeaders } from '../../schemas/companions/images.ts'
import type { Caller } from '../../schemas/stored/accounts.ts'
import { ims } from './configs.ts'

/** Images, as IMS lists them: the one path of a companion that names no project. */
export const imageRoutes: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v2/cloudimages',
    config: ims,
    schema: {
      operationId: 'ImsListImages',
      tags: ['IMS'],
      headers: ProjectHeaders,
      querystring: ListImagesQuery,
      response: { 200: ImagesAnswer, ...nestedFailures },
    },
    handler: async ({ call, query, headers, hostname }) =>
      imsListImages(
        call.account,
        { named: [projectOf(call.caller), headers['x-project-id']], host: hostname },
        query,
      ),
  })
}

/** The project that a token is of. */
const projectOf = (caller: Caller): string | undefined =>
  caller.by === 'token' && 'project' in caller.token.scope
    ? caller.token.scope.project.id
    : undefined
