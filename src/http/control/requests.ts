import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import * as journal from '../../operations/control/journal.ts'
import { controlFailures, tooManyStreams } from '../../schemas/common.ts'
import { AccountQuery } from '../../schemas/control/control.ts'
import { Har } from '../../schemas/control/har.ts'
import {
  CallCount,
  CallFilter,
  CallParams,
  CallsListed,
  CallsQuery,
  CallView,
  EventsQuery,
  WaitRequest,
  WaitResult,
} from '../../schemas/control/journal.ts'
import { baseUrl } from '../pipeline/base-url.ts'
import { waitWhileConnected } from '../pipeline/under-way.ts'
import { sendEvents } from './server-events.ts'

const config = { surface: 'control' } as const
const tags = ['Requests']
const url = '/_emulator/requests'

/** `/_emulator/requests`: the journal of an account. */
export const requestRoutes: FastifyPluginAsyncZod = async (app) => {
  await listing(app, {})
  await waiting(app, {})
  await following(app, {})
}

const listing: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url,
    config,
    schema: {
      operationId: 'listRequests',
      tags,
      querystring: CallsQuery,
      response: { 200: CallsListed, ...controlFailures },
    },
    handler: async ({ query: { account, ...filter }, call: { emulator } }) =>
      journal.listRequests(emulator.accounts, emulator.accounts.get(account), filter),
  })

  app.route({
    method: 'DELETE',
    url,
    config,
    schema: {
      operationId: 'clearRequests',
      tags,
      querystring: AccountQuery,
      response: { 200: CallCount, ...controlFailures },
    },
    handler: async ({ query, call: { emulator } }) => {
      journal.clearRequests(emulator.accounts, emulator.accounts.get(query.account))
      return { count: 0 }
    },
  })

  app.route({
    method: 'GET',
    url: `${url}/:id`,
    config,
    schema: {
      operationId: 'showRequest',
      tags,
      params: CallParams,
      querystring: AccountQuery,
      response: { 200: CallView, ...controlFailures },
    },
    handler: async ({ params, query, call: { emulator } }) =>
      journal.showRequest(emulator.accounts.get(query.account), params.id),
  })

  app.route({
    method: 'GET',
    url: `${url}.har`,
    config,
    schema: {
      operationId: 'exportRequests',
      tags,
      querystring: CallsQuery,
      response: { 200: Har, ...controlFailures },
    },
    handler: async (request, reply) => {
      const { account, ...filter } = request.query
      const owner = request.call.emulator.accounts.get(account)
      const file = `${owner.name.replace(/[^\w.-]/g, '_')}.har`
      reply.header('content-disposition', `attachment; filename="${file}"`)
      return journal.exportRequests(owner, filter, baseUrl(request))
    },
  })
}

const waiting: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'POST',
    url: `${url}/count`,
    config,
    schema: {
      operationId: 'countRequests',
      tags,
      querystring: AccountQuery,
      body: CallFilter.nullish(),
      response: { 200: CallCount, ...controlFailures },
    },
    handler: async ({ query, body, call: { emulator } }) => ({
      count: journal.countRequests(emulator.accounts.get(query.account), body ?? {}),
    }),
  })

  app.route({
    method: 'POST',
    url: `${url}/wait`,
    config,
    schema: {
      operationId: 'waitForRequests',
      tags,
      querystring: AccountQuery,
      body: WaitRequest.nullish(),
      response: { 200: WaitResult, ...controlFailures },
    },
    handler: async ({ query, body, call: { emulator } }, reply) => {
      const { count, timeout, ...filter } = body ?? WaitRequest.parse({})
      const account = emulator.accounts.get(query.account)
      const wish = { count, timeout }
      const { sleep } = emulator.accounts.time
      let result: WaitResult = { count: 0, timed_out: true }
      await waitWhileConnected(reply, async (signal) => {
        result = await journal.waitForRequests(account, filter, wish, { sleep, signal })
      })
      return result
    },
  })
}

const following: FastifyPluginAsyncZod = async (app) => {
  app.route({
    method: 'GET',
    url: `${url}/events`,
    config,
    schema: {
      operationId: 'followRequests',
      tags,
      querystring: EventsQuery,
      headers: z.looseObject({
        'last-event-id': z.string().optional().meta({
          description: 'Id of the last event that was received: only later ones are sent.',
        }),
      }),
      response: {
        200: {
          description: 'Events `request` with a call as data and its id, and `reset`.',
          content: { 'text/event-stream': { schema: z.string() } },
        },
        ...controlFailures,
        ...tooManyStreams,
      },
    },
    handler: async ({ query: { account, ...filter }, headers, call: { emulator } }, reply) => {
      const owner = emulator.accounts.get(account)
      const since = headers['last-event-id'] || filter.since
      await sendEvents(reply, (send) =>
        journal.followRequests(owner, { ...filter, since }, (call) =>
          send(
            call
              ? { id: call.id, event: 'request', data: JSON.stringify(call) }
              : { event: 'reset', data: '{}' },
          ),
        ),
      )
    },
  })
}
