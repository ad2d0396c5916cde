import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as volumes from '../../operations/companions/volumes.ts'
import { nestedFailures, ProjectParams, ResourceParams } from '../../schemas/companions/common.ts'
import { ListVolumesQuery, VolumeAnswer, VolumesAnswer } from '../../schemas/companions/volumes.ts'
import { evs } from './configs.ts'

/** Volumes, as EVS shows them. */
export const volumeRoutes: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v2/:project_id/cloudvolumes/detail',
    config: evs,
    schema: {
      operationId: 'EvsListVolumes',
      tags: ['EVS'],
      params: ProjectParams,
      querystring: ListVolumesQuery,
      response: { 200: VolumesAnswer, ...nestedFailures },
    },
    handler: async ({ call, params, query }) =>
      volumes.evsListVolumes(call.account, params.project_id, query),
  })

  app.route({
    method: 'GET',
    url: '/v2/:project_id/cloudvolumes/:id',
    config: evs,
    schema: {
      operationId: 'EvsShowVolume',
      tags: ['EVS'],
      params: ResourceParams,
      response: { 200: VolumeAnswer, ...nestedFailures },
    },
    handler: async ({ call, params: { project_id, id } }) =>
      volumes.evsShowVolume(call.account, project_id, id),
  })
}
