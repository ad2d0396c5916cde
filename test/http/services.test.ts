import { request } from 'node:http'
import t from 'tap'
import { type Surface, surfaceOfTarget } from '../../src/http/pipeline/surface.ts'
import { credentials, startTest } from '../helper.ts'
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

t.test('an app is built by the first call to its service, and by no other', async (t) => {
  const { app, control, call } = await startTest(t)
  t.strictSame(app.built(), ['health'])
  for (const path of ['health', 'ready', 'info?x=y']) {
    t.equal((await call('GET', `/_emulator/${path}`)).status, 200, path)
    t.strictSame(app.built(), ['health'], path)
  }
  await call('POST', '/v3/auth/tokens', { payload: credentials() })
  t.strictSame(app.built(), ['health', 'iam'])
  await Promise.all([call('GET', '/v3/tasks'), call('GET', '/v3/sources')])
  t.strictSame(app.built(), ['health', 'iam', 'sms'])
  await control('GET', '/_emulator/clock')
  t.strictSame(app.built(), ['health', 'iam', 'sms', 'control'])
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
  const { app } = await startTest(t)
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
  t.strictSame(app.built(), ['health', 'sms'])
})
