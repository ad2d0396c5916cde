import t from 'tap'
import { imageOf, smsImageIds } from '../../../src/domain/companions/default-images.ts'
import { keep, server, server_id, volume, volume_id } from '../../companions/saved.ts'
import { act, newTask, project_id, startTest, until } from '../../helper.ts'

/** `/_emulator/servers`: what an account has beside SMS. */

const path = '/_emulator/servers'
const gigabyte = 1_073_741_824
const part = { name: '/dev/vda1', size: 30 * gigabyte, used_size: gigabyte, device_use: 'OS' }
const disk = { name: '/dev/vda', size: 40 * gigabyte, device_use: 'BOOT', physical_volumes: [part] }
const other_id = 'b7d6c9f0-1a52-4c1e-8d7b-6f0e3a9c2d11'

t.test(
  'overviewServers: an account has the networks of its projects before any server',
  async (t) => {
    const { control } = await startTest(t)
    const { status, body } = await control('GET', path)
    t.equal(status, 200)
    t.match(body, { count: 0, servers: [] })
    const [network] = body.networks
    t.match(network, {
      name: 'vpc-default',
      region: 'ap-southeast-1',
      project: { id: project_id, name: 'ap-southeast-1' },
      cidr: '192.168.0.0/16',
      subnets: [{ name: 'subnet-default', cidr: '192.168.0.0/24' }],
    })
    t.match(body.security_groups[0], { name: 'default', rules: 4 })
  },
)

t.test('overviewServers: a server with its volumes, and the migration that moves it', async (t) => {
  const emulator = await startTest(t)
  const image_id = smsImageIds('ap-southeast-1').create_linux_image_id ?? ''
  await keep(emulator, [server({ image_id }), volume()])
  const listed = async () => (await emulator.control('GET', path)).body.servers[0]
  t.strictSame(await listed(), {
    id: server_id,
    name: 'target',
    status: 'ACTIVE',
    project: { id: project_id, name: 'ap-southeast-1' },
    region: 'ap-southeast-1',
    zone: 'ap-southeast-1a',
    flavor: 's6.large.2',
    image: imageOf('ap-southeast-1', image_id)?.name,
    addresses: ['192.168.0.7'],
    volumes: [
      { id: volume_id, name: 'target-volume-0000', device: '/dev/vda', size_gb: 40, type: 'GPSSD' },
    ],
    moving_by: null,
    job: null,
  })

  const { task } = await newTask(emulator, {
    project_id,
    target_server: { name: 'target', vm_id: server_id, disks: [disk] },
  })
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE' })
  t.match(await listed(), { status: 'SHUTOFF', moving_by: { id: task, state: 'RUNNING' } })
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.match(await listed(), { status: 'ACTIVE', moving_by: null })
})

t.test('overviewServers: the newest first, in pages, by a text', async (t) => {
  const emulator = await startTest(t)
  const newer = { id: other_id, name: 'Newer', created_at: server().created_at + 1, volumes: [] }
  const nic = { port_id: 'p', subnet_id: 's', mac: '', security_groups: [], ip: '192.168.0.9' }
  await keep(emulator, [server(), volume(), server({ ...newer, nics: [nic] })])
  const names = async (query: string) => {
    const { body } = await emulator.control('GET', `${path}?${query}`)
    return [body.count, ...body.servers.map(({ name }: { name: string }) => name)]
  }
  t.strictSame(await names(''), [2, 'Newer', 'target'])
  t.strictSame(await names('limit=1&offset=1'), [2, 'target'])
  t.strictSame(await names('q=newer'), [1, 'Newer'])
  t.strictSame(await names('q=192.168.0.7'), [1, 'target'])
  t.match(await emulator.control('GET', `${path}?limit=many`), { status: 400 })
  t.match(await emulator.control('GET', `${path}?account=nobody`), { status: 404 })
})

t.test('overviewServers: a server that is built says until when', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  const { body: here } = await control('GET', path)
  const [{ id: vpcid, subnets }] = here.networks
  const image = smsImageIds('ap-southeast-1').create_linux_image_id
  const made = await sms('POST', `/v1.1/${project_id}/cloudservers`, {
    server: {
      ...{ name: 'new', imageRef: image, flavorRef: 's6.large.2', vpcid },
      nics: [{ subnet_id: subnets[0].id }],
      root_volume: { volumetype: 'GPSSD', size: 40 },
    },
  })
  t.equal(made.status, 200)
  const { body } = await control('GET', path)
  const [{ status, job }] = body.servers
  t.match([status, job], ['BUILD', { what: 'spawning', until: /^\d{4}-.*Z$/ }])
  const next = (await control('GET', '/_emulator/tasks')).body.next
  t.match(next, { name: 'new: spawning', at: job.until })
  await control('POST', '/_emulator/clock/advance', { events: 1 })
  t.match((await control('GET', path)).body.servers, [{ status: 'ACTIVE', job: null }])
})
