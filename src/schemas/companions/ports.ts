import { z } from 'zod'
import { text } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'
import { grantedFields, pageFields, textsOf } from './common.ts'

/** Ports, as version 1 of the VPC service shows them: the network cards of servers. */

const port: Meanings = {
  port: 'A network card of a server.',
  ports: 'Ports of the project.',
  id: 'Id of the port.',
  name: 'Name of the port; empty.',
  network_id: 'Id of the subnet that the port is in.',
  admin_state_up: 'Whether it is switched on; always true.',
  mac_address: 'Address of the card on the network, such as fa:16:3e:00:00:01.',
  fixed_ips: 'Private addresses.',
  ip_address: 'Private IPv4 address.',
  subnet_id: 'Id of the subnet for the native OpenStack API.',
  device_id: 'Id of the server.',
  device_owner: 'compute: and the availability zone of the server.',
  tenant_id: 'Id of the project.',
  status: 'BUILD until the server is built, then ACTIVE.',
  security_groups: 'Ids of the security groups of the port.',
  allowed_address_pairs: 'Further addresses that may send; none.',
  extra_dhcp_opts: 'Options that DHCP gives beside addresses; none.',
  'binding:vnic_type': 'Always normal.',
  dns_name: 'Name in DNS; empty.',
  port_security_enabled: 'Whether security groups count; always true.',
  zone_id: 'Availability zone of the server.',
}

export const Port = described(port, {
  id: z.string(),
  name: z.string(),
  network_id: z.string(),
  admin_state_up: z.boolean(),
  mac_address: z.string(),
  fixed_ips: z.array(described(port, { ip_address: z.string(), subnet_id: z.string() })),
  device_id: z.string(),
  device_owner: z.string(),
  tenant_id: z.string(),
  status: z.enum(['BUILD', 'ACTIVE']).meta({ id: 'PortStatus' }),
  security_groups: z.array(z.string()),
  allowed_address_pairs: z.array(z.string()),
  extra_dhcp_opts: z.array(z.string()),
  'binding:vnic_type': z.string(),
  dns_name: z.string(),
  port_security_enabled: z.boolean(),
  zone_id: z.string(),
}).meta({ id: 'Port' })
export type Port = z.infer<typeof Port>

export const PortAnswer = described(port, { port: Port }).meta({ id: 'PortAnswer' })
export const PortsAnswer = described(port, { ports: z.array(Port) }).meta({ id: 'PortsAnswer' })

export const ListPortsQuery = described(
  {
    id: 'Ids of the ports that are wanted.',
    device_id: 'Id of the server whose ports are wanted.',
    network_id: 'Id of the subnet whose ports are wanted.',
    mac_address: 'MAC address of the port that is wanted.',
    status: 'Status of the ports that are wanted.',
  },
  {
    ...pageFields,
    ...grantedFields,
    id: textsOf(64),
    device_id: text().optional(),
    network_id: text().optional(),
    mac_address: text().optional(),
    status: text().optional(),
  },
)
export type ListPortsQuery = z.infer<typeof ListPortsQuery>
