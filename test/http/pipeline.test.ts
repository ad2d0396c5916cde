import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { Readable } from 'node:stream'
import Fastify from 'fastify'
import t from 'tap'
import { z } from 'zod'
import { configOf, testSettings } from '../../src/config.ts'
import { runStages } from '../../src/http/pipeline/adapter.ts'
import { Call } from '../../src/http/pipeline/call.ts'
import { checkOrder } from '../../src/http/pipeline/check-order.ts'
import { companions, control, iam, sms, unrouted } from '../../src/http/pipeline/order.ts'
import { Rendered, type RenderedRoutes } from '../../src/http/pipeline/rendered.ts'
import { at, mayWait, moments, type NamedStage } from '../../src/http/pipeline/stage.ts'
import { compilersFor } from '../../src/http/pipeline/validate.ts'
import { sharedServiceApps } from '../../src/http/service-apps.ts'
import type { Account } from '../../src/operations/account/account.ts'
import { startTest } from '../helper.ts'
import { filesBelow } from '../repository.ts'

/** The order of the stages that every call goes through (src/http/pipeline/order.ts). */

const services = Object.entries({ sms, iam, companions, control, unrouted })

/** The pairs of a list of which the second depends on the first. */
const pairsOf = (stages: readonly NamedStage[]) =>
  stages.flatMap((later) =>
    stages
      .filter(
        ({ name, adds = [] }) =>
          name !== later.name &&
          (later.after?.includes(name) || adds.some((part) => later.needs?.includes(part))),
      )
      .map((earlier) => ({ earlier, later })),
  )

const swapped = (stages: readonly NamedStage[], one: NamedStage, other: NamedStage) =>
  stages.map((stage) => (stage === one ? other : stage === other ? one : stage))

const withStage = (stages: readonly NamedStage[], before: string, stage: NamedStage) =>
  stages.flatMap((one) => (one.name === before ? [stage, one] : [one]))

t.test('the lists of all services are in an order that can be', async (t) => {
  for (const [service, stages] of services) {
    t.doesNotThrow(() => checkOrder(service, stages), service)
    t.ok(pairsOf(stages).length >= 10, `${service} has stages that depend on others`)
  }
})

t.test('a stage comes after stages that there are', async (t) => {
  const names = new Set(services.flatMap(([, stages]) => stages.map(({ name }) => name)))
  for (const [service, stages] of services) {
    for (const { name, after = [] } of stages) {
      for (const earlier of after) t.ok(names.has(earlier), `${service}: ${name} after ${earlier}`)
    }
  }
})

t.test('an app is not built with two stages the wrong way round', async (t) => {
  for (const [service, stages] of services) {
    for (const { earlier, later } of pairsOf(stages)) {
      const app = Fastify()
      const wrong = swapped(stages, earlier, later)
      t.throws(
        () => runStages(app, service, wrong),
        { message: new RegExp(`^${service}: \\w+ must come before \\w+[:,] `) },
        `${service}: ${later.name} before ${earlier.name}`,
      )
    }
  }
})

t.test('the refusal names both stages and the reason', async (t) => {
  const stageOf = (name: string) => sms.find((stage) => stage.name === name) as NamedStage
  const order = (...names: string[]) => names.map(stageOf)
  t.throws(() => checkOrder('sms', order('authorize', 'identifyByToken')), {
    message:
      'sms: identifyByToken must come before authorize, which needs its "identified": after the schema: nonsense is refused as such first (*inferred*)',
  })
  t.throws(() => checkOrder('sms', order('receive', 'guardOrigin')), {
    message:
      'sms: guardOrigin must come before receive: what a guard refuses did not arrive: it is in no journal',
  })
  t.throws(() => checkOrder('sms', order('tellId', 'receive')), {
    message: 'sms: receive must come before tellId, as onRequest is before preHandler',
  })
  t.throws(() => checkOrder('sms', order('receive', 'receive')), {
    message: 'sms: receive appears twice',
  })
  t.throws(() => checkOrder('sms', order('authorize', 'waitBeforeHandler')), {
    message: 'sms: authorize needs "identified", which no stage adds',
  })
  t.throws(() => checkOrder('sms', order('tellId')), {
    message: 'sms: there is no waitBeforeHandler',
  })
})

