import { type Offers, offersOf } from '../../domain/companions/regions.ts'
import type { View } from '../account/account.ts'

/** What a region offers to an account. @param region its name. */
export function offersIn(view: Pick<View, 'companions'>, region: string): Offers {
  const record = view.companions.find(region)
  return offersOf(region, record?.kind === 'region' ? record : undefined)
}
