import t from 'tap'
import { account_id, credentials, project_id, startTest } from '../../helper.ts'
import { accounts, developer_id, extension, keystone, other_id, tokenOf } from '../../iam-helper.ts'

/** Projects, accounts, users, regions, services and endpoints (iam.md §4.1, §5.1). */

const links = ['next', 'previous', 'self']
const project = [
  'description',
  'domain_id',
  'enabled',
  'id',
  'is_domain',
  'links',
  'name',
  'parent_id',
]
const entry = ['endpoints', 'id', 'name', 'type']
const user = [
  'description',
  'domain_id',
  'enabled',
  'id',
  'links',
  'name',
  'password_expires_at',
  'pwd_status',
]

t.test('every list has the documented fields, and links that lead back', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = { ...(await tokenOf(emulator)), host: 'iam.test:8080' }
  const self = ['self']
  const users = `/v3/users/${developer_id}`
  type Row = [url: string, list: string, fields: string[], links: string[]]
  const rows: Row[] = [
    ['/v3/projects', 'projects', project, links],
    ['/v3/auth/projects', 'projects', project, links],
    [`${users}/projects`, 'projects', project, links],
    ['/v3/auth/domains', 'domains', ['description', 'enabled', 'id', 'links', 'name'], self],
    ['/v3/users', 'users', user, links],
    ['/v3/auth/catalog', 'catalog', entry, self],
    [
      '/v3/regions',
      'regions',
      ['description', 'id', 'links', 'locales', 'parent_region_id', 'type'],
      links,
    ],
    ['/v3/services', 'services', ['enabled', 'id', 'links', 'name', 'type'], links],
    [
      '/v3/endpoints',
      'endpoints',
      ['enabled', 'id', 'interface', 'links', 'region', 'region_id', 'service_id', 'url'],
      links,
    ],
  ]
  for (const [url, list, fields, expectedLinks] of rows) {
    const { status, body } = await emulator.call('GET', url, { headers })
    t.equal(status, 200, url)
    t.strictSame(Object.keys(body).sort(), [list, 'links'].sort(), url)
    t.strictSame(Object.keys(body.links).sort(), expectedLinks, url)
    t.equal(body.links.self, `http://iam.test:8080${url}`)
    t.ok(body[list].length > 0, url)
    for (const item of body[list]) t.strictSame(Object.keys(item).sort(), fields, url)

    t.match(
      await emulator.call('GET', url),
      keystone(401, 'Unauthorized', 'The request you have made requires authentication.'),
    )
    t.match(
      await emulator.call('GET', url, { headers: { 'x-auth-token': 'garbage' } }),
      keystone(401, 'Unauthorized', 'The X-Auth-Token is invalid!'),
    )
  }
})

t.test('KeystoneShowUser: the fields of a user, and a link that leads back', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = { ...(await tokenOf(emulator)), host: 'iam.test:8080' }
  const users = `/v3/users/${developer_id}`
  const shown = await emulator.call('GET', users, { headers })
  t.strictSame(Object.keys(shown.body.user).sort(), user)
  t.equal(shown.body.user.links.self, `http://iam.test:8080${users}`)
  t.match(
    await emulator.call('GET', '/v3/users/nobody', { headers }),
    keystone(404, 'Not Found', 'Could not find user: nobody.'),
  )
})

t.test('KeystoneListAuthProjects, KeystoneListProjectsForUser: of the caller', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  const ids = async (url: string) => {
    const { body } = await emulator.call('GET', url, { headers })
    return body.projects.map(({ id }: { id: string }) => id)
  }
  await emulator.call('GET', '/v3/projects?name=cn-north-4', { headers })
  const all = await ids('/v3/projects')
  t.equal(all.length, 2)
  t.strictSame(await ids('/v3/auth/projects'), all)
  t.strictSame(await ids(`/v3/users/${developer_id}/projects`), all)
  t.equal((await emulator.call('GET', '/v3/users/x/projects', { headers })).status, 404)
})

t.test('KeystoneShowCatalog: the same services as in a token', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  const login = await emulator.call('POST', '/v3/auth/tokens', { payload: credentials() })
  const { body } = await emulator.call('GET', '/v3/auth/catalog', { headers })
  t.strictSame(body.catalog, login.body.token.catalog)
})

