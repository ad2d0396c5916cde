import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { validateDocument } from '../../operations/control/validation.ts'
import { processFailures } from '../../schemas/common.ts'
import { Validation } from '../../schemas/control/validation.ts'
import { file_max_bytes } from '../../text/utf8.ts'
import { contentOf } from '../pipeline/read-text.ts'

/** `/_emulator/validate`: what is wrong in a file before it is loaded or added. */
export const validationRoutes: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'POST',
    url: '/_emulator/validate',
    bodyLimit: file_max_bytes,
    config: { surface: 'control', text: 'any' },
    schema: {
      operationId: 'validateDocument',
      tags: ['Fixtures'],
      consumes: ['text/plain'],
      body: z.string().min(1).meta({ description: 'A fixture, scenarios or faults.' }),
      response: { 200: Validation, ...processFailures },
    },
    handler: async (request) =>
      validateDocument(request.call.emulator.host, contentOf(request, 'any'), request.body),
  })
}
