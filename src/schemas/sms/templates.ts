import { z } from 'zod'
import { int, list, queryInt, text } from '../common.ts'

/** Server templates: what a target is made from. Sizes of their disks are GB. */

const VpcObject = z
  .object({
    id: text(255, 1).nullish(),
    name: text(255, 1).nullish(),
    cidr: text(255, 1).nullish(),
  })
  .meta({ id: 'VpcObject' })

/** The contract requires `cidr`; the vendor's examples and its Terraform provider send NICs without. */
const Nics = z
  .object({ id: text(), name: text(), cidr: text().nullish(), ip: text().nullish() })
  .meta({ id: 'Nics' })

const SgObject = z.object({ id: text(), name: text() }).meta({ id: 'SgObject' })

const PublicIp = z
  .object({
    type: text(),
    bandwidth_size: int(2000).min(1),
    bandwidth_share_type: text().nullish(),
  })
  .meta({ id: 'PublicIp' })

const TemplateDisk = z
  .object({
    id: int().nullish(),
    index: int(2_147_483_647),
    name: text(),
    disktype: text(),
    size: int(),
    device_use: text().nullish(),
  })
  .meta({ id: 'TemplateDisk' })

export const TemplateRequest = z
  .object({
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
  })
  .meta({ id: 'TemplateRequest' })
export type TemplateRequest = z.infer<typeof TemplateRequest>

export const CreateTemplateReq = z
  .object({ template: TemplateRequest })
  .meta({ id: 'CreateTemplateReq' })

export const UpdateTemplateReq = z
  .object({ template: TemplateRequest.nullish() })
  .meta({ id: 'UpdateTemplateReq' })

export const CreateTemplateResponse = z
  .object({ id: z.string() })
  .meta({ id: 'CreateTemplateResponse' })

/** The SDKs list SAS, SSD and SATA for answers, but requests are free: what was sent is shown. */
const VolumeType = z.string().meta({
  description: 'SAS, SSD, SATA, or what was sent, such as GPSSD and ESSD: a type of EVS.',
  examples: ['SAS', 'SSD', 'SATA'],
})

/** `is_template` is a string in answers (contract-notes.md §5): Terraform decodes no boolean. */
export const TemplateResponseBody = z
  .object({
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
      .extend({ type: z.string().nullable(), bandwidth_size: int().nullable() })
      .meta({ id: 'PublicIpRead' }),
    disk: z.array(TemplateDisk.required().meta({ id: 'TemplateDiskRead' })),
    data_volume_type: VolumeType,
    target_password: z.string(),
    image_id: z.string(),
  })
  .meta({ id: 'TemplateResponseBody' })
/** As it is stored: the same as it is shown. */
export type TemplateRecord = z.infer<typeof TemplateResponseBody>

export const ShowTemplateResponse = z
  .object({ template: TemplateResponseBody })
  .meta({ id: 'ShowTemplateResponse' })

export const ListTemplatesResponse = z
  .object({ count: int(), templates: z.array(TemplateResponseBody) })
  .meta({ id: 'ListTemplatesResponse' })
export type ListTemplatesResponse = z.infer<typeof ListTemplatesResponse>

export const ListTemplatesQuery = z.object({
  name: text().optional(),
  availability_zone: text().optional(),
  region: text().optional(),
  limit: queryInt(100, 50),
  offset: queryInt(65_535, 0),
  id: text(36, 1).optional(),
})
export type ListTemplatesQuery = z.infer<typeof ListTemplatesQuery>

export const ShowTargetPasswordResponse = z
  .object({ template_id: z.string(), target_password: z.string() })
  .meta({ id: 'ShowTargetPasswordResponse' })

export const TemplateParams = z.object({ id: text(36, 1) })
