import t from 'tap'
import { deviceName } from '../../src/domain/companions/servers.ts'
import { project_id, startTest } from '../helper.ts'
import {
  arm_image_id,
  create,
  createRunning,
  ecs,
  image_id,
  jobPath,
  orderOf,
  subnet_id,
  vpc_id,
  wait,
} from './ecs.ts'

/** Servers are built by jobs, on the clock of the account (companions.md). */

const url = `/v1.1/${project_id}/cloudservers`

t.test('EcsCreateServers, EcsShowJob: a server is built by a job of 20 seconds', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { status, body } = await sms('POST', url, orderOf())
  t.equal(status, 200)
  const [id] = body.serverIds
  const job = jobPath(body.job_id)
  const sub_jobs = [{ job_type: 'createSingleServer', entities: { server_id: id } }]
  t.match((await sms('GET', job)).body, {
    ...{ status: 'INIT', job_type: 'createServer', error_code: null, fail_reason: null },
    entities: { sub_jobs_total: 1, sub_jobs },
  })
  t.match((await sms('GET', `${ecs}/${id}`)).body.server, {
    ...{ status: 'BUILD', 'OS-EXT-STS:task_state': 'spawning', 'OS-SRV-USG:launched_at': null },
    addresses: { [vpc_id]: [{ addr: '192.168.0.2', primary: true }] },
  })

  await wait(emulator, 19)
  t.match((await sms('GET', job)).body, { status: 'RUNNING', entities: { sub_jobs } })
  await wait(emulator, 1)
  t.match((await sms('GET', job)).body, {
    status: 'SUCCESS',
    begin_time: '2026-01-01T12:00:00.000Z',
    end_time: '2026-01-01T12:00:20.000Z',
    entities: { sub_jobs },
  })
  t.match((await sms('GET', `${ecs}/${id}`)).body.server, {
    ...{ name: 'ecs-1', status: 'ACTIVE', 'OS-EXT-STS:task_state': null },
    ...{ flavor: { id: 's6.large.2', vcpus: '2', ram: '4096' }, image: { id: image_id } },
    ...{ 'OS-EXT-AZ:availability_zone': 'ap-southeast-1a', security_groups: [{ name: 'default' }] },
    'os-extended-volumes:volumes_attached': [
      { bootIndex: '0', delete_on_termination: 'true', device: '/dev/vda' },
    ],
    ...{ created: '2026-01-01T12:00:00Z', updated: '2026-01-01T12:00:20Z' },
  })
})

t.test('EcsCreateServers: the pace of the account does not change how long it takes', async (t) => {
  const emulator = await startTest(t)
  await emulator.control('PUT', '/_emulator/clock', { pace: 600 })
  const [id] = await create(emulator)
  await wait(emulator, 19)
  t.equal((await emulator.sms('GET', `${ecs}/${id}`)).body.server.status, 'BUILD')
})

t.test('EcsCreateServers: several servers have names and addresses of their own', async (t) => {
  const emulator = await startTest(t)
  const ids = await create(emulator, { count: 3, nics: [{ subnet_id }, { subnet_id }] })
  t.equal(ids.length, 3)
  const { servers } = (await emulator.sms('GET', `${ecs}/detail`)).body
  t.strictSame(
    servers.map(({ name }: { name: string }) => name),
    ['ecs-1-0001', 'ecs-1-0002', 'ecs-1-0003'],
  )
  const addresses = servers.flatMap((one: { addresses: Record<string, { addr: string }[]> }) =>
    (one.addresses[vpc_id] ?? []).map(({ addr }) => addr),
  )
  t.equal(new Set(addresses).size, 6)
})

t.test('EcsCreateServers: what a server was given is shown, but no password', async (t) => {
  const emulator = await startTest(t)
  const id = await createRunning(emulator, {
    ...{ availability_zone: 'ap-southeast-1b', key_name: 'key-1', user_data: 'eA==' },
    ...{ adminPass: 'Secret@123', metadata: { admin_pass: 'Secret@123', role: 'web' } },
    ...{
      tags: ['old.one'],
      server_tags: [
        { key: 'team', value: 'a' },
        { key: 'bare', value: '' },
      ],
    },
    ...{ description: 'text', extendparam: { enterprise_project_id: 'e1', isAutoPay: true } },
    data_volumes: [
      { volumetype: 'SSD', size: 100 },
      { volumetype: 'SAS', size: 10, delete_on_termination: true },
    ],
  })
  const { server } = (await emulator.sms('GET', `${ecs}/${id}`)).body
  t.match(server, {
    ...{ 'OS-EXT-AZ:availability_zone': 'ap-southeast-1b', key_name: 'key-1' },
    ...{ description: 'text', enterprise_project_id: 'e1', 'OS-EXT-SRV-ATTR:user_data': 'eA==' },
    tags: ['team=a', 'bare', 'old=one'],
    metadata: { role: 'web', vpc_id },
    'os-extended-volumes:volumes_attached': [
      { bootIndex: '0', device: '/dev/vda', delete_on_termination: 'true' },
      { bootIndex: null, device: '/dev/vdb', delete_on_termination: 'false' },
      { bootIndex: null, device: '/dev/vdc', delete_on_termination: 'true' },
    ],
  })
  const saved = JSON.stringify((await emulator.control('GET', '/_emulator/fixtures')).body)
  t.notMatch(saved, 'Secret@123')
})

