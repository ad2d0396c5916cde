import { z } from 'zod'
import { exportFixture } from '../../operations/control/fixture-export.ts'
import { loadFixture } from '../../operations/control/fixture-loading.ts'
import { controlFailures } from '../../schemas/common.ts'
import { AccountQuery, FixtureQuery, FixtureResult } from '../../schemas/control/control.ts'
import { file_max_bytes } from '../../text/utf8.ts'
import { contentOf } from '../pipeline/read-text.ts'
import type { RenderedRoutes } from '../pipeline/rendered.ts'
import { inPieces } from './pieces.ts'

/** `/_emulator/fixtures`: accounts from a file, and an account as a file. */
export const fixtureRoutes: RenderedRoutes = async (app) => {
  const config = { surface: 'control', text: 'fixture' } as const

  app.route({
    method: 'POST',
    url: '/_emulator/fixtures',
    bodyLimit: file_max_bytes,
    config: { ...config, goesAhead: true },
    schema: {
      operationId: 'loadFixture',
      tags: ['Fixtures'],
      querystring: FixtureQuery,
      consumes: ['text/plain'],
      body: z.string().min(1).meta({ description: 'A fixture, YAML or JSON.' }),
      response: { 200: FixtureResult, ...controlFailures },
    },
    handler: async (request) => {
      const { body: text, query, call } = request
      const fixture = contentOf(request, 'fixture')
      return loadFixture(call.emulator.accounts, { fixture, text }, query, call.context.closing)
    },
  })

  app.route({
    method: 'GET',
    url: '/_emulator/fixtures',
    config,
    schema: {
      operationId: 'exportFixture',
      tags: ['Fixtures'],
      querystring: AccountQuery,
      response: {
        200: z.looseObject({}).meta({ description: 'A fixture that loads as the account is now.' }),
        ...controlFailures,
      },
    },
    handler: async ({ query, call: { emulator } }, reply) =>
      inPieces(reply, emulator.accounts, exportFixture(emulator.accounts.get(query.account))),
  })
}
