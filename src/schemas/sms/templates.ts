import { z } from 'zod'
import { int, list, queryInt, text } from '../common.ts'
import { described, type Meanings, withMeanings } from '../meanings.ts'
import { page } from './source-meanings.ts'

/** Server templates: what a target is made from. Sizes of their disks are GB. */

/** What the words of a template mean (behaviour.md §8.2). */
const template: Meanings = {
  id: 'Id of the server template.',
  name: 'Name of the template, 1 to 64 characters. Unique among those with is_template=true.',
  is_template:
    'true (the default): a template for any number of tasks, at most 50. false: it is of one task, is in no list and is deleted with it. Answers give it as a string.',
  region: 'Name of the region.',
  projectid: 'Id of the project.',
  target_server_name: 'Name of the ECS that is created from it.',
  availability_zone: 'Availability zone of the ECS, such as cn-north-4a.',
  volumetype:
    'Type of the system disk: SAS (the default), SSD, SATA, or what was sent, such as GPSSD and ESSD.',
  flavor: 'Flavor of the ECS, such as s6.large.2.',
  vpc: 'VPC of the ECS.',
  nics: 'Network interfaces of the ECS. A single one with the id autoCreate has one created.',
  security_groups:
    'Security groups of the ECS. A single one with the id autoCreate has one created.',
  publicip: 'Elastic IP of the ECS. In answers its fields are null without one.',
  disk: 'Disks of the ECS.',
  data_volume_type:
    'Type of the data disks: SAS (the default), SSD, SATA, or what was sent, such as GPSSD and ESSD.',
  target_password:
    'Password of the target. ShowTargetPassword answers it while a task of the template is in the stage replicating or syncing.',
  image_id: 'Id of the image of the ECS; empty for the default one.',
  template: 'The server template. In UpdateTemplate, what is absent or null in it stays as it is.',
  templates: 'Templates of this page. Those with is_template=false are left out.',
  template_id: 'Id of the server template.',
}
const vpc: Meanings = {
  id: 'Id of the VPC, or autoCreate for a new one. null if it was not sent.',
  name: 'Name of the VPC. null if it was not sent.',
  cidr: 'Address range of the VPC. The service takes 192.168.0.0/16 by default; null if it was not sent.',
}
const nic: Meanings = {
  id: 'Id of the subnet, or autoCreate for a new one.',
  name: 'Name of the subnet.',
  cidr: 'Address and mask of the subnet, such as 192.168.0.0/24. null if it was not sent.',
  ip: 'Fixed IP address; null, absent or empty for any.',
}
const security_group: Meanings = {
  id: 'Id of the security group, or autoCreate for a new one.',
  name: 'Name of the security group.',
}
const public_ip: Meanings = {
  type: 'Type of the elastic IP, such as 5_bgp. null without one.',
  bandwidth_size: 'Bandwidth in Mbit/s, 1 to 2000. null without one.',
  bandwidth_share_type: 'How the bandwidth is shared, such as PER. null if it was not sent.',
}
const template_disk: Meanings = {
  id: 'Number of the disk. null if it was not sent.',
  index: 'Position of the disk, counted from 0.',
  name: 'Name of the disk, such as system.',
  disktype: 'Type of the EVS disk, such as SAS or SSD.',
  size: 'Size in GB.',
  device_use: 'Role of the disk: NORMAL, OS or BOOT. Not checked; null if it was not sent.',
}
const filter: Meanings = {
  ...page,
  name: 'Only templates whose name contains this text; ASCII letters match in either case.',
  availability_zone: 'Only templates of this availability zone.',
  region: 'Only templates of this region.',
  id: 'Only the template with this id.',
}

const VpcObject = described(vpc, {
  id: text(255, 1).nullish(),
  name: text(255, 1).nullish(),
  cidr: text(255, 1).nullish(),
}).meta({ id: 'VpcObject' })

/** The contract requires `cidr`; the vendor's examples and its Terraform provider send NICs without. */
const Nics = described(nic, {
  id: text(),
  name: text(),
  cidr: text().nullish(),
  ip: text().nullish(),
}).meta({ id: 'Nics' })

