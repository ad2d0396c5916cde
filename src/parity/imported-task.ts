import type { FixtureTask } from '../schemas/control/fixture.ts'
import { PostTask, TargetServerByTask } from '../schemas/sms/tasks.ts'
import { withNames } from './disk-names.ts'
import type { Body, SeenThing } from './seen.ts'
import { isMap, Shapes } from './shapes.ts'
import { rowsOf, stepsOf } from './steps.ts'

/** A task as answers show it, as a client would create it, with what it has lived through. */

let creation: Shapes | undefined
let target: Shapes | undefined

const not_of_name = /[^A-Za-z0-9_\-\u4e00-\u9fa5]/g

/**
 * @param shown_source its source server, as answers show it.
 * @param source the id of its source server.
 * @param list is told what cannot be as it was shown: a place and a sentence.
 */
export function importedTask(
  { id, body, sent = {} }: SeenThing,
  shown_source: Body,
  { source, list }: { source: string; list: (place: string, what: string) => void },
): FixtureTask {
  creation ??= new Shapes(PostTask, 'input')
  const {
    source_server: _,
    target_server: __,
    ...known
  } = creation.pick({ ...sent, ...body }) as Body
  const shown = String(known.name ?? 'MigrationTask')
  const name = shown.replace(not_of_name, '-').slice(0, 64) || 'MigrationTask'
  if (name !== shown)
    list('name', `"${shown}" cannot be the name of a task; it is imported as "${name}"`)
  const rows = rowsOf(body)
  const { vm_template_id } = known
  return {
    ...known,
    id,
    name,
    source,
    vm_template_id: vm_template_id === '' ? undefined : vm_template_id,
    syncing:
      known.syncing ??
      (body.state === 'SYNCING' || rows.some(({ user_op }) => user_op !== 'REPLICATE')),
    ...(rows.some(({ name }) => name === 'CHECK_CONSISTENCY')
      ? { is_need_consistency_check: true }
      : {}),
    target_server: targetOf(
      { ...asMap(sent.target_server), ...asMap(body.target_server) },
      shown_source,
    ),
    steps: stepsOf(body),
  } as FixtureTask
}

const asMap = (value: unknown): Body => (isMap(value) ? value : {})

/** A target as a creation has it, with the disks of the source where no answer shows those of the target. */
function targetOf(shown: Body, source: Body): unknown {
  const all = [shown.disks, source.disks, asMap(source.init_target_server).disks]
  const disks = all.find((some): some is unknown[] => Array.isArray(some) && some.length > 0)
  if (!disks) return undefined
  target ??= new Shapes(TargetServerByTask, 'input')
  const named = disks.filter(isMap).map((disk) => ({
    ...withTargetUse(disk),
    physical_volumes: Array.isArray(disk.physical_volumes)
      ? disk.physical_volumes.filter(isMap).map(withTargetUse)
      : [],
  }))
  const picked = target.pick({ ...shown, disks: named })
  if (!isMap(picked)) return undefined
  // A target that is still to be created has no id and no name.
  const given = Object.fromEntries(Object.entries(picked).filter(([, value]) => value !== ''))
  return { ...given, disks: withNames(given.disks as Body[], source.os_type ?? shown.os_type) }
}

/** What a disk of a target is for is one of three words, where that of a source is any. */
const uses = ['NORMAL', 'OS', 'BOOT']

const withTargetUse = ({ device_use, ...disk }: Body): Body =>
  uses.includes(String(device_use)) ? { ...disk, device_use } : disk
