import { z } from 'zod'
import { int } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'

/** Snapshots of an account, as the control API shows them. */

const snapshot: Meanings = {
  name: 'Name of the snapshot.',
  saved_at: 'When it was saved, on the clock of the account: ISO 8601, UTC.',
  bytes: 'Size in bytes.',
  sources: 'Number of sources in it.',
  tasks: 'Number of tasks in it.',
}

export const SnapshotView = described(snapshot, {
  name: z.string(),
  saved_at: z.string(),
  bytes: int(),
  sources: int(),
  tasks: int(),
}).meta({ id: 'Snapshot' })
export type SnapshotView = z.infer<typeof SnapshotView>

export const SnapshotList = z
  .object({ snapshots: z.array(SnapshotView).meta({ description: 'Snapshots of the account.' }) })
  .meta({ id: 'SnapshotList' })
