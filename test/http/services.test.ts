import { request } from 'node:http'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/http/app.ts'
import { type Surface, surfaceOfTarget } from '../../src/http/pipeline/surface.ts'
import { makeServiceApps } from '../../src/http/service-apps.ts'
import { credentials, linuxSource, startTest, type TestEmulator } from '../helper.ts'
import { listen } from '../raw-http.ts'

/** Each service is an app of its own behind one port, built when it is first called (src/http/app.ts). */

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
  const services = makeServiceApps({ ...emulator.config, isLogged: false, checkAnswers: true })
  const app = await buildApp(emulator, { services })
  t.teardown(app.close)
  return { app, built: () => [...services.built.keys()] }
}

t.test('an app is built by the first call to its service, and by no other', async (t) => {
  const { app, built } = await startAlone(t)
  t.strictSame(built(), [])
  for (const path of ['health', 'ready', 'info?x=y']) {
    t.equal((await app.inject(`/_emulator/${path}`)).statusCode, 200, path)
    t.strictSame(built(), [], path)
  }
  await app.inject({ method: 'POST', url: '/v3/auth/tokens', payload: credentials() })
  t.strictSame(built(), ['iam'])
  await Promise.all([app.inject('/v3/tasks'), app.inject('/v3/sources')])
  t.strictSame(built(), ['iam', 'sms'])
  await app.inject('/_emulator/clock')
  t.strictSame(built(), ['iam', 'sms', 'control'])
})

t.test('emulators share apps, and each call is about the emulator that it came to', async (t) => {
  const emulators = await Promise.all(
    ['one', 'two', 'three'].map(async (name) => {
      const emulator = await startTest(t)
      t.equal((await emulator.sms('POST', '/v3/sources', linuxSource({ name }))).status, 200)
      return { name, ...emulator }
    }),
  )
  const namesIn = async ({ sms }: TestEmulator) =>
    (await sms('GET', '/v3/sources')).body.source_servers.map(({ name }: { name: string }) => name)
  const [first, ...others] = emulators
  if (first === undefined) throw new Error('there is none')
  for (const emulator of emulators) t.strictSame(await namesIn(emulator), [emulator.name])
  t.strictSame(
    await Promise.all(emulators.map(namesIn)),
    emulators.map(({ name }) => [name]),
    'at the same time',
  )
  await first.control('POST', '/_emulator/clock/advance', { by: '1h' })
  const moments = await Promise.all(
    emulators.map(async ({ control }) => (await control('GET', '/_emulator/clock')).body.now),
  )
  t.strictSame(moments, [
    '2026-01-01T13:00:00.000Z',
    ...others.map(() => '2026-01-01T12:00:00.000Z'),
  ])
  await first.close()
  await t.rejects(first.call('GET', '/v3/tasks'), { code: 'FST_ERR_REOPENED_CLOSE_SERVER' })
  for (const emulator of others) t.strictSame(await namesIn(emulator), [emulator.name], 'goes on')
})

t.test('emulators with other settings do not share apps with these', async (t) => {
  const body = linuxSource({ unknown_field: 1 })
  const [lax, strict] = [await startTest(t), await startTest(t, { strict_contract: true })]
  t.match(await lax.sms('POST', '/v3/sources', body), { status: 200 })
  t.match(await strict.sms('POST', '/v3/sources', body), { status: 400 })
  const page = { headers: { accept: 'text/html' } }
  const hidden = await startTest(t, { ui: 'off' })
  t.match(await lax.call('GET', '/_emulator', page), { headers: { location: '/_emulator/ui/' } })
  t.match(await hidden.call('GET', '/_emulator', page), {
    headers: { location: '/_emulator/docs/' },
  })
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
