import { z } from 'zod'
import { queryInt, text } from '../common.ts'
import { described, type Meanings, withMeanings } from '../meanings.ts'

/** Cloud servers, as ECS shows them. */

const server: Meanings = {
  server: 'The cloud server.',
  servers: 'Cloud servers of the project.',
  count: 'How many servers of the project fit, on all pages.',
  id: 'Id of the server.',
  name: 'Name of the server; not unique.',
  status: 'BUILD until its job ends, then ACTIVE; SHUTOFF when it is stopped.',
  hostname: 'Name of the host.',
  hostId: 'Id of the host that it is on.',
  tenant_id: 'Id of the project.',
  flavor: 'Its size: cores and memory.',
  vcpus: 'How many cores it has, as text.',
  ram: 'Its memory in MB, as text.',
  disk: 'Size of a local disk in GB, as text; always 0.',
  image: 'The image that it was made from.',
  addresses: 'Addresses of its network cards, by the id of the VPC.',
  addr: 'Private IPv4 address.',
  version: 'Always 4.',
  primary: 'Whether it is the address of the primary card.',
  'OS-EXT-IPS:type': 'Always fixed: a private address.',
  'OS-EXT-IPS:port_id': 'Id of the port of the card.',
  'OS-EXT-IPS-MAC:mac_addr': 'MAC address of the card.',
  security_groups: 'What its network cards let through.',
  'OS-EXT-AZ:availability_zone': 'Name of the zone, such as ap-southeast-1a.',
  'OS-EXT-STS:task_state': 'What a job does to it, such as powering-off; null without one.',
  'OS-EXT-STS:vm_state': 'building, active or stopped.',
  'OS-EXT-STS:power_state': '0 while it is built, 1 when it runs, 4 when it is stopped.',
  'OS-EXT-SRV-ATTR:hostname': 'Name of the host.',
  'OS-EXT-SRV-ATTR:instance_name': 'Name of the instance on its host.',
  'OS-EXT-SRV-ATTR:root_device_name': 'Device of the system disk.',
  'OS-EXT-SRV-ATTR:user_data': 'Data for its first start, in Base64.',
  'OS-DCF:diskConfig': 'Always MANUAL.',
  'OS-SRV-USG:launched_at': 'When it was first started; null until then.',
  'OS-SRV-USG:terminated_at': 'Always null.',
  'os-extended-volumes:volumes_attached': 'Volumes attached to it, the system disk first.',
  delete_on_termination: 'Whether the volume is deleted with the server, as text.',
  bootIndex: '0 for the system disk; null for others.',
  device: 'Name of the device, such as /dev/vda.',
  created: 'When it was created, in UTC.',
  updated: 'When it was last changed, in UTC.',
  key_name: 'Name of its key pair; null without one.',
  metadata: 'What it was given, with facts about it such as vpc_id.',
  tags: 'Tags as key=value.',
  description: 'Free text about the server.',
  enterprise_project_id: 'Id of the enterprise project; 0 is the default one.',
  sys_tags: 'Tags of the system: the enterprise project.',
  key: 'Name of the tag.',
  value: 'Value of the tag.',
  locked: 'Whether a migration task holds it.',
  progress: 'How far it is built in percent: 0 until it is, then 100.',
  host_status: 'Always UP.',
  config_drive: 'Always empty.',
  accessIPv4: 'Always empty.',
  accessIPv6: 'Always empty.',
  'os:scheduler_hints': 'Always empty.',
}

/** An id of something that belongs to a server. @param meaning of the id */
const idOf = (meaning: string) => z.string().meta({ description: meaning })

const ServerStatus = z
  .enum(['BUILD', 'ACTIVE', 'SHUTOFF'])
  .meta({ id: 'CloudServerStatus', description: 'State of a server.' })

