import t from 'tap'
import { exampleBody, healthySource, startTest } from '../../helper.ts'

/** Migration projects (behaviour.md §8.1). */

const url = '/v3/migprojects'
const project = (change: object = {}) => ({ ...exampleBody('CreateMigproject'), ...change })

t.test('ListMigprojects: SystemProject is always there; sources join the default', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { body: list } = await sms('GET', url)
  t.match(list, {
    count: 1,
    migprojects: [{ name: 'SystemProject', isdefault: true, type: 'MIGRATE_BLOCK' }],
  })

  const { body: made } = await sms('POST', url, project({ isdefault: true }))
  const id = await healthySource(emulator)
  t.equal((await sms('GET', `/v3/sources?migproject=${made.id}`)).body.source_servers[0].id, id)
  t.strictSame(
    (await sms('GET', url)).body.migprojects.map(
      ({ isdefault }: { isdefault: boolean }) => isdefault,
    ),
    [false, true],
    'the flag has moved',
  )
})

t.test('CreateMigproject, ShowMigproject, UpdateMigproject: field by field', async (t) => {
  const { sms } = await startTest(t)
  const { body: made } = await sms('POST', url, {
    name: 225,
    region: 'cn-north-4',
    type: 'MIGRATE_FILE',
  })
  const { body: shown } = await sms('GET', `${url}/${made.id}`)
  t.strictSame(shown, {
    name: '225',
    description: null,
    isdefault: false,
    region: 'cn-north-4',
    start_target_server: true,
    speed_limit: 0,
    use_public_ip: true,
    exist_server: true,
    type: 'MIGRATE_FILE',
    enterprise_project: 'default',
    syncing: false,
    start_network_check: false,
  })
  t.match(await sms('PUT', `${url}/${made.id}`, { speed_limit: 100 }), { status: 200, body: {} })
  t.strictSame((await sms('GET', `${url}/${made.id}`)).body, { ...shown, speed_limit: 100 })
})

t.test('UpdateDefaultMigproject, DeleteMigproject: a default or used project stays', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { body: one } = await sms('POST', url, project())
  const { body: two } = await sms('POST', url, project({ name: 'two' }))
  t.match((await sms('POST', url, project())).body, { error_code: 'SMS.7312' })
  t.match((await sms('PUT', `${url}/${two.id}`, { name: 'project1' })).body, {
    error_code: 'SMS.7312',
  })
  t.equal(
    (await sms('PUT', `${url}/${one.id}`, { name: 'project1' })).status,
    200,
    'its own name is free',
  )

  t.equal((await sms('PUT', `${url}/${one.id}/default`, {})).status, 200)
  t.match((await sms('DELETE', `${url}/${one.id}`)).body, { error_code: 'SMS.7303' })
  t.equal((await sms('PUT', `${url}/${one.id}`, { isdefault: false })).status, 200)
  t.match((await sms('GET', `${url}/${one.id}`)).body, { isdefault: true }, 'there is always one')

  const source = await healthySource(emulator)
  await sms('PUT', `/v3/sources/${source}`, { migprojectid: two.id })
  t.match((await sms('DELETE', `${url}/${two.id}`)).body, { error_code: 'SMS.7311' })
  await sms('PUT', `/v3/sources/${source}`, { migprojectid: one.id })
  t.match(
    await sms('DELETE', `${url}/${two.id}`, [two.id]),
    { status: 200, body: {} },
    "with Terraform's body",
  )
})

t.test('ListMigprojects: unknown projects, the limit of fifty, pages to the end', async (t) => {
  const { sms } = await startTest(t)
  for (const [method, path, body] of [
    ['GET', 'x', undefined],
    ['PUT', 'x', {}],
    ['PUT', 'x/default', {}],
    ['DELETE', 'x', undefined],
  ] as const) {
    t.match(await sms(method, `${url}/${path}`, body), {
      status: 404,
      body: { error_code: 'SMS.7301' },
    })
  }
  for (let count = 1; count < 50; count++) await sms('POST', url, project({ name: `p${count}` }))
  t.match(await sms('POST', url, project({ name: 'one too many' })), {
    status: 400,
    body: {
      error_code: 'SMS.8115',
      error_msg: 'The quantity of MigProject must be lower than or equal to 50',
    },
  })
  const names = []
  for (let offset = 0; ; offset += 20) {
    const { body } = await sms('GET', `${url}?limit=20&offset=${offset}`)
    t.equal(body.count, 50)
    if (body.migprojects.length === 0) break
    names.push(...body.migprojects.map(({ name }: { name: string }) => name))
  }
  t.equal(new Set(names).size, 50)
})

t.test('UpdateMigproject: SystemProject keeps its name, default or not', async (t) => {
  const { sms } = await startTest(t)
  await sms('POST', url, project({ isdefault: true }))
  const { body } = await sms('GET', url)
  const { id } = body.migprojects[0]
  t.match((await sms('DELETE', `${url}/${id}`)).body, { error_code: 'SMS.7303' })
  t.match((await sms('PUT', `${url}/${id}`, { name: 'mine' })).body, { error_code: 'SMS.7303' })
  t.equal((await sms('PUT', `${url}/${id}`, { name: 'SystemProject', speed_limit: 9 })).status, 200)
})

t.test('exportFixture: migration projects go into any account, with one default', async (t) => {
  const emulator = await startTest(t, {}, [{ name: 'other' }, { name: 'third' }])
  const { sms, control } = emulator
  const fixtures = '/_emulator/fixtures'
  const { body: made } = await sms('POST', url, project({ isdefault: true }))
  await healthySource(emulator)
  const { body: fixture } = await control('GET', fixtures)
  for (const [query, account] of [
    ['replace=true&account=other', 'other'],
    ['account=third', 'third'],
    ['replace=true', 'emulator'],
  ]) {
    const loaded = await control('POST', `${fixtures}?${query}`, fixture)
    t.equal(loaded.status, 200, JSON.stringify(loaded.body))
    const { body } = await control('GET', `${fixtures}?account=${account}`)
    t.strictSame(body.accounts[0].migprojects, fixture.accounts[0].migprojects)
  }
  t.match((await sms('GET', `${url}/${made.id}`)).body, { isdefault: true })

  const mine = { ...fixture.accounts[0].migprojects[1], id: 'mine', name: 'mine' }
  const load = (...migprojects: object[]) =>
    control('POST', `${fixtures}?account=emulator`, { accounts: [{ name: 'any', migprojects }] })
  t.match((await load(mine, { ...mine, name: 'yours', id: 'yours' })).body, {
    error: { message: /only one can be the default, not "mine" and "yours"/ },
  })
  t.equal((await load(mine)).status, 200)
  const system = { ...fixture.accounts[0].migprojects[0], id: 'another', isdefault: false }
  t.equal((await load(system)).status, 200, 'one of the same name takes its place')
  const { body } = await sms('GET', url)
  t.strictSame(
    body.migprojects
      .filter((item: { isdefault: boolean }) => item.isdefault)
      .map(({ name }: { name: string }) => name),
    ['mine'],
  )
})
