import type { Timings } from '../../schemas/control/timings.ts'
import type { RoundKind } from '../../schemas/sms/sub-tasks.ts'
import type { Row, Task } from '../../schemas/stored/records.ts'
import type { IdSource } from '../ids.ts'
import { rowPlan } from './timings.ts'

/** Which sub-tasks a round has, and in which order (behaviour.md §4.4, §4.5). */

type Traits = Pick<Task, 'type' | 'os_type' | 'syncing' | 'vm_template_id'>

/** The names that depend on the system and on the way its data travel. */
function namesFor({ type, os_type }: Traits) {
  if (os_type === 'WINDOWS') {
    return {
      format: 'FORMAT_DISK_WINDOWS',
      copy: 'MIGRATE_WINDOWS_BLOCK',
      sync: 'SYNC_WINDOWS_BLOCK',
      configure: 'CONFIGURE_WINDOWS',
    }
  }
  const way = type === 'MIGRATE_FILE' ? 'LINUX_FILE' : 'LINUX_BLOCK'
  return {
    format: `FORMAT_DISK_${way}`,
    copy: `MIGRATE_${way}`,
    sync: `SYNC_${way}`,
    configure: `CONFIGURE_${way}`,
  }
}

/** Whether a row moves the source's data: its length follows from bytes and rate. */
export const isCopy = (name: string): boolean => name.startsWith('MIGRATE_')

/** Whether a row moves data at all, and so has a speed. */
export const isTransfer = (name: string): boolean => isCopy(name) || name.startsWith('SYNC_')

/** Whether a row begins the launch of the target. */
export const isLaunch = (name: string): boolean => name.startsWith('CONFIGURE_')

/**
 * The names of a round's rows.
 *
 * @param check whether files are compared before the launch. CHECK_CONSISTENCY stands between
 *   MIGRATE or SYNC and CONFIGURE (design.md §5).
 */
export function rowNames(round: RoundKind, task: Traits, check: boolean): string[] {
  const names = namesFor(task)
  const launch = [names.configure, 'DETTACH_AGENT_IMAGE']
  // Without continuous sync the round goes on to the launch by itself.
  const rest = [...(check ? ['CHECK_CONSISTENCY'] : []), ...(task.syncing ? [] : launch)]
  switch (round) {
    case 'REPLICATE':
      return [
        ...(task.vm_template_id === null ? [] : ['CREATE_CLOUD_SERVER']),
        'SSL_CONFIG',
        'ATTACH_AGENT_IMAGE',
        names.format,
        names.copy,
        ...rest,
      ]
    case 'RESYNC':
      return ['SSL_CONFIG', 'ATTACH_AGENT_IMAGE', names.sync, ...rest]
    case 'CUTOVER':
      return launch
    case 'CLONE':
      return ['CLONE_VM']
  }
}

/** The names of the rows that a task can ever have; with a kind of rounds, in such a round. */
export function possibleRows(task: Traits, kind?: RoundKind): string[] {
  const kinds: readonly RoundKind[] = kind ? [kind] : ['REPLICATE', 'RESYNC', 'CUTOVER', 'CLONE']
  const any = { ...task, syncing: false, vm_template_id: task.vm_template_id ?? '' }
  return [...new Set(kinds.flatMap((one) => rowNames(one, any, true)))]
}

/** The `user_op` of the next such round of a task: REPLICATE, CUTOVER0, RESYNC0, CLONE0 … */
export function roundName(round: RoundKind, rows: readonly Row[]): string {
  if (round === 'REPLICATE') return round
  const earlier = new Set(rows.map((row) => row.user_op).filter((name) => name.startsWith(round)))
  return `${round}${earlier.size}`
}

/** A round's rows, written together when the round begins (behaviour.md §4.2). */
export function planRound(
  round: RoundKind,
  task: Task,
  { check, timings, ids }: { check: boolean; timings: Timings; ids: IdSource },
): Row[] {
  const user_op = roundName(round, task.sub_tasks)
  return rowNames(round, task, check).map((name, index) => ({
    id: ids.number(),
    name,
    user_op,
    ...rowPlan(timings, user_op, name, index === 0),
    start_date: null,
    end_date: null,
    done: 0,
    process_trace: null,
    error: null,
  }))
}
