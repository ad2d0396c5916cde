import { z } from 'zod'
import { queryInt, text } from '../common.ts'
import { Architecture, BootMode, ImageOsType, SortDirection } from '../companion-words.ts'
import { described, type Meanings, withMeanings } from '../meanings.ts'
import { grantedFields, pageFields } from './common.ts'

/** Images, as IMS lists them. */

const image: Meanings = {
  images: 'Public images of the region.',
  id: 'Id of the image, the same in each account.',
  name: 'Name of the image.',
  status: 'Always active.',
  visibility: 'Always public.',
  protected: 'Whether it cannot be deleted; always true.',
  owner: 'Id of the project of the service that owns it.',
  min_disk: 'Smallest system disk in GB.',
  min_ram: 'Smallest memory in MB.',
  max_ram: 'Largest memory in MB, as a text.',
  disk_format: 'Format of the image.',
  container_format: 'Always bare.',
  virtual_env_type: 'Where it runs.',
  enterprise_project_id: 'Always 0.',
  tags: 'Tags; none.',
  hw_firmware_type: 'How it boots: bios or uefi.',
  architecture: 'Processors that it runs on: x86 or arm.',
  created_at: 'When it was created, in UTC.',
  updated_at: 'When it was last changed, in UTC.',
  __imagetype: 'gold: a public image.',
  __platform: 'System, such as Ubuntu.',
  __os_type: 'Linux or Windows.',
  __os_version: 'Version of the system, such as Ubuntu 18.04 server 64bit.',
  __os_bit: 'Always 64.',
  __isregistered: 'Always true.',
  __support_kvm: 'Always true.',
  __support_arm: 'true for an image of arm processors; absent otherwise.',
}

export const Image = described(image, {
  id: z.string(),
  name: z.string(),
  status: z.literal('active'),
  visibility: z.literal('public'),
  protected: z.literal(true),
  owner: z.string(),
  min_disk: z.int(),
  min_ram: z.int(),
  max_ram: z.string(),
  disk_format: z.string(),
  container_format: z.string(),
  virtual_env_type: z.string(),
  enterprise_project_id: z.string(),
  tags: z.array(z.string()),
  hw_firmware_type: BootMode,
  architecture: Architecture,
  created_at: z.string(),
  updated_at: z.string(),
  __imagetype: z.literal('gold'),
  __platform: z.string(),
  __os_type: ImageOsType,
  __os_version: z.string(),
  __os_bit: z.string(),
  __isregistered: z.string(),
  __support_kvm: z.string(),
  __support_arm: z.string().optional(),
}).meta({ id: 'Image' })
export type Image = z.infer<typeof Image>

export const ImagesAnswer = described(image, { images: z.array(Image) }).meta({
  id: 'ImagesAnswer',
})

const query: Meanings = {
  ...image,
  status: 'Status of the images that are wanted; here all are active.',
  visibility: 'Visibility of the images that are wanted; here all are public.',
  __imagetype: 'Kind of the images that are wanted: gold for public ones, others for none.',
  virtual_env_type: 'Where the images run that are wanted.',
  limit: 'How many images a page has at most, up to 500; 500 if absent.',
  sort_key: 'What the images are sorted by; created_at if absent.',
  sort_dir: 'Ascending or descending; desc if absent.',
}

export const ListImagesQuery = z.object({
  ...pageFields,
  ...grantedFields,
  ...withMeanings(query, {
    limit: queryInt(500, 500),
    id: text(64).optional(),
    name: text().optional(),
    status: text().optional(),
    visibility: text().optional(),
    virtual_env_type: text().optional(),
    architecture: text().optional(),
    __imagetype: text().optional(),
    __platform: text().optional(),
    __os_type: text().optional(),
    __os_version: text().optional(),
    sort_key: z
      .enum(['name', 'id', 'status', 'min_disk', 'created_at', 'updated_at'])
      .meta({ id: 'ImageSortKey', description: 'What images are sorted by.' })
      .default('created_at'),
    sort_dir: SortDirection.default('desc'),
  }),
})
export type ListImagesQuery = z.infer<typeof ListImagesQuery>

/** Where the region of a call is read from that names no project in its path. */
export const ProjectHeaders = z.looseObject(
  withMeanings(
    { 'x-project-id': 'Id of a project; its region counts unless the token is of a project.' },
    { 'x-project-id': z.string().optional() },
  ),
)
