import { z } from 'zod'
import { queryInt, text } from '../common.ts'
import { described, type Meanings, withMeanings } from '../meanings.ts'

const flavor: Meanings = {
  flavors: 'Flavors of the region.',
  id: 'Id of the flavor, such as s6.large.2.',
  name: 'Name of the flavor, the same as its id.',
  vcpus: 'How many cores it has, as text.',
  ram: 'Its memory in MB.',
  disk: 'Size of a local disk in GB, as text; always 0.',
  swap: 'Always empty.',
  'OS-FLV-EXT-DATA:ephemeral': 'Always 0.',
  'OS-FLV-DISABLED:disabled': 'Always false.',
  'os-flavor-access:is_public': 'Always true.',
  os_extra_specs: 'What else it is.',
  'ecs:performancetype': 'Kind of flavor, such as normal.',
  'ecs:generation': 'Generation of the kind, such as s6.',
  'ecs:virtualization_env_types': 'Always CloudCompute.',
  'ecs:instance_architecture': 'x86 or arm64.',
  resource_type: 'Name of the family.',
  'cond:operation:status': 'Always normal: it is on sale.',
  'cond:operation:az': 'Zones in which it is on sale.',
  'cond:storage:type': 'Always scsi.',
}

export const ListFlavorsQuery = z.object(
  withMeanings(
    {
      availability_zone: 'Name of the zone in which flavors must be on sale.',
      flavor_id: 'Id of the one flavor that is wanted.',
      limit: 'How many flavors a page has at most; all if absent.',
      marker: 'Id of the last flavor of the page before; absent for the first page.',
    },
    {
      availability_zone: text().optional(),
      flavor_id: text().optional(),
      limit: queryInt(1_000, 1_000),
      marker: text().optional(),
    },
  ),
)
export type ListFlavorsQuery = z.infer<typeof ListFlavorsQuery>

export const FlavorsAnswer = described(flavor, {
  flavors: z.array(
    described(flavor, {
      id: z.string(),
      name: z.string(),
      vcpus: z.string(),
      ram: z.int(),
      disk: z.string(),
      swap: z.string(),
      'OS-FLV-EXT-DATA:ephemeral': z.int(),
      'OS-FLV-DISABLED:disabled': z.boolean(),
      'os-flavor-access:is_public': z.boolean(),
      os_extra_specs: described(flavor, {
        'ecs:performancetype': z.string(),
        'ecs:generation': z.string(),
        'ecs:virtualization_env_types': z.string(),
        'ecs:instance_architecture': z.string(),
        resource_type: z.string(),
        'cond:operation:status': z.string(),
        'cond:operation:az': z.string(),
        'cond:storage:type': z.string(),
      }),
    }),
  ),
}).meta({ id: 'FlavorsAnswer' })
export type FlavorView = z.infer<typeof FlavorsAnswer>['flavors'][number]
