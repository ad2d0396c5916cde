import type { RouteOptions } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { coverageText, fieldsOf, showCoverage } from '../../operations/control/coverage.ts'
import { controlFailures } from '../../schemas/common.ts'
import {
  type ContractOperation,
  CoverageQuery,
  CoverageReport,
} from '../../schemas/control/coverage.ts'
import { operationOf, type Route } from '../pipeline/operation.ts'

/** Notes every route that clients call; register it before them. */
export function contractOf(routes: Route[]) {
  return ({ config, method, url: path, schema = {} }: RouteOptions): void => {
    const operationId = operationOf(schema)
    const service = config?.surface
    if (service === undefined || service === 'control') return
    routes.push({ operation: String(operationId), service, method: String(method), path, schema })
  }
}

const fields = (schema: unknown): string[] =>
  schema === undefined
    ? []
    : fieldsOf(z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' }))

/** `/_emulator/coverage`: what the clients of an account have met, and what they never have. */
export const coverageRoutes: FastifyPluginAsyncZod = async (app) => {
  let contract: ContractOperation[] | undefined

  app.route({
    method: 'GET',
    url: '/_emulator/coverage',
    config: { surface: 'control' },
    schema: {
      operationId: 'showCoverage',
      tags: ['Requests'],
      querystring: CoverageQuery,
      response: {
        200: {
          description: 'In the format that was asked for.',
          content: {
            'application/json': { schema: CoverageReport },
            'text/markdown': { schema: z.string() },
            'application/xml': { schema: z.string() },
            'text/plain': { schema: z.string() },
          },
        },
        ...controlFailures,
      },
    },
    handler: async (
      { query: { account, format = 'json' }, call: { emulator, context } },
      reply,
    ) => {
      contract ??= (await context.contract()).map(
        ({ operation, service, schema: { querystring, body } }) => ({
          operation,
          service,
          parameters: [...new Set([...fields(querystring), ...fields(body)])],
        }),
      )
      const report = showCoverage(emulator.accounts.get(account), contract)
      if (format === 'json') return reply.type('application/json').send(report)
      const { type, text } = coverageText(report, format)
      return reply.type(type).send(text)
    },
  })
}
