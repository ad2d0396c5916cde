import t from 'tap'
import { noon, project_id, startTest } from '../helper.ts'

/** Networks of a project, as version 1 and 3 of VPC have them (companions.md). */

const vpcs = `/v1/${project_id}/vpcs`

t.test(
  'VpcCreateVpc: a VPC is created, can be used after a second, and is gone when deleted',
  async (t) => {
    const { sms, control } = await startTest(t)
    const body = { vpc: { name: 'vpc-1', cidr: '10.0.0.0/16' } }
    const created = await sms('POST', vpcs, body)
    t.match(created, {
      status: 200,
      body: {
        vpc: { name: 'vpc-1', cidr: '10.0.0.0/16', status: 'CREATING', tenant_id: project_id },
      },
    })
    const one = `${vpcs}/${created.body.vpc.id}`

    await control('POST', '/_emulator/clock/advance', { by: '1s' })
    t.match(await sms('GET', one), { status: 200, body: { vpc: { status: 'OK' } } })
    t.match(await sms('GET', `/v3/${project_id}/vpc/vpcs/${created.body.vpc.id}`), {
      status: 200,
      body: { vpc: { status: 'ACTIVE', extend_cidrs: [] } },
    })

    t.match(await sms('DELETE', one), { status: 204, body: '' })
    t.match(await sms('GET', one), { status: 404, body: { code: 'VPC.0202' } })
    t.match(await sms('DELETE', one), { status: 404, body: { code: 'VPC.0202' } })
  },
)

t.test('VpcListVpcs: every project has vpc-default, and pages end', async (t) => {
  const { sms } = await startTest(t)
  const { body } = await sms('GET', vpcs)
  t.match(body, { vpcs: [{ name: 'vpc-default', status: 'OK' }] })
  const [{ id }] = body.vpcs
  const created = await sms('POST', vpcs, { vpc: { name: 'vpc-1' } })

  t.match((await sms('GET', `${vpcs}?limit=1`)).body.vpcs, [{ id }])
  t.match((await sms('GET', `${vpcs}?marker=${id}`)).body.vpcs, [{ id: created.body.vpc.id }])
  t.strictSame((await sms('GET', `${vpcs}?marker=${created.body.vpc.id}`)).body.vpcs, [])
  t.strictSame((await sms('GET', `${vpcs}?marker=unknown`)).body.vpcs, [])
  t.match((await sms('GET', `${vpcs}?id=${created.body.vpc.id}`)).body.vpcs, [{ name: 'vpc-1' }])
  t.strictSame((await sms('GET', `${vpcs}?id=unknown`)).body.vpcs, [])
})

t.test('VpcV3ListVpcs: those of a name, an id or a range, in pages with markers', async (t) => {
  const { sms } = await startTest(t)
  const { body } = await sms('POST', vpcs, { vpc: { name: 'vpc-1', cidr: '10.0.0.0/8' } })
  const list = async (query: string) =>
    (await sms('GET', `/v3/${project_id}/vpc/vpcs?enterprise_project_id=0&${query}`)).body
  t.match(await list(''), {
    vpcs: [{ name: 'vpc-default' }, { name: 'vpc-1', extend_cidrs: [] }],
    page_info: { current_count: 2, next_marker: undefined },
  })
  for (const query of [
    'name=vpc-1',
    'name=vpc-2&name=vpc-1',
    `id=${body.vpc.id}`,
    'cidr=10.0.0.0/8',
  ]) {
    t.strictSame((await list(query)).vpcs.length, 1, query)
    t.match((await list(query)).vpcs, [{ id: body.vpc.id }], query)
  }
  const first = await list('limit=1')
  t.equal(first.page_info.next_marker, first.vpcs[0].id)
  t.match(await list(`limit=1&marker=${first.vpcs[0].id}`), { vpcs: [{ id: body.vpc.id }] })
  t.strictSame(await list(`marker=${body.vpc.id}`), { vpcs: [], page_info: { current_count: 0 } })
})

