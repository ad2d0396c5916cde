import { z } from 'zod'
import { Architecture, BootMode, ImageOsType } from '../companion-words.ts'
import { describedStrictly, type Meanings } from '../meanings.ts'
import { of_every_companion, ofCompanions } from './companion-fields.ts'

/** What a region offers in the place of its default zones, flavors and images, as a fixture said. */

const region: Meanings = {
  ...ofCompanions,
  id: 'Name of the region, such as ap-southeast-1.',
  zones: 'Names of its availability zones; null for the default ones.',
  flavors: 'Its flavors; null for the default ones.',
  images: 'Its public images; null for the default ones.',
}

const flavor: Meanings = {
  id: 'Id of the flavor, which is its name, too.',
  vcpus: 'Cores.',
  ram: 'Memory in MB.',
  performance: 'Class of the flavor, as ECS answers it in ecs:performancetype.',
  generation: 'Generation of the flavor, such as s6.',
  architecture: 'x86 or arm.',
}

const image: Meanings = {
  id: 'Id of the image.',
  name: 'Name of the image.',
  platform: 'System, such as Ubuntu.',
  os_type: 'Linux or Windows.',
  os_version: 'Version of the system, such as Ubuntu 18.04 server 64bit.',
  architecture: 'x86 or arm.',
  boot_mode: 'bios or uefi.',
  min_disk: 'Smallest system disk in GB.',
  created_at: 'When it was created, such as 2021-05-18T03:12:45Z.',
}

/** A flavor of a region. */
export const FlavorOfRegion = describedStrictly(flavor, {
  id: z.string().min(1).max(64),
  vcpus: z.int().positive(),
  ram: z.int().positive(),
  performance: z.string(),
  generation: z.string(),
  architecture: Architecture,
})
export type FlavorOfRegion = z.infer<typeof FlavorOfRegion>

/** A public image of a region. */
export const ImageOfRegion = describedStrictly(image, {
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(255),
  platform: z.string(),
  os_type: ImageOsType,
  os_version: z.string(),
  architecture: Architecture,
  boot_mode: BootMode,
  min_disk: z.int().positive(),
  created_at: z.iso.datetime({ precision: 0 }),
})
export type ImageOfRegion = z.infer<typeof ImageOfRegion>

const { created_at, name } = of_every_companion

export const RegionRecord = describedStrictly(region, {
  kind: z.literal('region'),
  id: z.string().min(1).max(64),
  name,
  created_at,
  zones: z.array(z.string().min(1)).nullable(),
  flavors: z.array(FlavorOfRegion).nullable(),
  images: z.array(ImageOfRegion).nullable(),
}).meta({ id: 'RegionRecord' })
export type RegionRecord = z.infer<typeof RegionRecord>
