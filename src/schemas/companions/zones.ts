import { z } from 'zod'
import { described, type Meanings } from '../meanings.ts'

const zone: Meanings = {
  availabilityZoneInfo: 'Zones of the region.',
  zoneName: 'Name of the zone, such as ap-southeast-1a.',
  zoneState: 'Whether it can be used.',
  available: 'Always true.',
  hosts: 'Always null.',
}

/** Availability zones of a region. */
export const ZonesAnswer = described(zone, {
  availabilityZoneInfo: z.array(
    described(zone, {
      zoneName: z.string(),
      zoneState: described(zone, { available: z.boolean() }),
      hosts: z.null(),
    }),
  ),
}).meta({ id: 'ZonesAnswer' })
