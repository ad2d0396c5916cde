import { request } from 'node:http'
import injectRequest from 'light-my-request'
import t, { type Test } from 'tap'
import { configOf, testSettings } from '../../src/config.ts'
import { buildApp } from '../../src/http/app.ts'
import { type Surface, surfaceOfTarget } from '../../src/http/pipeline/surface.ts'
import { makeServiceApps, sharedServiceApps } from '../../src/http/service-apps.ts'
import { credentials, linuxSource, startTest } from '../helper.ts'
import { listen } from '../raw-http.ts'

/** Each service is an app of its own, built by the first call to it and shared by the emulators of a process (src/http/service-apps.ts). */

t.test('the target of every route leads to the app that has it', async (t) => {
  const routes: [surface: Surface | undefined, url: string][] = []
  await startTest(t, {}, [], undefined, async (app) => {
    app.addHook('onRoute', ({ config, url }) => {
      routes.push([config?.surface, url])
    })
  })
  t.ok(routes.length > 110, `${routes.length} routes`)
  for (const [surface, url] of routes) t.equal(surfaceOfTarget(url), surface, url)
})

/** An emulator whose services have apps of their own: those that tests share are built already. */
async function startAlone(t: Test) {
  const { emulator } = await startTest(t)
  const apps = makeServiceApps({ ...emulator.config, checkAnswers: true })
  const app = buildApp(emulator, { apps })
  t.teardown(app.close)
  return { app, built: () => [...apps.built.keys()] }
}

t.test('an app is built by the first call to its service, and by no other', async (t) => {
  const { app, built } = await startAlone(t)
  t.strictSame(built(), [])
  for (const path of ['health', 'ready', 'info?x=y']) {
    t.equal((await app.inject(`/_emulator/${path}`)).statusCode, 200, path)
    t.strictSame(built(), ['health'], path)
  }
  await app.inject({ method: 'POST', url: '/v3/auth/tokens', payload: credentials() })
  t.strictSame(built(), ['health', 'iam'])
  await Promise.all([app.inject('/v3/tasks'), app.inject('/v3/sources')])
  t.strictSame(built(), ['health', 'iam', 'sms'])
  await app.inject('/_emulator/clock')
  t.strictSame(built(), ['health', 'iam', 'sms', 'control'])
})

t.test('emulators with the same settings share apps, and others do not', async (t) => {
  const settings = configOf(testSettings)
  const { built } = sharedServiceApps(settings)
  t.equal(sharedServiceApps(configOf({ ...testSettings, pace: 7 })).built, built)
  for (const change of [
    { strict_contract: true },
    { ui: 'off' },
    { isLogged: true },
    { checkAnswers: true },
  ] as const) {
    t.not(sharedServiceApps({ ...settings, ...change }).built, built, JSON.stringify(change))
  }
})

t.test('shared apps keep only the settings that they are built by', async (t) => {
  const { settings } = sharedServiceApps(configOf({ ...testSettings, control_token: 'its secret' }))
  t.strictSame(Object.keys(settings).sort(), ['checkAnswers', 'isLogged', 'strict_contract', 'ui'])
})

t.test('a build that does not end holds up no other emulator', async (t) => {
  const settings = configOf(testSettings)
  const built = new Map()
  let hasBegun = false
  makeServiceApps(
    settings,
    () => {
      hasBegun = true
      return new Promise(() => {})
    },
    built,
  ).service('sms')
  const { app } = await makeServiceApps(settings, undefined, built).service('sms')
  t.ok(hasBegun)
  t.ok(app.hasRequestDecorator('call'))
})

t.test('two builds at the same time give one app', async (t) => {
  const built = new Map()
  const apps = [0, 1].map(() => makeServiceApps(configOf(testSettings), undefined, built))
  const [one, two] = await Promise.all(apps.map((each) => each.service('iam')))
  t.equal(one?.app, two?.app)
})

/** An emulator with a source of a name of its own. */
async function startWith(t: Test, name: string) {
  const emulator = await startTest(t)
  t.match(await emulator.sms('POST', '/v3/sources', linuxSource({ name })), { status: 200 })
  const names = async (): Promise<string[]> =>
    (await emulator.sms('GET', '/v3/sources')).body.source_servers.map(
      (source: { name: string }) => source.name,
    )
  const now = async () => (await emulator.control('GET', '/_emulator/clock')).body.now
  return { ...emulator, names, now }
}

t.test('each call to a shared app is about the emulator that it came to', async (t) => {
  const [one, two] = [await startWith(t, 'one'), await startWith(t, 'two')]
  t.strictSame(await Promise.all([one, two, one].map(({ names }) => names())), [
    ['one'],
    ['two'],
    ['one'],
  ])
  await one.control('POST', '/_emulator/clock/advance', { by: '1h' })
  t.strictSame(
    [await one.now(), await two.now()],
    ['2026-01-01T13:00:00.000Z', '2026-01-01T12:00:00.000Z'],
  )
  await one.close()
  t.equal((await one.call('GET', '/v3/tasks')).status, 503)
  t.strictSame(await two.names(), ['two'], 'goes on')
})

t.test('of emulators that share apps, one is recorded and the other is not', async (t) => {
  const [plain, recorded] = [await startTest(t), await startTest(t, { record: true })]
  for (const { sms } of [plain, recorded]) await sms('GET', '/v3/tasks')
  t.equal((await plain.control('GET', '/_emulator/bundle')).status, 409)
  const { status, body } = await recorded.control('GET', '/_emulator/bundle')
  t.equal(status, 200)
  t.match(JSON.stringify(body), /v3\/tasks/)
})

t.test('a call that waits for its app is answered before the emulator closes', async (t) => {
  const { app, built } = await startAlone(t)
  const answer = app.inject('/v3/tasks')
  await app.close()
  t.strictSame(built(), ['sms'])
  t.equal((await answer).statusCode, 401)
})

t.test('a server that closes answers 503 to whatever comes then', async (t) => {
  const { app } = await startAlone(t)
  await app.inject('/v3/tasks')
  const late = new Promise<number>((resolve) => {
    app.closing.addEventListener('abort', async () => {
      resolve((await injectRequest(app.answer, '/v3/tasks')).statusCode)
    })
  })
  await app.close()
  t.equal(await late, 503)
})

t.test('percent-encoded letters lead to the same app as the letters', async (t) => {
  const { call } = await startTest(t)
  for (const url of ['/v3/%61uth/tokens', '/v3/auth/%74okens', '/iam/v3/%61uth/tokens']) {
    t.equal((await call('POST', url, { payload: credentials() })).status, 201, url)
  }
  t.equal((await call('GET', '/_emul%61tor/info')).status, 200)
  t.match(await call('GET', '/v3/auth/%zz'), { status: 400, body: { error_code: 'APIGW.0201' } })
})

t.test('the first call to a service comes over a connection, and waits for its app', async (t) => {
  const { app, built } = await startAlone(t)
  const port = await listen(app)
  const status = await new Promise((resolve, reject) => {
    request({ port, path: '/v3/tasks' }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
  t.equal(status, 401)
  t.strictSame(built(), ['sms'])
})
