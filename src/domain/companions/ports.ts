/** Tested by: test/companions/ports.test.ts */
import type { Port } from '../../schemas/companions/ports.ts'
import type { Nic, ServerRecord } from '../../schemas/stored/servers.ts'
import { neutronSubnetId } from './views.ts'

/** Ports: each network card of a server is one, there as long as the server is. */

const portView = (server: ServerRecord, nic: Nic): Port => ({
  id: nic.port_id,
  name: '',
  network_id: nic.subnet_id,
  admin_state_up: true,
  mac_address: nic.mac,
  fixed_ips: [{ ip_address: nic.ip, subnet_id: neutronSubnetId(nic.subnet_id) }],
  device_id: server.id,
  device_owner: `compute:${server.availability_zone}`,
  tenant_id: server.project_id,
  status: server.status === 'BUILD' ? 'BUILD' : 'ACTIVE',
  security_groups: nic.security_groups,
  allowed_address_pairs: [],
  extra_dhcp_opts: [],
  'binding:vnic_type': 'normal',
  dns_name: '',
  port_security_enabled: true,
  zone_id: server.availability_zone,
})

/** The ports of servers, in their order. */
export const portsOf = (servers: readonly ServerRecord[]): Port[] =>
  servers.flatMap((server) => server.nics.map((nic) => portView(server, nic)))