t.test('no promise between waiting for the clock and the handler', async (t) => {
  const look = { name: 'look', ...at.preHandler(() => undefined, 'it only looks') }
  const waiting = {
    name: 'waiting',
    ...at.preHandler(
      mayWait(() => undefined),
      'it may wait',
    ),
  }
  const promising = {
    name: 'promising',
    ...at.preHandler((async () => undefined) as never, 'it makes a promise'),
  }
  for (const [service, stages] of services) {
    t.doesNotThrow(() => checkOrder(service, withStage(stages, 'holdWallClock', look)))
    t.doesNotThrow(() => checkOrder(service, withStage(stages, 'waitBeforeHandler', waiting)))
    for (const stage of [waiting, promising]) {
      t.throws(() => checkOrder(service, withStage(stages, 'holdWallClock', stage)), {
        message: `${service}: ${stage.name} may wait between waitBeforeHandler and the handler, where a clock could begin to move`,
      })
    }
  }
  // Nor does Fastify itself, nor a route, put one there.
  const order: string[] = []
  const emulator = await startTest(t, {}, [], undefined, async (app) => {
    app.addHook('onRoute', ({ url, preHandler }) => {
      t.equal(preHandler, undefined, url)
    })
    app.register(async (inner) => {
      runStages(inner, 'sms', sms)
      inner.addHook('preHandler', (_request, _reply, done) => {
        queueMicrotask(() => order.push('a promise'))
        done()
      })
      const config = { surface: 'sms', open: true } as const
      inner.get('/v3/probe', { config }, async () => {
        order.push('the handler')
        return {}
      })
    })
  })
  t.match(await emulator.call('GET', '/v3/probe'), { status: 200 })
  t.strictSame(order, ['the handler', 'a promise'])
})

t.test('a part of a call that no stage has added yet cannot be read', async (t) => {
  const request = {
    method: 'GET',
    url: '/v3/tasks',
    routeOptions: { config: { surface: 'sms' }, schema: { operationId: 'ListTasks' } },
    raw: {},
  }
  const call = new Call(request as never, {} as never)
  t.throws(() => call.account, {
    message: 'ListTasks: "identified" was read before the stage that adds it',
  })
  t.equal(call.knownParts.identified, undefined, 'what ends a call anywhere may ask')
  const account = { id: 'a' } as Account
  call.add('identified', { account, caller: { account_id: 'a' } as never })
  t.equal(call.account, account)
  const unrouted = new Call({ ...request, routeOptions: {} } as never, {} as never)
  t.equal(unrouted.operation, undefined)
  t.throws(() => unrouted.caller, { message: /^GET \/v3\/tasks: "identified"/ })
})

t.test('an answer that is text already is of the type of its route', async (t) => {
  const app = Fastify({ schemaController: { compilersFactory: compilersFor(false, true) } })
  const schema = { response: { 200: z.object({ count: z.number() }) } }
  const routes: RenderedRoutes = async (app) => {
    app.get('/value', { schema }, async () => ({ count: 1 }))
    app.get('/text', { schema }, async () => new Rendered<{ count: number }>('{"count":2}', []))
    app.get('/bytes', { schema }, async () => Readable.from(['{"count":3}']))
    // @ts-expect-error a text of another answer
    app.get('/other', { schema }, async () => new Rendered<{ name: string }>('{"name":"x"}', []))
    // @ts-expect-error a value of another answer
    app.get('/wrong', { schema }, async () => ({ name: 'x' }))
  }
  app.register(routes)
  const get = async (url: string) => (await app.inject(url)).payload
  t.equal(await get('/value'), '{"count":1}')
  t.equal(await get('/text'), '{"count":2}')
  t.equal(await get('/bytes'), '{"count":3}')
  for (const url of ['/other', '/wrong']) t.equal((await app.inject(url)).statusCode, 500, url)
})

const sources = filesBelow('src/http')
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }))

t.test('nothing but the call is kept on a request of Fastify', async (t) => {
  const apps = sharedServiceApps({ ...configOf(testSettings), checkAnswers: true })
  for (const { app } of await apps.all()) t.ok(app.hasRequestDecorator('call'))
  const decorations = sources.flatMap(({ text }) => text.match(/decorateRequest\('\w+'/g) ?? [])
  t.strictSame(decorations, ["decorateRequest('call'"])
})

t.test("only the adapter knows the hooks of Fastify, and each stage's file is short", async (t) => {
  const hooks = new RegExp(`addHook\\(\\s*'(?:${moments.join('|')}|onResponse|onError)'`)
  const knowing = ['adapter.ts']
  const tables = ['order.ts', 'stages.ts']
  for (const { path, text } of sources) {
    t.equal(hooks.test(text), knowing.includes(basename(path)), path)
    if (dirname(path) !== 'src/http/pipeline' || tables.includes(basename(path))) continue
    t.ok(text.split('\n').length <= 121, `${path} has at most 120 lines`)
  }
})
