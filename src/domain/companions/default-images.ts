/** Tested by: test/domain/default-images.test.ts */
import { uuidOf } from '../ids.ts'

/**
 * The public images that every region has: what IMS lists, and what `GET /v3/config` names for the agents of SMS.
 * Names and systems are those of usual public images; ids, sizes and dates are made up, *inferred*.
 */

export type DefaultImage = {
  /** A UUID that follows from the region and the name. */
  id: string
  name: string
  /** As IMS answers it in `__platform`. */
  platform: string
  /** As IMS answers it in `__os_type`. */
  os_type: 'Linux' | 'Windows'
  /** As IMS answers it in `__os_version`. */
  os_version: string
  architecture: 'x86' | 'arm'
  /** As IMS answers it in `hw_firmware_type`. */
  boot_mode: 'bios' | 'uefi'
  /** Smallest system disk in GB. */
  min_disk: number
  /** Moment in ISO 8601, in whole seconds. */
  created_at: string
}

type Given = Pick<DefaultImage, 'name' | 'platform' | 'created_at'> &
  Partial<Omit<DefaultImage, 'id'>>

const usual_images: readonly Given[] = [
  { name: 'Ubuntu 18.04 server 64bit', platform: 'Ubuntu', created_at: '2021-05-18T03:12:45Z' },
  { name: 'Ubuntu 20.04 server 64bit', platform: 'Ubuntu', created_at: '2022-09-06T07:31:02Z' },
  { name: 'Ubuntu 22.04 server 64bit', platform: 'Ubuntu', created_at: '2023-03-14T02:25:37Z' },
  {
    name: 'Ubuntu 22.04 server 64bit with ARM',
    platform: 'Ubuntu',
    architecture: 'arm',
    boot_mode: 'uefi',
    created_at: '2023-03-14T06:40:11Z',
  },
  { name: 'CentOS 7.9 64bit', platform: 'CentOS', created_at: '2022-06-21T08:02:19Z' },
  { name: 'Debian 11.1.0 64bit', platform: 'Debian', created_at: '2022-04-12T01:55:50Z' },
  { name: 'EulerOS 2.5 64bit', platform: 'EulerOS', created_at: '2021-11-02T09:20:08Z' },
  {
    name: 'Huawei Cloud EulerOS 2.0 Standard 64 bit',
    platform: 'Huawei Cloud EulerOS',
    created_at: '2023-06-27T04:47:33Z',
  },
  {
    name: 'Windows Server 2016 Datacenter 64bit English',
    platform: 'Windows',
    os_version: 'Windows Server 2016 Datacenter 64bit',
    created_at: '2022-12-13T05:08:26Z',
  },
  {
    name: 'Windows Server 2019 Datacenter 64bit English',
    platform: 'Windows',
    os_version: 'Windows Server 2019 Datacenter 64bit',
    created_at: '2022-12-13T08:36:54Z',
  },
]

const linux = {
  platform: 'CentOS',
  os_version: 'CentOS 7.9 64bit',
  created_at: '2020-06-09T02:00:00Z',
} as const
const windows = {
  platform: 'Windows',
  os_version: 'Windows Server 2016 Datacenter 64bit',
  created_at: '2020-06-09T03:00:00Z',
} as const

/** The images that SMS starts targets from, by what the agent's configuration calls their ids. */
const sms_images = {
  linux_image_id: { ...linux, name: 'SMS agent Linux' },
  linux_uefi_image_id: { ...linux, name: 'SMS agent Linux UEFI', boot_mode: 'uefi' },
  windows_image_id: { ...windows, name: 'SMS agent Windows' },
  windows_uefi_image_id: { ...windows, name: 'SMS agent Windows UEFI', boot_mode: 'uefi' },
  windows_ssh_image_id: { ...windows, name: 'SMS agent Windows SSH' },
  create_linux_image_id: { ...linux, name: 'SMS target Linux' },
} as const satisfies Record<string, Given>

const images: readonly Given[] = [...usual_images, ...Object.values(sms_images)]

/** The id of the image with that name: the same in each account, another in each region. */
export const defaultImageId = (region: string, name: string): string =>
  uuidOf('image', region, name)

/**
 * The public images of a region, in a fixed order.
 *
 * @param region its name, such as `ap-southeast-1`.
 */
export const defaultImages = (region: string): DefaultImage[] =>
  images.map((image) => fullImage(region, image))

/** An image with everything that was not said of it. */
export const fullImage = (
  region: string,
  image: Pick<DefaultImage, 'name' | 'platform'> & Partial<Omit<DefaultImage, 'id'>>,
): DefaultImage => ({
  id: defaultImageId(region, image.name),
  os_type: image.platform === 'Windows' ? 'Windows' : 'Linux',
  os_version: image.name,
  architecture: 'x86',
  boot_mode: 'bios',
  min_disk: 40,
  created_at: '2020-06-09T02:00:00Z',
  ...image,
})

/** A public image of a region by its id. */
export const imageOf = (region: string, id: string): DefaultImage | undefined =>
  defaultImages(region).find((image) => image.id === id)

/** The ids of the images that SMS starts targets from in a region, as `GET /v3/config` names them. */
export const smsImageIds = (region: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(sms_images).map(([use, { name }]) => [use, defaultImageId(region, name)]),
  )