t.test('VpcShowVpc, VpcV3ShowVpc: the refusals have the form of their version', async (t) => {
  const { call, sms } = await startTest(t)
  t.match(await sms('GET', `${vpcs}/nothing`), {
    status: 404,
    body: { code: 'VPC.0202', message: /nothing/ },
  })
  t.match(await sms('GET', `/v3/${project_id}/vpc/vpcs/nothing`), {
    status: 404,
    body: { error_code: 'VPC.0202', error_msg: /nothing/, request_id: /./ },
  })
  t.match(await sms('GET', '/v1/00000000000000000000000000000000/vpcs'), {
    status: 403,
    body: { error_code: 'APIGW.0302', request_id: /./ },
  })
  t.match(await call('GET', vpcs), { status: 401, body: { error_code: 'APIGW.0301' } })
  t.match(await sms('POST', vpcs, { vpc: { cidr: 'wrong' } }), {
    status: 400,
    body: { code: 'VPC.0101', message: /vpc\.cidr/ },
  })
})

t.test('a service is reached by path, by prefix and by Host', async (t) => {
  const { sms, call, login } = await startTest(t)
  t.equal((await sms('GET', vpcs)).status, 200)
  t.equal((await sms('GET', `/vpc${vpcs}`)).status, 200)
  const headers = { host: 'vpc.ap-southeast-1.myhuaweicloud.com', 'x-auth-token': await login() }
  t.equal((await call('GET', vpcs, { headers })).status, 200)
})

t.test('VpcDeleteVpc: vpc-default stays deleted until a reset', async (t) => {
  const { sms, control } = await startTest(t)
  const { vpcs: all } = (await sms('GET', vpcs)).body
  const { subnets } = (await sms('GET', `/v1/${project_id}/subnets`)).body
  await sms('DELETE', `${vpcs}/${all[0].id}/subnets/${subnets[0].id}`)
  t.equal((await sms('DELETE', `${vpcs}/${all[0].id}`)).status, 204)
  t.equal((await sms('GET', `${vpcs}/${all[0].id}`)).status, 404)
  t.strictSame((await sms('GET', vpcs)).body.vpcs, [])
  await control('POST', '/_emulator/reset')
  t.match((await sms('GET', vpcs)).body.vpcs, all)
})

t.test('VPCs are in exports, snapshots and resets', async (t) => {
  const { sms, control } = await startTest(t)
  const { body } = await sms('POST', vpcs, { vpc: { name: 'kept' } })
  await control('POST', '/_emulator/snapshots/before')
  const fixture = (await control('GET', '/_emulator/fixtures')).body
  const names = async () => {
    const answer = await sms('GET', vpcs)
    return answer.body.vpcs.map(({ name }: { name: string }) => name)
  }

  await sms('DELETE', `${vpcs}/${body.vpc.id}`)
  t.strictSame(await names(), ['vpc-default'])
  await control('PUT', '/_emulator/snapshots/before')
  t.strictSame(await names(), ['vpc-default', 'kept'])

  t.equal((await control('POST', '/_emulator/fixtures?replace=true', fixture)).status, 200)
  t.match((await sms('GET', `${vpcs}/${body.vpc.id}`)).body.vpc, {
    name: 'kept',
    created_at: `${new Date(noon).toISOString().slice(0, 19)}Z`,
  })

  await control('POST', '/_emulator/reset')
  t.strictSame(await names(), ['vpc-default'])
})

t.test('EcsNovaListAvailabilityZones: a project id that is too long is Ecs.0005', async (t) => {
  const { sms } = await startTest(t)
  t.match(await sms('GET', `/v2.1/${'0'.repeat(65)}/os-availability-zone`), {
    status: 400,
    body: { error: { code: 'Ecs.0005', message: /project_id/ } },
  })
})

t.test('EcsNovaListAvailabilityZones: a region has two zones', async (t) => {
  const { sms } = await startTest(t)
  t.strictSame(
    await sms('GET', `/v2.1/${project_id}/os-availability-zone`).then(({ body }) => body),
    {
      availabilityZoneInfo: ['a', 'b'].map((letter) => ({
        zoneName: `ap-southeast-1${letter}`,
        zoneState: { available: true },
        hosts: null,
      })),
    },
  )
})
