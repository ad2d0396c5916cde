import { z } from 'zod'
import { list, text } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'

/** What servers are made from. */

const order: Meanings = {
  server: 'What the servers are to be.',
  name: 'Name of the server; several get -0001, -0002 and so on after it.',
  imageRef: 'Id of the image, as ImsListImages lists it.',
  flavorRef: 'Id of the flavor, as EcsListFlavors lists it.',
  vpcid: 'Id of the VPC.',
  nics: 'Network cards; the first is the primary one.',
  subnet_id: 'Id of a subnet of the VPC.',
  ip_address: 'Private IPv4 address; the lowest free one if absent.',
  root_volume: 'The system disk.',
  data_volumes: 'Data disks, in the order of their devices.',
  volumetype: 'Type of the disk, such as GPSSD.',
  size: 'Size in GB; the system disk has the smallest of its image if absent.',
  delete_on_termination: 'Whether the disk is deleted with the server; false if absent.',
  security_groups: 'Security groups of all cards; the default one if absent.',
  id: 'Id of the security group.',
  availability_zone: 'Name of the zone; the first of the region if absent.',
  count: 'How many servers; 1 if absent.',
  key_name: 'Name of a key pair; it is not looked up.',
  adminPass: 'Password of the administrator; it is not kept.',
  user_data: 'Data for the first start, in Base64.',
  metadata: 'Names with their values; admin_pass among them is not kept.',
  tags: 'Tags as key.value.',
  server_tags: 'Names with values that the server is found by.',
  key: 'Name of the tag.',
  value: 'Value of the tag.',
  description: 'Free text about the server.',
  publicip: 'Accepted; public addresses are not emulated.',
  extendparam: 'Accepted; of it only the enterprise project is kept.',
  enterprise_project_id: 'Id of the enterprise project; 0 is the default one.',
  isAutoRename: 'Accepted; names are never changed.',
  batch_create_in_multi_az: 'Accepted; all servers are made in one zone.',
  'os:scheduler_hints': 'Accepted; there is one host.',
  job_id: 'Id of the job that builds the servers, which EcsShowJob shows.',
  serverIds: 'Ids of the servers, which are there at once with the status BUILD.',
}

const VolumeType = z
  .enum(['SATA', 'SAS', 'GPSSD', 'SSD', 'ESSD', 'GPSSD2', 'ESSD2', 'co-p1', 'uh-l1'])
  .meta({ id: 'VolumeType', description: 'Type of a disk.' })

const id = text(64, 1)

export const CreateServersRequest = described(order, {
  server: described(order, {
    name: text(128, 1),
    imageRef: id,
    flavorRef: id,
    vpcid: id,
    nics: list(
      described(order, { subnet_id: id, ip_address: z.ipv4().or(z.literal('')).nullish() }),
      12,
    ).min(1),
    root_volume: described(order, {
      volumetype: VolumeType,
      size: z.int().min(1).max(1_024).nullish(),
    }),
    data_volumes: list(
      described(order, {
        volumetype: VolumeType,
        size: z.int().min(10).max(32_768),
        delete_on_termination: z.boolean().nullish(),
      }),
      59,
    ).nullish(),
    security_groups: list(described(order, { id }), 20).nullish(),
    availability_zone: text(64).nullish(),
    count: z.int().min(1).max(500).nullish(),
    key_name: text(64).nullish(),
    adminPass: text().nullish(),
    user_data: text(65_535).nullish(),
    metadata: z.record(z.string(), text()).nullish(),
    tags: list(text(80), 20).nullish(),
    server_tags: list(described(order, { key: text(128, 1), value: text() }), 20).nullish(),
    description: text(85).nullish(),
    publicip: z.record(z.string(), z.unknown()).nullish(),
    extendparam: z
      .looseObject({
        enterprise_project_id: text(36)
          .nullish()
          .meta({ description: order.enterprise_project_id }),
      })
      .nullish(),
    isAutoRename: z.boolean().nullish(),
    batch_create_in_multi_az: z.boolean().nullish(),
    'os:scheduler_hints': z.record(z.string(), z.unknown()).nullish(),
  }),
}).meta({ id: 'CreateServersRequest' })
export type ServerOrder = z.infer<typeof CreateServersRequest>['server']

export const ServersCreated = described(order, {
  job_id: z.string(),
  serverIds: z.array(z.string()),
}).meta({ id: 'ServersCreated' })
