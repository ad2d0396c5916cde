import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { ecsNovaListAvailabilityZones } from '../../operations/companions/zones.ts'
import { nestedFailures, ProjectParams } from '../../schemas/companions/common.ts'
import { ZonesAnswer } from '../../schemas/companions/zones.ts'
import { ecs } from './configs.ts'

/** Availability zones, as ECS lists them. */
export const zoneRoutes: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: '/v2.1/:project_id/os-availability-zone',
    config: ecs,
    schema: {
      operationId: 'EcsNovaListAvailabilityZones',
      tags: ['ECS'],
      params: ProjectParams,
      response: { 200: ZonesAnswer, ...nestedFailures },
    },
    handler: async ({ call, params }) =>
      ecsNovaListAvailabilityZones(call.account, params.project_id),
  })
}
