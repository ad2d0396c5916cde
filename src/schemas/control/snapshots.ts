import { z } from 'zod'
import { int } from '../common.ts'

/** Snapshots of an account, as the control API shows them. */

export const SnapshotView = z
  .object({
    name: z.string(),
    saved_at: z.string().meta({ description: "ISO 8601, on the account's clock." }),
    bytes: int(),
    sources: int(),
    tasks: int(),
  })
  .meta({ id: 'Snapshot' })
export type SnapshotView = z.infer<typeof SnapshotView>

export const SnapshotList = z
  .object({ snapshots: z.array(SnapshotView) })
  .meta({ id: 'SnapshotList' })
