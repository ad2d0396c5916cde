import { columns, unshown } from './columns.ts'
import { companions } from './companions.ts'
import { counts } from './counts.ts'
import { events } from './events.ts'
import { fewerIndexes } from './fewer-indexes.ts'
import { first } from './first.ts'
import { identities, signatures } from './identities.ts'
import { lasting } from './lasting.ts'
import { names } from './names.ts'
import { owners } from './owners.ts'
import { providers } from './providers.ts'
import { faults, snapshots } from './snapshots.ts'

/**
 * How the file of an earlier version comes to the schema of this one (../schema.ts), one step per version;
 * `user_version` counts the steps that a file has taken. A step that has been released is never changed: a new
 * one goes at the end, and what it does into the schema.
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
  providers,
  companions,
  names,
  fewerIndexes,
  events,
]