t.test('KeystoneListRegions: the regions whose names become projects', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  const { body } = await emulator.call('GET', '/v3/regions', { headers })
  const ids = body.regions.map(({ id }: { id: string }) => id)
  t.equal(new Set(ids).size, ids.length)
  for (const id of ids) {
    const answer = await emulator.call('GET', `/v3/projects?name=${id}`, { headers })
    t.equal(answer.body.projects.length, 1, id)
  }
})

t.test('KeystoneShowProject: a project is shown to its own account alone', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = { ...(await tokenOf(emulator)), host: 'iam.test:8080' }
  const url = `/v3/projects/${project_id}`
  const { status, body } = await emulator.call('GET', url, { headers })
  t.equal(status, 200)
  t.strictSame(Object.keys(body), ['project'])
  t.strictSame(Object.keys(body.project).sort(), project)
  t.match(body.project, {
    id: project_id,
    name: 'ap-southeast-1',
    links: { self: `http://iam.test:8080${url}`, next: null, previous: null },
  })
  t.match(
    await emulator.call('GET', '/v3/projects/nothing', { headers }),
    keystone(404, 'Not Found', 'Could not find project: nothing.'),
  )
  const other = await tokenOf(emulator, 'stranger', 'other')
  t.equal((await emulator.call('GET', url, { headers: other })).status, 404)
  t.equal((await emulator.call('GET', url)).status, 401)
})

t.test('KeystoneListProjects: a region has one project, made when it is asked for', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  const list = async (query: string) => {
    const { body } = await emulator.call('GET', `/v3/projects${query}`, { headers })
    return body.projects.map(({ id, name }: { id: string; name: string }) => [name, id])
  }

  t.strictSame(await list('?name=ap-southeast-1'), [['ap-southeast-1', project_id]])
  const [made] = await list('?name=cn-north-4')
  t.match(made, ['cn-north-4', /^[0-9a-f]{32}$/])
  t.strictSame(await list('?name=cn-north-4'), [made])
  t.strictSame(await list(''), [['ap-southeast-1', project_id], made])
  t.strictSame(await list('?name=no-such'), [], 'a name that is no region')
  t.strictSame(await list('?name=ap-southeast'), [], 'the name is taken whole')
  t.strictSame(await list('?name=constructor'), [])
})

t.test('KeystoneListProjects: filters and pages', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  for (const name of ['cn-north-4', 'cn-north-9']) {
    await emulator.call('GET', `/v3/projects?name=${name}`, { headers })
  }
  const cases: [query: string, count: number][] = [
    [`domain_id=${account_id}`, 3],
    [`domain_id=${other_id}`, 0],
    [`parent_id=${account_id}`, 3],
    ['parent_id=x', 0],
    ['enabled=true', 3],
    ['enabled=false', 0],
    ['is_domain=true', 0],
    ['is_domain=false', 3],
    ['page=1&per_page=2', 2],
    ['page=2&per_page=2', 1],
    ['page=3&per_page=2', 0],
  ]
  for (const [query, count] of cases) {
    const { body } = await emulator.call('GET', `/v3/projects?${query}`, { headers })
    t.equal(body.projects.length, count, query)
  }
  for (const query of [
    'page=1',
    'per_page=1',
    'page=0&per_page=1',
    'page=1&per_page=5001',
    'page=x&per_page=1',
  ]) {
    const { status } = await emulator.call('GET', `/v3/projects?${query}`, { headers })
    t.equal(status, 400, query)
  }
})

t.test('KeystoneCreateProject: a project is made under a region, once', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  const create = (body: object) =>
    emulator.call('POST', '/v3/projects', { headers, payload: { project: body } })

  const { status, body } = await create({
    name: 'ap-southeast-1_web',
    parent_id: project_id,
    description: 'the web',
  })
  t.equal(status, 201)
  t.strictSame(Object.keys(body.project).sort(), project)
  t.strictSame(Object.keys(body.project.links), ['self'])
  t.match(body.project, {
    is_domain: false,
    enabled: true,
    domain_id: account_id,
    parent_id: project_id,
    description: 'the web',
  })
  const found = await emulator.call('GET', `/v3/projects?parent_id=${project_id}`, { headers })
  t.match(found.body.projects, [{ id: body.project.id, description: 'the web' }])

  t.match(await create({ name: 'ap-southeast-1_web' }), {
    status: 409,
    body: { error: { title: 'Conflict' } },
  })
  t.match(await create({}), keystone(400, 'Bad Request', "'name' is a required property"))
  t.equal((await create({ name: 'a b' })).status, 400)
  t.equal((await create({ name: 'x', parent_id: 'x' })).status, 404)
  t.match(
    await create({ name: 'x', domain_id: other_id }),
    keystone(403, 'Forbidden', 'You are not authorized to perform the requested action.'),
  )
  const region = await create({ name: 'cn-south-1', domain_id: account_id })
  const asked = await emulator.call('GET', '/v3/projects?name=cn-south-1', { headers })
  t.match(asked.body.projects, [{ id: region.body.project.id }], "as Node's and PHP's SDKs do")
})

