import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { startTest } from '../../helper.ts'

// The dashboard's page: what is served, to whom, and what it may do.

const page = '/_emulator/ui/'
const from_elsewhere = { 'sec-fetch-site': 'cross-site', referer: 'https://evil.example/' }
const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

t.test('every address below the page is the same page', async (t) => {
  const { call } = await startTest(t)
  const first = await call('GET', page)
  t.match(first, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
  t.match(first.body, /<script type="module" src="\/_emulator\/ui\/main.js">/)
  for (const url of [`${page}migrations/lin-05?at=1`, `${page}calls`, `${page}nowhere/at/all`]) {
    t.equal((await call('GET', url)).body, first.body, url)
  }
  t.match(await call('GET', '/_emulator/ui'), { status: 302, headers: { location: page } })
})

t.test('its files are small, compressed, and not sent twice', async (t) => {
  const { app } = await startTest(t)
  for (const [name, kilobytes_max] of [
    ['main.js', 40],
    ['main.css', 10],
  ] as const) {
    const plain = await app.inject({ url: page + name })
    const { headers, rawPayload } = await app.inject({
      url: page + name,
      headers: { 'accept-encoding': 'gzip, br' },
    })
    t.equal(headers['content-encoding'], 'gzip')
    t.equal(gunzipSync(rawPayload).toString(), plain.payload)
    t.ok(rawPayload.length <= kilobytes_max * 1_000, `${name} has ${rawPayload.length} bytes`)
    const again = { 'if-none-match': String(headers.etag) }
    const { statusCode, payload } = await app.inject({ url: page + name, headers: again })
    t.same([statusCode, payload], [304, ''])
  }
})

t.test('it may load and call nothing from elsewhere, and run no inline code', async (t) => {
  const { call } = await startTest(t)
  const { headers, body } = await call('GET', page)
  const policy = String(headers['content-security-policy'])
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ]) {
    t.ok(policy.includes(rule), rule)
  }
  t.notMatch(policy, /unsafe|http|\*/)
  t.match(headers, {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  })
  t.notMatch(body, /<style|<script>|\son\w+=|style=|https?:/)
})

t.test('a link on another page opens it; nothing else from elsewhere gets in', async (t) => {
  const { call } = await startTest(t)
  const opened = { ...from_elsewhere, ...navigation }
  t.equal((await call('GET', `${page}migrations`, { headers: opened })).status, 200)
  const refused: [why: string, headers: Record<string, string>][] = [
    ['a script asks', { ...from_elsewhere, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    [
      'an image asks',
      { ...from_elsewhere, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    ],
    ['a frame asks', { ...opened, 'sec-fetch-dest': 'iframe' }],
    ['a form posts', { ...opened, origin: 'https://evil.example' }],
    ['a foreign name', { ...opened, host: 'evil.example.com' }],
  ]
  for (const [why, headers] of refused)
    t.equal((await call('GET', page, { headers })).status, 403, why)
  for (const url of ['/_emulator/clock', '/_emulator/docs/', '/v3/tasks', '/_emulator/credentials'])
    t.equal((await call('GET', url, { headers: opened })).status, 403, `${url} stays closed`)
})

t.test('another machine gets the page without a token, and no data', async (t) => {
  const { app } = await startTest(t)
  const remoteAddress = '192.0.2.7'
  t.equal((await app.inject({ url: page, remoteAddress })).statusCode, 200)
  t.equal((await app.inject({ url: `${page}main.js`, remoteAddress })).statusCode, 200)
  for (const url of ['/_emulator/clock', '/_emulator/tasks', '/_emulator/credentials'])
    t.equal((await app.inject({ url, remoteAddress })).statusCode, 401, url)
})

t.test('/_emulator/ leads browsers to the page and programs to the documents', async (t) => {
  const { call } = await startTest(t)
  const browser = { headers: { accept: 'text/html,application/xhtml+xml' } }
  t.match(await call('GET', '/_emulator/', browser), { status: 302, headers: { location: page } })
  t.match(await call('GET', '/_emulator/'), { headers: { location: '/_emulator/docs/' } })
})

t.test('with ui off there is no page', async (t) => {
  const { call } = await startTest(t, { ui: 'off' })
  t.equal((await call('GET', page)).status, 404)
  const browser = { headers: { accept: 'text/html' } }
  t.match(await call('GET', '/_emulator', browser), { headers: { location: '/_emulator/docs/' } })
})
