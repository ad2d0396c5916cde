import t from 'tap'
import { project_id, startTest } from '../helper.ts'
import { applySubnet, applyVpc, findSubnet } from './network.ts'
import { configureProvider, planOf } from './provider.ts'

/** Subnets of a project (companions.md). */

const subnets = `/v1/${project_id}/subnets`
const vpcs = `/v1/${project_id}/vpcs`
const given = { name: 'subnet-1', cidr: '10.0.1.0/24', gateway_ip: '10.0.1.1' }

async function startWithVpc(t: Parameters<typeof startTest>[0]) {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { body } = await sms('POST', vpcs, { vpc: { name: 'vpc-1', cidr: '10.0.0.0/16' } })
  const vpc_id: string = body.vpc.id
  const create = (changes: object = {}) =>
    sms('POST', subnets, { subnet: { ...given, vpc_id, ...changes } })
  return { ...emulator, vpc_id, create }
}

t.test('VpcCreateSubnet: a subnet is UNKNOWN for a second, then ACTIVE', async (t) => {
  const { sms, control, vpc_id, create } = await startWithVpc(t)
  const created = await create({ dnsList: ['100.125.1.250', '100.125.3.250'] })
  t.match(created, {
    status: 200,
    body: {
      subnet: {
        ...given,
        vpc_id,
        status: 'UNKNOWN',
        primary_dns: '100.125.1.250',
        secondary_dns: '100.125.3.250',
        dhcp_enable: true,
        ipv6_enable: false,
      },
    },
  })
  const { id } = created.body.subnet
  await control('POST', '/_emulator/clock/advance', { by: '1s' })
  t.match(await sms('GET', `${subnets}/${id}`), {
    status: 200,
    body: { subnet: { id, status: 'ACTIVE' } },
  })
})

t.test('VpcCreateSubnet: the ranges of VPC, subnets and gateway must fit', async (t) => {
  const { create } = await startWithVpc(t)
  await create()
  const refusals: [changes: object, code: string, message: RegExp][] = [
    [
      { cidr: '10.1.0.0/24', gateway_ip: '10.1.0.1' },
      'VPC.0212',
      /10\.1\.0\.0\/24.*10\.0\.0\.0\/16/,
    ],
    [{ cidr: '10.0.0.0/16' }, 'VPC.0206', /overlaps 10\.0\.1\.0\/24/],
    [{ cidr: '10.0.2.0/24' }, 'VPC.0203', /10\.0\.1\.1/],
    [{ cidr: '10.0.2.0/24', gateway_ip: '10.0.2.255' }, 'VPC.0203', /10\.0\.2\.255/],
    [{ cidr: '10.0.2.0/29', gateway_ip: '10.0.2.1' }, 'VPC.0101', /subnet\.cidr/],
    [{ cidr: 'wrong' }, 'VPC.0101', /subnet\.cidr/],
    [{ ipv6_enable: true }, 'VPC.0101', /IPv6 is not emulated/],
  ]
  for (const [changes, code, message] of refusals) {
    t.match(await create(changes), { status: 400, body: { code, message } }, code)
  }
  t.match(await create({ vpc_id: 'nothing' }), { status: 404, body: { code: 'VPC.0202' } })
})

t.test('VpcListSubnets: those of a VPC, subnet-default among those of the project', async (t) => {
  const { sms, vpc_id, create } = await startWithVpc(t)
  const { body } = await create()
  const list = async (query = '') => (await sms('GET', `${subnets}${query}`)).body.subnets
  t.match(await list(), [
    { name: 'subnet-default', cidr: '192.168.0.0/24', status: 'ACTIVE' },
    { name: 'subnet-1' },
  ])
  t.match(await list(`?vpc_id=${vpc_id}`), [{ id: body.subnet.id }])
  t.strictSame(await list('?vpc_id=nothing'), [])
  t.strictSame(await list(`?marker=${body.subnet.id}`), [])
  t.equal((await list('?limit=1')).length, 1)
})

t.test('VpcDeleteSubnet: a VPC can be deleted only after its subnets', async (t) => {
  const { sms, vpc_id, create } = await startWithVpc(t)
  const { id } = (await create()).body.subnet
  t.match(await sms('DELETE', `${vpcs}/${vpc_id}`), {
    status: 409,
    body: { code: 'VPC.0120', message: new RegExp(id) },
  })
  const elsewhere = await sms('DELETE', `${vpcs}/nothing/subnets/${id}`)
  t.match(elsewhere, { status: 404, body: { code: 'VPC.0202' } })
  t.equal((await sms('DELETE', `${vpcs}/${vpc_id}/subnets/${id}`)).status, 204)
  t.equal((await sms('GET', `${subnets}/${id}`)).status, 404)
  t.equal((await sms('DELETE', `${vpcs}/${vpc_id}`)).status, 204)
})

t.test('VpcShowSubnet, VpcShowVpcTags, VpcShowSubnetTags: tags are an empty list', async (t) => {
  const { sms, vpc_id, create } = await startWithVpc(t)
  const { id } = (await create()).body.subnet
  t.match(await sms('GET', `${subnets}/${id}`), { status: 200, body: { subnet: { id } } })
  t.match(await sms('GET', `${subnets}/nothing`), { status: 404, body: { code: 'VPC.0202' } })
  const tags = (path: string) => sms('GET', `/v2.0/${project_id}/${path}/tags`)
  t.match(await tags(`vpcs/${vpc_id}`), { status: 200, body: { tags: [] } })
  t.match(await tags(`subnets/${id}`), { status: 200, body: { tags: [] } })
  t.equal((await tags('vpcs/nothing')).status, 404)
  t.equal((await tags('subnets/nothing')).status, 404)
})

t.test('Terraform makes a VPC with a subnet, plans nothing, and destroys both', async (t) => {
  const emulator = await startTest(t)
  const provider = await configureProvider(emulator)
  const vpc = await applyVpc(provider, { name: 'vpc-1', cidr: '10.0.0.0/16' })
  const subnet = await applySubnet(provider, { ...given, vpc_id: vpc.id })
  t.strictSame([await planOf(vpc), await planOf(subnet)], [[], []])
  t.strictSame(await findSubnet(provider, 'subnet-1', vpc.id), { id: subnet.id, vpc_id: vpc.id })
  t.ok((await findSubnet(provider, 'subnet-default')).id)
  await subnet.destroy()
  await vpc.destroy()
  t.equal(await vpc.read(), undefined)
})
