import { z } from 'zod'
import { downloadSnapshot } from '../../operations/control/snapshot-download.ts'
import { uploadSnapshot } from '../../operations/control/snapshot-upload.ts'
import * as snapshots from '../../operations/control/snapshots.ts'
import { controlFailures } from '../../schemas/common.ts'
import { AccountQuery, Deleted } from '../../schemas/control/control.ts'
import { SnapshotList, SnapshotView } from '../../schemas/control/snapshots.ts'
import { PathName } from '../../schemas/names.ts'
import { file_max_bytes } from '../../text/utf8.ts'
import { contentOf } from '../pipeline/read-text.ts'
import type { RenderedRoutes } from '../pipeline/rendered.ts'
import { inPieces } from './pieces.ts'

const querystring = AccountQuery
const NameParams = z.object({ name: PathName })
const listed = { 200: SnapshotList, ...controlFailures }
const config = { surface: 'control', text: 'fixture' } as const
const tags = ['Snapshots']
const url = '/_emulator/snapshots/:name'

/** `/_emulator/snapshots`: an account kept under a name, to go back to. */
export const snapshotRoutes: RenderedRoutes = async (app) => {
  await keeping(app, {})
  await leaving(app, {})
}

const keeping: RenderedRoutes = async (app) => {
  app.route({
    method: 'GET',
    url: '/_emulator/snapshots',
    config,
    schema: { operationId: 'listSnapshots', tags, querystring, response: listed },
    handler: async ({ query, call: { emulator } }) => ({
      snapshots: snapshots.listSnapshots(emulator.accounts.get(query.account)),
    }),
  })

  app.route({
    method: 'POST',
    url,
    bodyLimit: file_max_bytes,
    config,
    schema: {
      operationId: 'saveSnapshot',
      tags,
      params: NameParams,
      querystring,
      consumes: ['text/plain'],
      body: z.string().nullish().meta({ description: 'A downloaded snapshot.' }),
      response: { 200: SnapshotView, ...controlFailures },
    },
    handler: async (request) => {
      const { query, params, body } = request
      const { accounts } = request.call.emulator
      const account = accounts.get(query.account)
      return body
        ? uploadSnapshot(
            accounts,
            account,
            { name: params.name, fixture: contentOf(request, 'fixture') },
            request.call.context.closing,
          )
        : snapshots.saveSnapshot(account, params.name)
    },
  })

  app.route({
    method: 'PUT',
    url,
    config,
    schema: {
      operationId: 'restoreSnapshot',
      tags,
      params: NameParams,
      querystring,
      response: { 200: SnapshotView, ...controlFailures },
    },
    handler: async ({ query, params, call: { emulator } }) =>
      snapshots.restoreSnapshot(emulator.accounts.get(query.account), params.name),
  })
}

const leaving: RenderedRoutes = async (app) => {
  app.route({
    method: 'GET',
    url,
    config,
    schema: {
      operationId: 'downloadSnapshot',
      tags,
      params: NameParams,
      querystring,
      response: { 200: z.looseObject({}).meta({ description: 'A fixture.' }), ...controlFailures },
    },
    handler: async ({ query, params, call: { emulator } }, reply) =>
      inPieces(
        reply,
        emulator.accounts,
        downloadSnapshot(emulator.accounts.get(query.account), params.name),
      ),
  })

  app.route({
    method: 'DELETE',
    url,
    config,
    schema: {
      operationId: 'removeSnapshot',
      tags,
      params: NameParams,
      querystring,
      response: { 200: Deleted, ...controlFailures },
    },
    handler: async ({ query, params, call: { emulator } }) => ({
      deleted: snapshots.removeSnapshot(emulator.accounts.get(query.account), params.name),
    }),
  })
}
