import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { findAccount } from '../../operations/accounts.ts'
import * as snapshots from '../../operations/snapshots.ts'
import { controlFailures } from '../../schemas/common.ts'
import { AccountQuery, Deleted } from '../../schemas/control.ts'
import { SnapshotList, SnapshotName, SnapshotView } from '../../schemas/snapshots.ts'

/** `/_emulator/snapshots`: an account kept under a name, to go back to. */
export const snapshotRoutes: FastifyPluginAsyncZod = async (app) => {
  const { emulator } = app
  const config = { surface: 'control' } as const
  const tags = ['Snapshots']
  const url = '/_emulator/snapshots/:name'
  const querystring = AccountQuery
  const named = { tags, params: z.object({ name: SnapshotName }), querystring }
  const listed = { 200: SnapshotList, ...controlFailures }
  const idOf = ({ account }: { account?: string | undefined }) => findAccount(emulator, account).id

  // A downloaded snapshot may be large, and is checked by its own schema: its text is taken as it is.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body))

  app.route({
    method: 'GET',
    url: '/_emulator/snapshots',
    config,
    schema: { operationId: 'listSnapshots', tags, querystring, response: listed },
    handler: async ({ query }) => ({ snapshots: snapshots.listSnapshots(emulator, idOf(query)) }),
  })

  app.route({
    method: 'POST',
    url,
    config,
    schema: {
      operationId: 'saveSnapshot',
      ...named,
      summary: 'Keeps the account as it is now; with a body, keeps a downloaded snapshot.',
      consumes: ['text/plain'],
      body: z.string().nullish().meta({ description: 'A downloaded snapshot.' }),
      response: { 200: SnapshotView, ...controlFailures },
    },
    handler: async ({ query, params, body }) =>
      body
        ? snapshots.uploadSnapshot(emulator, idOf(query), params.name, body)
        : snapshots.saveSnapshot(emulator, idOf(query), params.name),
  })

  app.route({
    method: 'PUT',
    url,
    config,
    schema: {
      operationId: 'restoreSnapshot',
      ...named,
      summary: 'Makes the account what it was, its clock included.',
      response: { 200: SnapshotView, ...controlFailures },
    },
    handler: async ({ query, params }) =>
      snapshots.restoreSnapshot(emulator, idOf(query), params.name),
  })

  app.route({
    method: 'GET',
    url,
    config,
    schema: {
      operationId: 'downloadSnapshot',
      ...named,
      summary: 'A snapshot as a fixture, to be loaded elsewhere.',
      response: { 200: z.looseObject({}).meta({ description: 'A fixture.' }), ...controlFailures },
    },
    handler: async ({ query, params }) => ({
      ...snapshots.downloadSnapshot(emulator, idOf(query), params.name),
    }),
  })

  app.route({
    method: 'DELETE',
    url,
    config,
    schema: {
      operationId: 'removeSnapshot',
      ...named,
      response: { 200: Deleted, ...controlFailures },
    },
    handler: async ({ query, params }) => ({
      deleted: snapshots.removeSnapshot(emulator, idOf(query), params.name),
    }),
  })
}
