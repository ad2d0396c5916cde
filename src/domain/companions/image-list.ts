/** Tested by: test/companions/images.test.ts */
import type { Image, ListImagesQuery } from '../../schemas/companions/images.ts'
import { hex32 } from '../ids.ts'
import type { DefaultImage } from './default-images.ts'
import { sortBy } from './sorting.ts'

/** Images as IMS shows them, and those that a list asks for. */

/** The project of the service that owns the public images. */
const owner = hex32('images')

export const imageView = (image: DefaultImage): Image => ({
  id: image.id,
  name: image.name,
  status: 'active',
  visibility: 'public',
  protected: true,
  owner,
  min_disk: image.min_disk,
  min_ram: 0,
  max_ram: '4194304',
  disk_format: 'zvhd2',
  container_format: 'bare',
  virtual_env_type: 'FusionCompute',
  enterprise_project_id: '0',
  tags: [],
  hw_firmware_type: image.boot_mode,
  architecture: image.architecture,
  created_at: image.created_at,
  updated_at: image.created_at,
  __imagetype: 'gold',
  __platform: image.platform,
  __os_type: image.os_type,
  __os_version: image.os_version,
  __os_bit: '64',
  __isregistered: 'true',
  __support_kvm: 'true',
  ...(image.architecture === 'arm' ? { __support_arm: 'true' } : {}),
})

const filters = [
  ...(['id', 'name', 'status', 'visibility', 'virtual_env_type', 'architecture'] as const),
  ...(['__imagetype', '__platform', '__os_type', '__os_version'] as const),
] as const

/** The images that fit, sorted. */
export const selectImages = (images: readonly Image[], query: ListImagesQuery): Image[] =>
  sortBy(
    images.filter((image) => filters.every((key) => (query[key] ?? image[key]) === image[key])),
    query,
  )