t.test('EcsCreatePostPaidServers: version 1 builds servers, too', async (t) => {
  const emulator = await startTest(t)
  const { status, body } = await emulator.sms('POST', ecs, orderOf())
  t.equal(status, 200)
  await wait(emulator, 20)
  const { server } = (await emulator.sms('GET', `${ecs}/${body.serverIds[0]}`)).body
  t.equal(server.status, 'ACTIVE')
})

t.test('EcsCreateServers: what a server cannot be made from is named', async (t) => {
  const { sms } = await startTest(t)
  const other = (await sms('POST', `/v1/${project_id}/vpcs`, { vpc: { name: 'other' } })).body.vpc
  const wrong: [message: RegExp, changes: object][] = [
    [/imageRef: the region has no image nothing/, { imageRef: 'nothing' }],
    [/flavorRef: the region has no flavor nothing/, { flavorRef: 'nothing' }],
    [/s6.large.2 is for x86, and the image .* with ARM for arm/, { imageRef: arm_image_id }],
    [/vpcid: the project has no VPC nothing/, { vpcid: 'nothing' }],
    [/has no subnet nothing/, { nics: [{ subnet_id: 'nothing' }] }],
    [new RegExp(`VPC ${other.id} has no subnet ${subnet_id}`), { vpcid: other.id }],
    [/no security group nothing/, { security_groups: [{ id: 'nothing' }] }],
    [/zone moon is not one of/, { availability_zone: 'moon' }],
    [/10 GB are less than the 40 GB/, { root_volume: { volumetype: 'SAS', size: 10 } }],
    [/volumetype/, { root_volume: { volumetype: 'TAPE', size: 40 } }],
    [/10.0.0.1 is not an address for hosts/, { nics: [{ subnet_id, ip_address: '10.0.0.1' }] }],
    [/2 servers cannot all have/, { count: 2, nics: [{ subnet_id, ip_address: '192.168.0.9' }] }],
    [/nics/, { nics: [] }],
  ]
  for (const [message, changes] of wrong) {
    t.match(
      await sms('POST', url, orderOf(changes)),
      { status: 400, body: { error: { code: 'Ecs.0005', message } } },
      String(message),
    )
  }
  t.match((await sms('GET', `${ecs}/detail`)).body, { count: 0, servers: [] })
})

t.test(
  'EcsCreateServers: an address that is taken is Ecs.0010, as is that of the gateway',
  async (t) => {
    const emulator = await startTest(t)
    const { sms } = emulator
    const nics = [{ subnet_id, ip_address: '192.168.0.7' }]
    await create(emulator, { nics })
    const taken = { status: 400, body: { error: { code: 'Ecs.0010', message: /192\.168\.0\./ } } }
    t.match(await sms('POST', url, orderOf({ nics })), taken)
    const gateway = [{ subnet_id, ip_address: '192.168.0.1' }]
    t.match(await sms('POST', url, orderOf({ nics: gateway })), taken)
    const twice = ['192.168.0.8', '192.168.0.8'].map((ip_address) => ({ subnet_id, ip_address }))
    t.match(await sms('POST', url, orderOf({ nics: twice })), taken)
  },
)

t.test('EcsCreateServers: a subnet without a free address is Ecs.0012', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const subnet = { name: 's', cidr: '192.168.9.0/28', gateway_ip: '192.168.9.1', vpc_id }
  const { body } = await sms('POST', `/v1/${project_id}/subnets`, { subnet })
  const nics = [{ subnet_id: body.subnet.id }]
  await create(emulator, { nics, count: 13 })
  t.match(await sms('POST', url, orderOf({ nics })), {
    status: 400,
    body: { error: { code: 'Ecs.0012', message: /192\.168\.9\.0\/28/ } },
  })
})

t.test('EcsCreateServers: more than a thousand servers are Ecs.0001', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const subnet = { name: 's', cidr: '192.168.16.0/20', gateway_ip: '192.168.16.1', vpc_id }
  const { body } = await sms('POST', `/v1/${project_id}/subnets`, { subnet })
  const nics = [{ subnet_id: body.subnet.id }]
  await create(emulator, { count: 500, nics })
  await create(emulator, { count: 500, nics })
  t.match(await sms('POST', url, orderOf()), {
    status: 403,
    body: { error: { code: 'Ecs.0001', message: /the project has 1000, and 1 more/ } },
  })
})

t.test('EcsShowJob: a job that nobody began is Common.0011', async (t) => {
  const { sms } = await startTest(t)
  t.match(await sms('GET', jobPath('nothing')), {
    status: 404,
    body: { error: { code: 'Common.0011', message: /nothing/ } },
  })
})

t.test('devices are named in the order of the disks, past the alphabet, too', async (t) => {
  t.strictSame([0, 1, 25, 26, 59].map(deviceName), [
    ...['/dev/vda', '/dev/vdb', '/dev/vdz', '/dev/vdaa', '/dev/vdbh'],
  ])
})