t.test('KeystoneListAuthDomains, KeystoneListUsers: an account sees its own', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator, 'stranger', 'other')
  const names = async (url: string, list: string) => {
    const { body } = await emulator.call('GET', url, { headers })
    return body[list].map(({ name }: { name: string }) => name)
  }
  t.strictSame(await names('/v3/auth/domains', 'domains'), ['other'])
  t.strictSame(await names('/v3/auth/domains?name=other', 'domains'), ['other'])
  t.strictSame(await names('/v3/auth/domains?name=emulator', 'domains'), [])
  t.strictSame(await names('/v3/users', 'users'), ['stranger', 'powerless'])
  t.strictSame(await names('/v3/users?name=stranger', 'users'), ['stranger'])
  t.strictSame(await names('/v3/users?name=developer', 'users'), [])
  t.strictSame(await names(`/v3/users?domain_id=${account_id}`, 'users'), [])
  t.strictSame(await names('/v3/users?enabled=false', 'users'), [])
})

t.test('KeystoneListServices, KeystoneListEndpoints: the endpoint of a service', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator, 'stranger', 'other')
  const names = async (url: string, list: string) => {
    const { body } = await emulator.call('GET', url, { headers })
    return body[list].map(({ name }: { name: string }) => name)
  }
  t.strictSame(await names('/v3/services?type=sms', 'services'), ['sms'])
  const service = (await emulator.call('GET', '/v3/services?type=sms', { headers })).body
  const { body } = await emulator.call(
    'GET',
    `/v3/endpoints?service_id=${service.services[0].id}&interface=public`,
    { headers },
  )
  t.match(body.endpoints, [{ region: '*', url: /\/v3$/ }])
  const admin = await emulator.call('GET', '/v3/endpoints?interface=admin', { headers })
  t.strictSame(admin.body.endpoints, [])
})

t.test('without authentication IAM speaks of the default account', async (t) => {
  const lenient = await startTest(t, { auth: 'lenient' })
  const off = await startTest(t, { auth: 'off' })
  const any = { headers: { 'x-auth-token': 'any' } }
  t.match((await lenient.call('GET', '/v3/auth/domains', any)).body.domains, [{ id: account_id }])
  t.equal((await lenient.call('GET', '/v3/auth/domains')).status, 401)
  t.match((await off.call('GET', '/v3/auth/domains')).body.domains, [{ id: account_id }])
  t.match((await off.call('GET', '/v5/caller-identity')).body, { principal_id: developer_id })
})

t.test('the versions of IAM, also with a slash at the end', async (t) => {
  const { call } = await startTest(t)
  const headers = { host: 'iam.test' }
  for (const url of ['/v3', '/v3/', '/iam/v3', '/iam/v3/']) {
    const { status, body } = await call('GET', url, { headers })
    t.match({ status, id: body.version?.id }, { status: 200, id: 'v3.6' }, url)
  }
  for (const url of ['/', '/iam', '/iam/']) {
    t.equal((await call('GET', url, { headers })).status, 300, url)
  }
})

t.test("ListServiceTypes: Terraform's probe tells the websites apart", async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const url = '/v2/products/service-types?limit=1'
  const probe = async (headers: Record<string, string>) => emulator.call('GET', url, { headers })
  t.match(await probe(await tokenOf(emulator)), {
    status: 200,
    body: { total_count: 1, service_types: [{ abbreviation: 'SMS' }] },
  })
  t.match(
    await probe(await tokenOf(emulator, 'stranger', 'other')),
    extension(403, 'CBC.0150', 'The account belongs to the international website.'),
  )
  t.match(await probe({}), { status: 401, body: { error_code: 'APIGW.0301', request_id: /./ } })
})
