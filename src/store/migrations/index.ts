import { columns, unshown } from './columns.ts'
import { counts } from './counts.ts'
import { first } from './first.ts'
import { identities, signatures } from './identities.ts'
import { lasting } from './lasting.ts'
import { owners } from './owners.ts'
import { faults, snapshots } from './snapshots.ts'

/**
 * The schema, one step per version; `user_version` counts the steps that a file has taken. A step
 * that has been released is never changed.
 *
 * Everything but the lasting tables hangs on an account and goes with it. A resource is one JSON document; the columns
 * beside it exist only to be filtered, sorted and counted. A list is filtered inside an index that holds
 * every column of it, so that documents are read only for the page.
 */
export const migrations: readonly string[] = [
  first,
  signatures,
  identities,
  snapshots,
  faults,
  counts,
  columns,
  unshown,
  lasting,
  owners,
]
