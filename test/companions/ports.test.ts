import t from 'tap'
import { project_id, startTest } from '../helper.ts'
import { accountWithServer } from './saved-server.ts'

/** Ports: the network cards of servers, and what they keep from being deleted (companions.md). */

const v1 = `/v1/${project_id}`

/** A server in subnet-default with the group `default`. */
async function startWithServer(t: Parameters<typeof startTest>[0]) {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  const [subnet] = (await sms('GET', `${v1}/subnets`)).body.subnets
  const [group] = (await sms('GET', `${v1}/security-groups`)).body.security_groups
  const fixture = { accounts: [accountWithServer(subnet.id, [group.id])] }
  await control('POST', '/_emulator/fixtures', fixture)
  return { ...emulator, subnet, group }
}

t.test('VpcListPorts: the ports of a server, a subnet or an address', async (t) => {
  const { sms, subnet, group } = await startWithServer(t)
  const list = async (query = '') => (await sms('GET', `${v1}/ports${query}`)).body.ports
  const [port, ...others] = await list()
  t.strictSame(others, [])
  t.match(port, {
    network_id: subnet.id,
    fixed_ips: [{ ip_address: '192.168.0.20', subnet_id: subnet.neutron_subnet_id }],
    security_groups: [group.id],
    allowed_address_pairs: [],
    status: 'ACTIVE',
  })
  for (const [name, value] of [
    ['device_id', port.device_id],
    ['network_id', subnet.id],
    ['id', port.id],
    ['mac_address', port.mac_address],
    ['status', 'ACTIVE'],
  ]) {
    t.strictSame(await list(`?${name}=${value}`), [port], name)
    t.strictSame(await list(`?${name}=nothing`), [], name)
  }
  t.strictSame(await list(`?device_id=${port.device_id}&limit=100&marker=${port.id}`), [])
})

t.test('VpcShowPort: a network card of a server', async (t) => {
  const { sms, subnet } = await startWithServer(t)
  const [{ id }] = (await sms('GET', `${v1}/ports`)).body.ports
  t.match(await sms('GET', `${v1}/ports/${id}`), {
    status: 200,
    body: { port: { id, network_id: subnet.id } },
  })
  t.match(await sms('GET', `${v1}/ports/nothing`), { status: 404, body: { code: 'VPC.0704' } })
})

t.test('VpcDeleteSubnet: a subnet that a server is in is refused', async (t) => {
  const { sms, subnet } = await startWithServer(t)
  t.match(await sms('DELETE', `${v1}/vpcs/${subnet.vpc_id}/subnets/${subnet.id}`), {
    status: 409,
    body: { code: 'VPC.0209', message: new RegExp(subnet.id) },
  })
  t.equal((await sms('GET', `${v1}/subnets/${subnet.id}`)).status, 200)
})

t.test('VpcDeleteSecurityGroup: a group that a server has is refused', async (t) => {
  const { sms, group } = await startWithServer(t)
  t.match(await sms('DELETE', `${v1}/security-groups/${group.id}`), {
    status: 409,
    body: { code: 'VPC.0602', message: new RegExp(group.id) },
  })
  t.equal((await sms('GET', `${v1}/security-groups/${group.id}`)).status, 200)
})
