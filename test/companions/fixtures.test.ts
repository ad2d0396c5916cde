import t from 'tap'
import { project_id, startTest } from '../helper.ts'

/** Networks and servers that a fixture describes. */

const v1 = `/v1/${project_id}`
const web = {
  vpcs: [{ name: 'vpc-web', cidr: '10.0.0.0/16' }],
  subnets: [{ name: 'subnet-web', vpc: 'vpc-web', cidr: '10.0.1.0/24' }],
  security_groups: [
    { name: 'ssh', rules: [{ direction: 'ingress', protocol: 'tcp', ports: '22' }] },
  ],
  servers: [
    {
      name: 'target-1',
      id: 'd0000000-0000-4000-8000-000000000001',
      subnet: 'subnet-web',
      security_groups: ['ssh', 'default'],
      flavor: 's6.large.2',
      image: 'CentOS 7.9 64bit',
      disks: [
        { id: 'e0000000-0000-4000-8000-000000000001', size: 40 },
        { size: 100, type: 'SAS' },
      ],
    },
    { name: 'target-2', status: 'SHUTOFF' },
  ],
  volumes: [{ name: 'spare', size: 10 }],
}
const fixtureOf = (companions: object) => ({ accounts: [{ name: 'emulator', companions }] })

async function startWith(t: Parameters<typeof startTest>[0], companions: object) {
  const emulator = await startTest(t)
  const loaded = await emulator.control('POST', '/_emulator/fixtures', fixtureOf(companions))
  return { ...emulator, loaded }
}

t.test('networks and servers of a fixture name each other by their names', async (t) => {
  const { sms, loaded } = await startWith(t, web)
  t.equal(loaded.status, 200)
  const [, subnet] = (await sms('GET', `${v1}/subnets`)).body.subnets
  t.match(subnet, { name: 'subnet-web', gateway_ip: '10.0.1.1', status: 'UNKNOWN' })
  const [, group] = (await sms('GET', `${v1}/security-groups`)).body.security_groups
  t.match(group.security_group_rules, [{ protocol: 'tcp', port_range_min: 22, port_range_max: 22 }])

  const [server] = web.servers
  const one = (await sms('GET', `${v1}/cloudservers/${server?.id}`)).body.server
  t.match(one, { name: 'target-1', status: 'ACTIVE', flavor: { vcpus: '2' } })
  t.match(Object.values(one.addresses), [[{ addr: '10.0.1.2' }]])
  t.match(one.security_groups, [{ name: 'ssh' }, { name: 'default' }])
  t.equal(one['os-extended-volumes:volumes_attached'][0].id, server?.disks?.[0]?.id)
  const { volumes } = (await sms('GET', `/v2/${project_id}/cloudvolumes/detail?sort_key=size`)).body
  t.match(volumes, [
    { size: 100, volume_type: 'SAS', status: 'in-use' },
    { size: 40 },
    { size: 40 },
    { name: 'spare', status: 'available', attachments: [] },
  ])
  const servers = await sms('GET', `${v1}/cloudservers/detail?status=SHUTOFF`)
  t.match(servers.body.servers, [{ name: 'target-2' }])
})

t.test(
  'an export, loaded in the place of an account, has the same networks and servers',
  async (t) => {
    const { control, sms } = await startWith(t, web)
    const [subnet] = (await sms('GET', `${v1}/subnets`)).body.subnets
    t.equal((await sms('DELETE', `${v1}/vpcs/${subnet.vpc_id}/subnets/${subnet.id}`)).status, 409)
    const { body } = await control('GET', '/_emulator/fixtures')
    t.match(await control('POST', '/_emulator/fixtures?replace=true', body), { status: 200 })
    const again = (await control('GET', '/_emulator/fixtures')).body
    t.strictSame(again.accounts[0].companions, body.accounts[0].companions)
    t.match(await control('POST', '/_emulator/fixtures', body), { status: 409 })
  },
)

t.test(
  'a fixture with a name that is not there, or ranges that do not fit, is refused',
  async (t) => {
    const wrong: [companions: object, message: RegExp][] = [
      [
        { subnets: [{ name: 's', vpc: 'vpc-defaults', cidr: '192.168.1.0/24' }] },
        /There is no VPC "vpc-defaults"\. Did you mean vpc-default\?/,
      ],
      [
        { subnets: [{ name: 's', cidr: '10.0.0.0/24' }] },
        /companions\.subnets.*192\.168\.0\.0\/16/,
      ],
      [
        { servers: [{ name: 's', image: 'Ubuntu' }] },
        /There is no image "Ubuntu" in the region\. (There are|Did you mean)/,
      ],
      [{ servers: [{ name: 's', flavor: 's6.large.3' }] }, /s6\.large\.2/],
      [{ servers: [{ name: 's', security_groups: ['nothing'] }] }, /no security group "nothing"/],
      [{ servers: [{ name: 's', ip: '192.168.0.1' }] }, /192\.168\.0\.1/],
      [{ volumes: [{ name: 'v', size: 10, availability_zone: 'x' }] }, /no zone "x"/],
      [
        { vpcs: [{ name: 'v', cidr: '10.0.0.0/8', project: 'nowhere' }] },
        /There is no project "nowhere"\. There are/,
      ],
      [{ vpcs: [{ name: 'v', cidr: '10.0.0.0/8', id: '..' }] }, /companions\.vpcs/],
      [{ vpcs: [{ name: 'v' }] }, /cidr/],
    ]
    for (const [companions, message] of wrong) {
      const { loaded } = await startWith(t, companions)
      t.match(loaded, { status: 400, body: { error: { message } } }, JSON.stringify(companions))
    }
  },
)

t.test('fixtures at the start of an emulator add up', async (t) => {
  const { sms } = await startTest(t, {}, [
    { name: 'emulator', companions: { vpcs: [{ name: 'one', cidr: '10.0.0.0/8' }] } },
    { name: 'emulator', companions: { vpcs: [{ name: 'two', cidr: '10.0.0.0/8' }] } },
  ])
  const { vpcs } = (await sms('GET', `${v1}/vpcs`)).body
  t.match(vpcs, [{ name: 'vpc-default' }, { name: 'one' }, { name: 'two' }])
})
