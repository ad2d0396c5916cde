import { z } from 'zod'
import { list, text } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'
import { pageFields } from './common.ts'

/** Subnets, as version 1 of the VPC service takes and shows them. */

const subnet: Meanings = {
  subnet: 'A part of a VPC that servers are put in.',
  subnets: 'Subnets of the project.',
  id: 'Id of the subnet.',
  name: 'Name of the subnet; not unique.',
  description: 'Free text about the subnet.',
  cidr: 'Range of its addresses, within that of the VPC, such as 192.168.0.0/24.',
  gateway_ip: 'Address of the gateway, within the range.',
  vpc_id: 'Id of the VPC that the subnet is in.',
  dhcp_enable: 'Whether addresses are given by DHCP.',
  ipv6_enable: 'Whether it has IPv6 addresses, too; always false.',
  cidr_v6: 'Range of IPv6 addresses; always null.',
  gateway_ip_v6: 'Address of the IPv6 gateway; always null.',
  primary_dns: 'Address of the first DNS server; empty without one.',
  secondary_dns: 'Address of the second DNS server; empty without one.',
  dnsList: 'Addresses of the DNS servers.',
  availability_zone: 'Availability zone of the subnet; empty if it was given none.',
  status: 'UNKNOWN for a second, then ACTIVE.',
  neutron_network_id: 'Id of the network for the native OpenStack API; that of the subnet.',
  neutron_subnet_id: 'Id of the subnet for the native OpenStack API.',
  neutron_subnet_id_v6: 'Id of the IPv6 subnet; always null.',
  extra_dhcp_opts: 'Options that DHCP gives beside addresses.',
  opt_name: 'Name of the option, such as ntp.',
  opt_value: 'Value of the option.',
  tenant_id: 'Id of the project.',
  created_at: 'When it was created, in UTC.',
  updated_at: 'When it was last changed, in UTC.',
}

const DhcpOption = described(subnet, {
  opt_name: text(),
  opt_value: text().nullish(),
}).meta({ id: 'DhcpOption' })

export const Subnet = described(subnet, {
  id: z.string(),
  name: z.string(),
  description: z.string(),
  cidr: z.string(),
  gateway_ip: z.string(),
  vpc_id: z.string(),
  dhcp_enable: z.boolean(),
  ipv6_enable: z.boolean(),
  cidr_v6: z.null(),
  gateway_ip_v6: z.null(),
  primary_dns: z.string(),
  secondary_dns: z.string(),
  dnsList: z.array(z.string()),
  availability_zone: z.string(),
  status: z.enum(['UNKNOWN', 'ACTIVE']).meta({ id: 'SubnetStatus' }),
  neutron_network_id: z.string(),
  neutron_subnet_id: z.string(),
  neutron_subnet_id_v6: z.null(),
  extra_dhcp_opts: z.array(DhcpOption),
  tenant_id: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
}).meta({ id: 'Subnet' })
export type Subnet = z.infer<typeof Subnet>

/** The prefixes of 0 to 28 bits: a smaller network has no room for a server. */
const cidr_form = /\/(?:1?\d|2[0-8])$/

export const CreateSubnetRequest = described(subnet, {
  subnet: described(subnet, {
    name: text(64, 1),
    description: text().nullish(),
    cidr: z.cidrv4().regex(cidr_form, { error: 'the prefix has at most 28 bits' }),
    gateway_ip: z.ipv4(),
    vpc_id: text(64, 1),
    dhcp_enable: z.boolean().nullish(),
    ipv6_enable: z
      .literal(false, { error: 'IPv6 is not emulated: leave it out, or send false' })
      .nullish(),
    primary_dns: z.ipv4().nullish(),
    secondary_dns: z.ipv4().nullish(),
    dnsList: list(z.ipv4(), 5).nullish(),
    availability_zone: text().nullish(),
    extra_dhcp_opts: list(DhcpOption, 20).nullish(),
  }),
}).meta({ id: 'CreateSubnetRequest' })
export type CreateSubnetRequest = z.infer<typeof CreateSubnetRequest>

export const SubnetAnswer = described(subnet, { subnet: Subnet }).meta({ id: 'SubnetAnswer' })
export const SubnetsAnswer = described(subnet, { subnets: z.array(Subnet) }).meta({
  id: 'SubnetsAnswer',
})
export const ListSubnetsQuery = described(
  { vpc_id: 'Id of the VPC whose subnets are wanted; those of all if absent.' },
  { ...pageFields, vpc_id: text(64).optional() },
)
export type ListSubnetsQuery = z.infer<typeof ListSubnetsQuery>

export const SubnetParams = described(
  {
    project_id: 'Id of the project; its region is that of the resource.',
    vpc_id: 'Id of the VPC that the subnet is in.',
    id: 'Id of the subnet.',
  },
  { project_id: text(64, 1), vpc_id: text(64, 1), id: text(64, 1) },
)
