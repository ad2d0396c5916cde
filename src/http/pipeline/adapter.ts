import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload } from 'fastify'
import { Call } from './call.ts'
import { checkOrder } from './check-order.ts'
import {
  type Moment,
  moments,
  type NamedStage,
  type Outcome,
  type Services,
  type Wait,
} from './stage.ts'

/** Fastify's hooks, all of them: each runs the stages of its moment, and knows nothing of what they do. */

/** A call begins. */
export function beginCall(request: FastifyRequest, reply: FastifyReply): Call {
  const call = new Call(request, reply)
  request.call = call
  return call
}

/**
 * Makes every call to the routes of an app go through these stages.
 *
 * @param service is named in refusals.
 * @throws Error for an order that cannot be
 */
export function runStages(
  app: FastifyInstance,
  service: string,
  stages: readonly NamedStage[],
  services: Services,
): void {
  checkOrder(service, stages)
  const meant = stages.filter(({ when }) => when?.(services.emulator) ?? true)
  for (const moment of moments) {
    const those = meant.filter(({ at }) => at === moment)
    if (those.length > 0)
      hooks[moment](app, (call, done) => run({ call, those, services, done }, 0))
  }
}

/** Does something after every answer of an app. */
export function runAfterAnswers(app: FastifyInstance, work: () => void): void {
  app.addHook('onResponse', (_request, _reply, done) => {
    work()
    done()
  })
}

type Done = (error?: Error) => void
type Run = (call: Call, done: Done) => void
type Running = { call: Call; those: readonly NamedStage[]; services: Services; done: Done }

/** Runs stages one after the other; `done` is called after the last, or never when the call is over. */
function run(running: Running, first: number): void {
  const { call, those, services, done } = running
  for (let place = first; place < those.length; place++) {
    let outcome: Outcome | Wait
    try {
      outcome = those[place]?.run(call, services)
    } catch (error) {
      done(error as Error)
      return
    }
    if (outcome === 'over') return
    if (outcome !== undefined) {
      outcome((error) => (error ? done(error) : run(running, place + 1)))
      return
    }
  }
  done()
}

const hooks: Record<Moment, (app: FastifyInstance, run: Run) => void> = {
  onRequest: (app, run) =>
    app.addHook('onRequest', (request, reply, done) => run(beginCall(request, reply), done)),
  preParsing: (app, run) =>
    app.addHook('preParsing', ({ call }, _reply, stream, done) => {
      call.add('incoming', { stream })
      run(call, (error) =>
        error ? done(error) : done(null, call.part('incoming').stream as RequestPayload),
      )
    }),
  preValidation: (app, run) =>
    app.addHook('preValidation', ({ call }, _reply, done) => run(call, done)),
  preHandler: (app, run) => app.addHook('preHandler', ({ call }, _reply, done) => run(call, done)),
  preSerialization: (app, run) =>
    app.addHook('preSerialization', ({ call }, _reply, payload, done) => {
      call.add('outgoing', { payload })
      run(call, (error) => (error ? done(error) : done(null, call.part('outgoing').payload)))
    }),
  onSend: (app, run) =>
    app.addHook('onSend', ({ call }, _reply, payload, done) => {
      call.add('outgoing', { payload })
      run(call, (error) => (error ? done(error) : done(null, call.part('outgoing').payload)))
    }),
  onRequestAbort: (app, run) => app.addHook('onRequestAbort', ({ call }, done) => run(call, done)),
}