export const Server = described(server, {
  id: z.string(),
  name: z.string(),
  status: ServerStatus,
  hostname: z.string(),
  hostId: z.string(),
  tenant_id: z.string(),
  flavor: described(server, {
    id: idOf('Id of the flavor.'),
    name: z.string().meta({ description: 'Name of the flavor, the same as its id.' }),
    vcpus: z.string(),
    ram: z.string(),
    disk: z.string(),
  }),
  image: described(server, { id: idOf('Id of the image.') }),
  addresses: z.record(
    z.string(),
    z.array(
      described(server, {
        addr: z.string(),
        version: z.string(),
        primary: z.boolean(),
        'OS-EXT-IPS:type': z.string(),
        'OS-EXT-IPS:port_id': z.string(),
        'OS-EXT-IPS-MAC:mac_addr': z.string(),
      }),
    ),
  ),
  security_groups: z.array(
    described(server, {
      id: idOf('Id of the security group.'),
      name: z.string().meta({ description: 'Name of the security group.' }),
    }),
  ),
  'OS-EXT-AZ:availability_zone': z.string(),
  'OS-EXT-STS:task_state': z.string().nullable(),
  'OS-EXT-STS:vm_state': z.string(),
  'OS-EXT-STS:power_state': z.int(),
  'OS-EXT-SRV-ATTR:hostname': z.string(),
  'OS-EXT-SRV-ATTR:instance_name': z.string(),
  'OS-EXT-SRV-ATTR:root_device_name': z.string(),
  'OS-EXT-SRV-ATTR:user_data': z.string(),
  'OS-DCF:diskConfig': z.string(),
  'OS-SRV-USG:launched_at': z.string().nullable(),
  'OS-SRV-USG:terminated_at': z.null(),
  'os-extended-volumes:volumes_attached': z.array(
    described(server, {
      id: idOf('Id of the volume.'),
      delete_on_termination: z.string(),
      bootIndex: z.string().nullable(),
      device: z.string(),
    }),
  ),
  created: z.string(),
  updated: z.string(),
  key_name: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  description: z.string(),
  enterprise_project_id: z.string(),
  sys_tags: z.array(described(server, { key: z.string(), value: z.string() })),
  locked: z.boolean(),
  progress: z.int(),
  host_status: z.string(),
  config_drive: z.string(),
  accessIPv4: z.string(),
  accessIPv6: z.string(),
  'os:scheduler_hints': z.object({}),
}).meta({ id: 'CloudServer' })
export type ServerView = z.infer<typeof Server>

export const ServerAnswer = described(server, { server: Server }).meta({ id: 'CloudServerAnswer' })
export const ServersAnswer = described(server, {
  count: z.int(),
  servers: z.array(Server),
}).meta({ id: 'CloudServersAnswer' })

const filter: Meanings = {
  name: 'Part of the name.',
  status: 'Status, such as ACTIVE; in any case of letters.',
  flavor: 'Id of the flavor.',
  ip: 'Part of a private IPv4 address.',
  ip_eq: 'A private IPv4 address.',
  server_id: 'Ids of servers, separated by commas.',
  enterprise_project_id: 'Id of the enterprise project; all_granted_eps stands for all.',
  tags: 'A tag, as key or as key=value.',
  'not-tags': 'A tag that the server must not have, as key or as key=value.',
  limit: 'How many servers a page has at most; 25 if absent.',
  offset: 'Number of the page, counted from 1; 0 is the first page, too.',
  marker: 'Id of the last server of the page before, in the place of a number.',
}

export const ListServersQuery = z.object(
  withMeanings(filter, {
    name: text().optional(),
    status: text().optional(),
    flavor: text().optional(),
    ip: text().optional(),
    ip_eq: text().optional(),
    server_id: text(9_999).optional(),
    enterprise_project_id: text().optional(),
    tags: text().optional(),
    'not-tags': text().optional(),
    limit: queryInt(1_000, 25),
    offset: queryInt(1_000_000, 1),
    marker: text().optional(),
  }),
)
export type ListServersQuery = z.infer<typeof ListServersQuery>
