import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload } from 'fastify'
import { Call } from './call.ts'
import { checkOrder } from './check-order.ts'
import { type Moment, moments, type NamedStage, type Outcome, type Wait } from './stage.ts'

/** The hooks of Fastify that see calls: each runs the stages of its moment, and knows nothing of what they do. */

/** A call begins. */
export function beginCall(request: FastifyRequest, reply: FastifyReply): Call {
  const call = new Call(request, reply)
  request.call = call
  return call
}

/** Lists of stages that are in an order that can be. */
const checked = new WeakSet<readonly NamedStage[]>()

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
): void {
  if (!checked.has(stages)) checkOrder(service, stages)
  checked.add(stages)
  for (const moment of moments) {
    const atMoment = stages.filter(({ at }) => at === moment)
    if (atMoment.length > 0)
      hooks[moment](app, (call, done) => runFrom({ call, stages: atMoment, done }, 0))
  }
}

type Done = (error?: Error) => void
type RunStages = (call: Call, done: Done) => void
type StageRun = { call: Call; stages: readonly NamedStage[]; done: Done }

/** Runs stages one after the other; `done` is called after the last, or never when the call is over. */
function runFrom(running: StageRun, first: number): void {
  const { call, stages, done } = running
  const { context } = call
  for (let place = first; place < stages.length; place++) {
    const stage = stages[place]
    if (stage?.when?.(context.emulator) === false) continue
    let outcome: Outcome | Wait
    try {
      outcome = stage?.run(call, context)
    } catch (error) {
      done(error as Error)
      return
    }
    if (outcome === 'over') return
    if (outcome !== undefined) {
      outcome((error) => (error ? done(error) : runFrom(running, place + 1)))
      return
    }
  }
  done()
}

/** Runs stages that may put another payload in the place of this one. */
function passPayload(
  call: Call,
  payload: unknown,
  run: RunStages,
  done: (error: Error | null, payload?: unknown) => void,
): void {
  call.add('outgoing', { payload })
  run(call, (error) => (error ? done(error) : done(null, call.part('outgoing').payload)))
}

const hooks: Record<Moment, (app: FastifyInstance, run: RunStages) => void> = {
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
    app.addHook('preSerialization', ({ call }, _reply, payload, done) =>
      passPayload(call, payload, run, done),
    ),
  onSend: (app, run) =>
    app.addHook('onSend', ({ call }, _reply, payload, done) =>
      passPayload(call, payload, run, done),
    ),
  onRequestAbort: (app, run) => app.addHook('onRequestAbort', ({ call }, done) => run(call, done)),
}
