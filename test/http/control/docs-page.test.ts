import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { page_files } from '../../../src/http/control/docs-page.ts'
import { startTest } from '../../helper.ts'

/** The page at `/_emulator/docs/`, as it is served. What a browser makes of it: test/browser. */

const page = '/_emulator/docs/'

t.test('every address of the page leads to it', async (t) => {
  const { call } = await startTest(t)
  for (const url of ['/_emulator', '/_emulator/', '/_emulator/docs']) {
    t.match(await call('GET', url), { status: 302, headers: { location: page } }, url)
  }
  const { status, headers, body } = await call('GET', page)
  t.equal(status, 200)
  t.match(headers['content-type'], 'text/html')
  t.match(body, '<title>huaweicloud-sms-emulator</title>')
})

t.test(
  'the page may load nothing from elsewhere, and no page may show it in a frame',
  async (t) => {
    const { call } = await startTest(t)
    for (const name of ['', 'page.js', 'swagger-ui.css']) {
      const { headers } = await call('GET', `${page}${name}`)
      const policy = String(headers['content-security-policy']).split('; ')
      t.strictSame(policy, [
        "default-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ])
      t.equal(headers['x-content-type-options'], 'nosniff')
    }
  },
)

t.test('all files of the page are there, and no others', async (t) => {
  const { call } = await startTest(t)
  for (const [name, path] of page_files) {
    const { status, body } = await call('GET', `${page}${name}`)
    t.equal(status, 200, name)
    t.ok(body === readFileSync(path, 'utf8'), path)
  }
  const html = readFileSync('src/http/control/docs-page/page.html', 'utf8')
  for (const [, name = ''] of html.matchAll(/(?:href|src)="([\w.-]+)"/g)) {
    t.ok(page_files.has(name), name)
  }
  const head = await call('HEAD', `${page}page.js`)
  t.match(head, { status: 200, body: '' })
  for (const name of ['package.json', '../package.json', '%2e%2e/package.json', 'page.js/x']) {
    const answer = await call('GET', `${page}${name}`)
    t.equal(answer.status, 404, name)
    t.notMatch(answer.body, /"version"/, name)
  }
  t.ok(existsSync('package.json'))
})

t.test(
  'from another machine the page opens, and has nothing to show without the token',
  async (t) => {
    const { call } = await startTest(t, { control_token: 'the-token' })
    const far = { remoteAddress: '192.0.2.1' }
    for (const name of ['', ...page_files.keys()]) {
      t.equal((await call('GET', `${page}${name}`, far)).status, 200, name)
    }
    const asked = [
      ['GET', '/_emulator/accounts'],
      ['GET', '/_emulator/openapi/sms.json'],
      ['GET', '/_emulator/credentials'],
    ] as const
    for (const [method, url] of asked) {
      t.equal((await call(method, url, far)).status, 401, url)
      const headers = { 'x-emulator-token': 'the-token' }
      t.match((await call(method, url, { ...far, headers })).status, /^20[01]$/, url)
    }
  },
)

t.test('a page of another site gets none of it', async (t) => {
  const { call } = await startTest(t)
  const foreign = [
    { origin: 'https://example.com' },
    { 'sec-fetch-site': 'cross-site' },
    { host: 'rebinding.example.com' },
  ]
  for (const headers of foreign) {
    for (const name of ['', ...page_files.keys()]) {
      t.equal((await call('GET', `${page}${name}`, { headers })).status, 403, name)
    }
    t.equal((await call('GET', '/_emulator/credentials', { headers })).status, 403)
  }
})