const SgObject = described(security_group, { id: text(), name: text() }).meta({ id: 'SgObject' })

const PublicIp = described(public_ip, {
  type: text(),
  bandwidth_size: int(2000).min(1),
  bandwidth_share_type: text().nullish(),
}).meta({ id: 'PublicIp' })

const TemplateDisk = described(template_disk, {
  id: int().nullish(),
  index: int(2_147_483_647),
  name: text(),
  disktype: text(),
  size: int(),
  device_use: text().nullish(),
}).meta({ id: 'TemplateDisk' })

export const TemplateRequest = described(template, {
  name: text(64, 1),
  is_template: z.boolean().nullish(),
  region: text().nullish(),
  projectid: text().nullish(),
  target_server_name: text().nullish(),
  availability_zone: text().nullish(),
  volumetype: text().nullish(),
  flavor: text(65_535).nullish(),
  vpc: VpcObject.nullish(),
  nics: list(Nics).nullish(),
  security_groups: list(SgObject).nullish(),
  publicip: PublicIp.nullish(),
  disk: list(TemplateDisk).nullish(),
  data_volume_type: text().nullish(),
  target_password: text(1024).nullish(),
  image_id: text().nullish(),
}).meta({ id: 'TemplateRequest' })
export type TemplateRequest = z.infer<typeof TemplateRequest>

export const CreateTemplateReq = described(template, { template: TemplateRequest }).meta({
  id: 'CreateTemplateReq',
})

export const UpdateTemplateReq = described(template, { template: TemplateRequest.nullish() }).meta({
  id: 'UpdateTemplateReq',
})

export const CreateTemplateResponse = described(template, { id: z.string() }).meta({
  id: 'CreateTemplateResponse',
})

/** The SDKs list SAS, SSD and SATA for answers, but requests are free: what was sent is shown. */
const VolumeType = z.string().meta({ examples: ['SAS', 'SSD', 'SATA'] })

/** `is_template` is a string in answers (contract-notes.md §5): Terraform decodes no boolean. */
export const TemplateResponseBody = described(template, {
  id: z.string(),
  name: z.string(),
  is_template: z.string(),
  region: z.string(),
  projectid: z.string(),
  target_server_name: z.string(),
  availability_zone: z.string(),
  volumetype: VolumeType,
  flavor: z.string(),
  vpc: VpcObject.required().meta({ id: 'VpcObjectRead' }),
  nics: z.array(Nics.required().meta({ id: 'NicsRead' })),
  security_groups: z.array(SgObject),
  publicip: PublicIp.required()
    .extend(
      withMeanings(public_ip, { type: z.string().nullable(), bandwidth_size: int().nullable() }),
    )
    .meta({ id: 'PublicIpRead' }),
  disk: z.array(TemplateDisk.required().meta({ id: 'TemplateDiskRead' })),
  data_volume_type: VolumeType,
  target_password: z.string(),
  image_id: z.string(),
}).meta({ id: 'TemplateResponseBody' })
/** As it is stored: the same as it is shown. */
export type TemplateRecord = z.infer<typeof TemplateResponseBody>

export const ShowTemplateResponse = described(template, { template: TemplateResponseBody }).meta({
  id: 'ShowTemplateResponse',
})

export const ListTemplatesResponse = described(
  { ...template, ...page },
  { count: int(), templates: z.array(TemplateResponseBody) },
).meta({ id: 'ListTemplatesResponse' })
export type ListTemplatesResponse = z.infer<typeof ListTemplatesResponse>

export const ListTemplatesQuery = described(filter, {
  name: text().optional(),
  availability_zone: text().optional(),
  region: text().optional(),
  limit: queryInt(100, 50),
  offset: queryInt(65_535, 0),
  id: text(36, 1).optional(),
})
export type ListTemplatesQuery = z.infer<typeof ListTemplatesQuery>

export const ShowTargetPasswordResponse = described(template, {
  template_id: z.string(),
  target_password: z.string(),
}).meta({ id: 'ShowTargetPasswordResponse' })

export const TemplateParams = described(template, { id: text(36, 1) })
