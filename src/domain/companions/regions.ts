/** Tested by: test/companions/regions.test.ts */
import type { CompanionRecord } from '../../schemas/stored/companions.ts'
import type { RegionRecord } from '../../schemas/stored/regions.ts'
import { type DefaultImage, defaultImages } from './default-images.ts'
import { zonesOf } from './defaults.ts'
import { type Flavor, flavors } from './flavors.ts'

/** What a region offers: its zones, flavors and public images. */
export type Offers = {
  readonly zones: readonly string[]
  readonly flavors: readonly Flavor[]
  readonly images: readonly DefaultImage[]
}

/** The default lists of a region, and what a fixture has in their place. */
export const offersOf = (region: string, record: RegionRecord | undefined): Offers => ({
  zones: record?.zones ?? zonesOf(region),
  flavors: record?.flavors ?? flavors,
  images: record?.images ?? defaultImages(region),
})

/** What a region offers to an account. @param region its name, which is the id of what a fixture says of it. */
export function offersIn(
  companions: { find(id: string): CompanionRecord | undefined },
  region: string,
): Offers {
  const record = companions.find(region)
  return offersOf(region, record?.kind === 'region' ? record : undefined)
}
