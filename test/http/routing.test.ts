import t from 'tap'
import { credentials, healthySource, linuxSource, startTest, taskFor } from '../helper.ts'

/** Which address means what (design.md §5). */

t.test('doubled slashes are one, and prefixes reach either service', async (t) => {
  const { call, login } = await startTest(t)
  const headers = { 'x-auth-token': await login() }
  for (const url of [
    '//v3//sources',
    '/v3/sources/',
    '/sms/v3/sources',
    '/sms//v3/sources?limit=1',
  ]) {
    const { status } = await call('GET', url, { headers })
    t.equal(status, url.endsWith('sources/') ? 400 : 200, url)
  }
  for (const url of ['/iam/v3/auth/tokens', '//v3/auth//tokens']) {
    t.equal((await call('POST', url, { payload: credentials() })).status, 201, url)
  }
})

t.test('literals come before parameters', async (t) => {
  const { sms } = await startTest(t)
  t.match((await sms('GET', '/v3/sources/overview')).body, { waiting: 0 })
  t.match((await sms('POST', '/v3/tasks/delete', { ids: ['x'] })).body, { error_code: 'SMS.7703' })
  t.match((await sms('POST', '/v3/x/update-network-check-info', {})).body, {
    error_code: 'SMS.6013',
  })
})

t.test("ListApiVersion, ShowApiVersion: IAM's where the address means IAM", async (t) => {
  const { call } = await startTest(t)
  t.match(await call('GET', '/', { headers: { host: 'sms.test' } }), {
    status: 200,
    body: { versions: [{ id: 'v3', links: [{ href: 'http://sms.test/' }], status: 'SUPPORTED' }] },
  })
  t.match((await call('GET', '/v3')).body, { id: 'v3' })
  for (const [url, host, href] of [
    ['/', 'iam.test:1', 'http://iam.test:1/v3/'],
    ['/iam', 'emu.test', 'http://emu.test/iam/v3/'],
    ['/iam/', 'emu.test', 'http://emu.test/iam/v3/'],
  ] as const) {
    t.match(await call('GET', url, { headers: { host } }), {
      status: 300,
      body: { versions: { values: [{ id: 'v3.6', status: 'stable', links: [{ href }] }] } },
    })
  }
  t.match(await call('GET', '/v3', { headers: { host: 'iam.test' } }), {
    status: 200,
    body: { version: { id: 'v3.6' } },
  })
  t.match((await call('GET', '/sms', { headers: { host: 'iam.test' } })).body, {
    versions: [{ id: 'v3' }],
  })
})

t.test('a strict contract refuses what it does not know', async (t) => {
  const [lax, strict] = [await startTest(t), await startTest(t, { strict_contract: true })]
  const [disk] = linuxSource().disks as object[]
  const cases: [url: string, body: object, unknown: RegExp][] = [
    ['/v3/sources', linuxSource({ color: 'red' }), /the body: "color" is unknown/],
    [
      '/v3/sources',
      linuxSource({ disks: [{ ...disk, color: 'red' }] }),
      /disks\.0: "color" is unknown/,
    ],
  ]
  for (const [url, body, error_msg] of cases) {
    t.equal((await lax.sms('POST', url, body)).status, 200)
    t.match(await strict.sms('POST', url, body), {
      status: 400,
      body: { error_code: 'SMS.6011', error_msg },
    })
  }
  t.equal((await lax.sms('GET', '/v3/tasks?color=red')).status, 200)
  t.equal((await strict.sms('GET', '/v3/tasks?color=red')).status, 400)
  const long = { name: 'a-name-of-21-characters' }
  t.equal((await lax.sms('POST', '/v3/tasks', taskFor(await healthySource(lax), long))).status, 200)
  t.match(
    (await strict.sms('POST', '/v3/tasks', taskFor(await healthySource(strict), long))).body,
    {
      error_code: 'SMS.7711',
    },
  )
})
