import { z } from 'zod'
import { ServerStatus, ServerWork } from '../companion-words.ts'
import { described, type Meanings } from '../meanings.ts'
import { TaskState } from '../sms/states.ts'
import { OverviewQuery } from './overviews.ts'

/** Cloud servers and networks as the control API lists them: those of all projects of an account. */

export const ServersQuery = OverviewQuery.extend({
  q: z
    .string()
    .optional()
    .meta({ description: 'Only servers with this text in their name, address or id.' }),
})
export type ServersQuery = z.infer<typeof ServersQuery>

const server: Meanings = {
  id: 'Id of the server.',
  name: 'Name of the server.',
  status: 'BUILD until it is built, then ACTIVE; SHUTOFF while it is stopped.',
  zone: 'Availability zone, such as ap-southeast-1a.',
  flavor: 'Flavor, such as s6.large.2.',
  image: 'Name of the image that it was made from; its id where the region has none of that id.',
  addresses: 'Private IPv4 addresses, the primary one first.',
  volumes: 'Attached volumes, the system disk first.',
}
const place: Meanings = {
  id: 'Id of the project.',
  name: 'Name of the project.',
  region: 'Region of the project.',
}
const volume: Meanings = {
  id: 'Id of the volume.',
  name: 'Name of the volume; null for one that is not there any more.',
  device: 'Name of the device, such as /dev/vda.',
  size_gb: 'Size in GB; null for one that is not there any more.',
  type: 'Type of the disk, such as GPSSD; null for one that is not there any more.',
}
const task: Meanings = {
  id: 'Id of the task.',
  name: 'Name of the task.',
  state: 'State of the task, such as RUNNING.',
}
const job: Meanings = {
  id: 'Id of the job.',
  what: 'What it does to the server.',
  until: 'When it ends: ISO 8601, UTC, on the clock of the account; null where that is unknown.',
}
const network: Meanings = {
  id: 'Id of the resource.',
  name: 'Name of the resource.',
  cidr: 'Range of addresses, such as 192.168.0.0/16.',
  subnets: 'Subnets of the VPC.',
  rules: 'How many rules it has.',
}

const of_project = {
  project: described(place, { id: z.string(), name: z.string() }).meta({
    description: 'IAM project that it belongs to.',
  }),
  region: z.string().meta({ description: 'Region of the project.' }),
}

export const ServerOverview = described(server, {
  id: z.string(),
  name: z.string(),
  status: ServerStatus,
  ...of_project,
  zone: z.string(),
  flavor: z.string(),
  image: z.string(),
  addresses: z.array(z.string()),
  volumes: z.array(
    described(volume, {
      id: z.string(),
      name: z.string().nullable(),
      device: z.string(),
      size_gb: z.int().nullable(),
      type: z.string().nullable(),
    }),
  ),
  moving_by: described(task, { id: z.string(), name: z.string(), state: TaskState })
    .nullable()
    .meta({ description: 'Migration task that holds the server; null when none does.' }),
  job: described(job, {
    id: z.string(),
    what: ServerWork,
    until: z.string().nullable(),
  })
    .nullable()
    .meta({ description: 'Job that works on the server; null when none does.' }),
}).meta({ id: 'ServerOverview', description: 'A cloud server.' })
export type ServerOverview = z.infer<typeof ServerOverview>

export const NetworkOverview = described(network, {
  id: z.string(),
  name: z.string(),
  ...of_project,
  cidr: z.string(),
  subnets: z.array(described(network, { id: z.string(), name: z.string(), cidr: z.string() })),
}).meta({ id: 'NetworkOverview', description: 'A VPC with its subnets.' })
export type NetworkOverview = z.infer<typeof NetworkOverview>

export const SecurityGroupOverview = described(network, {
  id: z.string(),
  name: z.string(),
  ...of_project,
  rules: z.int(),
}).meta({ id: 'SecurityGroupOverview', description: 'A security group.' })
export type SecurityGroupOverview = z.infer<typeof SecurityGroupOverview>

export const ServerOverviews = z
  .object({
    count: z.int().meta({ description: 'How many servers there are, whatever the page.' }),
    servers: z.array(ServerOverview).meta({ description: 'Servers of this page.' }),
    networks: z.array(NetworkOverview).meta({
      description: 'All VPCs, with those that projects have by default.',
    }),
    security_groups: z.array(SecurityGroupOverview).meta({
      description: 'All security groups, with those that projects have by default.',
    }),
  })
  .meta({ id: 'ServerOverviews', description: 'The newest server first.' })
export type ServerOverviews = z.infer<typeof ServerOverviews>
