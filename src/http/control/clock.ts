import { advanceClock, updateClock } from '../../operations/control/advance.ts'
import { showClock } from '../../operations/control/clock.ts'
import { controlFailures } from '../../schemas/common.ts'
import {
  AdvanceRequest,
  AdvanceResult,
  ClockChange,
  ClockView,
} from '../../schemas/control/clock.ts'
import { AccountQuery } from '../../schemas/control/control.ts'
import type { RenderedRoutes } from '../pipeline/rendered.ts'
import { inPieces } from './pieces.ts'

/** Whether a change freezes a clock where it is. */
const isFreezing = ({ mode, now }: ClockChange): boolean => mode === 'frozen' && now === undefined

/** `/_emulator/clock`: the time of an account. */
export const clockRoutes: RenderedRoutes = async (app) => {
  const config = { surface: 'control' } as const
  const tags = ['Clock']

  app.route({
    method: 'GET',
    url: '/_emulator/clock',
    config,
    schema: {
      operationId: 'showClock',
      tags,
      querystring: AccountQuery,
      response: { 200: ClockView, ...controlFailures },
    },
    handler: async ({ query, call: { emulator } }) =>
      showClock(emulator.accounts.get(query.account)),
  })

  app.route({
    method: 'PUT',
    url: '/_emulator/clock',
    config: { ...config, isUrgent: ({ body }) => isFreezing(body as ClockChange) },
    schema: {
      operationId: 'updateClock',
      tags,
      querystring: AccountQuery,
      body: ClockChange,
      response: { 200: ClockView, ...controlFailures },
    },
    handler: async ({ query, body, call: { emulator, context } }) =>
      updateClock(emulator.accounts.get(query.account), body, context.closing),
  })

  app.route({
    method: 'POST',
    url: '/_emulator/clock/advance',
    config,
    schema: {
      operationId: 'advanceClock',
      tags,
      querystring: AccountQuery,
      body: AdvanceRequest,
      response: { 200: AdvanceResult, ...controlFailures },
    },
    handler: async ({ query, body, call: { emulator, context } }, reply) => {
      const { accounts } = emulator
      const account = accounts.get(query.account)
      return inPieces(reply, accounts, await advanceClock(account, body, context.closing))
    },
  })
}
