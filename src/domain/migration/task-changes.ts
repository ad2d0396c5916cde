/** Tested by: test/http/control/state.test.ts */
import type { Task } from '../../schemas/stored/records.ts'
import type { Happening, TaskFields } from './events.ts'

/** What a call or a sub-task changes of a task, told so that a timeline can go back before it. */

/** How a timeline learns of a field of a task. */
const told = {
  // By an event of its own, which is the only way to change it (after.ts).
  state: 'event',
  start_date: 'event',
  finish_date: 'event',
  estimate: 'event',
  sub_tasks: 'event',
  // Not at all: no answer about a task shows it, only what follows from it.
  step: 'never',
  held: 'never',
  paused: 'never',
  in_sync: 'never',
  launched: 'never',
  measuring: 'never',
  planned_work: 'never',
  tracking_lost: 'never',
  overspeed_reports: 'never',
  retries: 'never',
  effects_used: 'never',
  // Its status has an event of its own, `task.log`.
  log: 'never',
  // By `task.changed`.
  id: 'changed',
  name: 'changed',
  type: 'changed',
  os_type: 'changed',
  source_server_id: 'changed',
  target_server: 'changed',
  priority: 'changed',
  speed_limit: 'changed',
  over_speed_threshold: 'changed',
  start_target_server: 'changed',
  syncing: 'changed',
  exist_server: 'changed',
  use_public_ip: 'changed',
  use_ipv6: 'changed',
  is_need_consistency_check: 'changed',
  need_migration_test: 'changed',
  start_network_check: 'changed',
  migration_ip: 'changed',
  region_name: 'changed',
  region_id: 'changed',
  project_name: 'changed',
  project_id: 'changed',
  vm_template_id: 'changed',
  clonevm_template_id: 'changed',
  enterprise_project_id: 'changed',
  target_disk_ids: 'changed',
  snapshot_ids: 'changed',
  clone_server: 'changed',
  create_date: 'changed',
  error_json: 'changed',
  total_bytes: 'changed',
  bandwidth: 'changed',
  shown: 'changed',
  speed_limits: 'changed',
  configurations: 'changed',
  consistency_results: 'changed',
  network_check_info: 'changed',
  report: 'changed',
  obeys_limits: 'changed',
  reported_disks: 'changed',
  auto_start: 'changed',
} as const satisfies Record<keyof Task, 'event' | 'never' | 'changed'>

/** Fields that can be set; the others follow from events. */
export type SettableFields = Partial<
  Omit<
    Task,
    { [Name in keyof Task]-?: (typeof told)[Name] extends 'event' ? Name : never }[keyof Task]
  >
>

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other)

function changedKeys<Thing extends object>(from: Thing, to: Partial<Thing>): (keyof Thing)[] {
  return (Object.keys(to) as (keyof Thing)[]).filter((key) => !isSame(from[key], to[key]))
}

const pick = <Thing extends object>(thing: Thing, keys: (keyof Thing)[]): Partial<Thing> =>
  Object.fromEntries(keys.map((key) => [key, thing[key]])) as Partial<Thing>

/**
 * What a timeline is told when some fields of a task are set.
 *
 * @returns undefined when it is told nothing.
 */
export function changeOf(from: Task, to: SettableFields): Happening | undefined {
  const target = to.target_server ? changedKeys(from.target_server, to.target_server) : []
  const fields = changedKeys<Task>(from, to).filter(
    (key) => key !== 'target_server' && told[key] === 'changed',
  )
  if (target.length === 0 && fields.length === 0) return undefined
  const part = (task: Task): TaskFields => ({
    ...(pick(task, fields) as TaskFields),
    ...(target.length === 0 ? {} : { target_server: pick(task.target_server, target) }),
  })
  return { type: 'task.changed', data: { before: part(from), after: part({ ...from, ...to }) } }
}

/** The task with some of its fields as they were, or will be. */
export const withFields = (task: Task, { target_server, ...fields }: TaskFields): Task => ({
  ...task,
  ...fields,
  target_server: { ...task.target_server, ...target_server },
})
