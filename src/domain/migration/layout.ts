/** Tested by: test/scenarios/layout.test.ts */
import type { ServerDisk, TargetDiskRead } from '../../schemas/sms/disks.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { isCopy } from './plan.ts'

/**
 * The disks of a task against those that the agent reported last. Where they differ, the copy fails with
 * SMS.0515 when it begins or goes on, although the task was created with 200 (behaviour.md §6.4, observed by
 * third parties; docs/decisions/047-the-layout-of-a-task.md).
 *
 * Compared is what was observed: the partitions of each disk of the task, by name, and that a size holds what
 * is in use, which a size in another unit does not. All else may differ. *Inferred.*
 */

/** What differs, in words, and the disks that UpdateTask has to send; null where only a new task helps. */
export type LayoutProblem = { differences: string[]; sends: DiskToSend[] | null }
type DiskToSend = Pick<TargetDiskRead, 'id' | 'disk_id' | 'name' | 'size'> & {
  physical_volumes: ReturnType<typeof targetVolumes>
}

type Volume = NonNullable<ServerDisk['physical_volumes']>[number]
type Reported = Pick<ServerDisk, 'name' | 'size' | 'physical_volumes'>

/** @returns undefined when the copy can begin. */
export function layoutProblem(task: Task, source: Source): LayoutProblem | undefined {
  const latest: Reported[] = task.reported_disks ?? source.disks
  const changed = changedDisks(source.disks, latest)
  if (changed.length > 0) return { differences: changed, sends: null }
  const pairs = pairsOf(task, latest)
  const left = excludedVolumes(source)
  const differences = pairs.flatMap((pair) => differencesOf(pair, left))
  if (differences.length === 0) return undefined
  const { disks } = task.target_server
  const sends = disks.map((disk) => {
    const pair = pairs.find((one) => one.disk === disk)
    return pair ? correctedDisk(pair, left) : unchangedDisk(disk)
  })
  return { differences, sends }
}

/** The disks that are others than when the task was made: no layout of the task makes up for that. */
function changedDisks(before: readonly Reported[], now: readonly Reported[]): string[] {
  const sizesOf = (disks: readonly Reported[]) =>
    new Map(disks.map(({ name, size }) => [name ?? '', size ?? 0]))
  const [was, is] = [sizesOf(before), sizesOf(now)]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    if (!is.has(name)) return [`${name}: the source no longer has this disk`]
    if (!was.has(name)) return [`${name}: the source did not have this disk when the task was made`]
    const [size, former] = [is.get(name), was.get(name)]
    return size === former ? [] : [`${name}: the disk had ${former} bytes and has ${size}`]
  })
}

/** The partitions that are not to be migrated, as UpdateServerName has chosen. */
function excludedVolumes({ disks }: Source): Set<string> {
  const volumes = disks.flatMap(({ physical_volumes, need_migration }) =>
    physical_volumes.filter((volume) => !(need_migration && volume.need_migration)),
  )
  return new Set(volumes.map(({ name }) => name ?? ''))
}

/** A disk of a task, and the partitions of the reported disk that it is the target of. */
type Pair = { disk: TargetDiskRead; reported: Map<string, Volume>; isWindows: boolean }

/** Partitions by their names; those without one can be neither told apart nor sent. */
const volumesOf = <One extends { name?: string | null | undefined }>({
  physical_volumes,
}: {
  physical_volumes?: readonly One[] | null | undefined
}): Map<string, One> =>
  new Map((physical_volumes ?? []).flatMap((one) => (one.name ? [[one.name, one]] : [])))

/**
 * The disks of the task with the reported ones. Disks of the source may be left out, and one without
 * partitions has nothing to compare.
 */
function pairsOf(task: Task, disks: readonly Reported[]): Pair[] {
  const isWindows = task.os_type === 'WINDOWS'
  return task.target_server.disks.flatMap((disk, place): Pair[] => {
    const sent = volumesOf(disk)
    const likeness = (one: Reported, index: number): number => {
      const shared = [...volumesOf(one).keys()].filter((name) => sent.has(name)).length
      const isNamed = one.name ? [disk.name, disk.relation_name].includes(one.name) : false
      return shared * 4 + (isNamed ? 2 : 0) + (index === place ? 1 : 0)
    }
    const [best] = disks
      .map((one, index) => ({ reported: volumesOf(one), likeness: likeness(one, index) }))
      .sort((one, other) => other.likeness - one.likeness)
    return best && best.likeness > 0 && best.reported.size > 0
      ? [{ disk, reported: best.reported, isWindows }]
      : []
  })
}

/**
 * The reported partition that each one of the task stands for. Windows knows volumes by their names. On Linux
 * the target may have names of its own, as in the walkthrough (`/dev/sda1`, with the `relation_name` `/dev/vda1`):
 * there a new name stands for the partition that it is related to, or for the one at its place, unless file
 * system or mount point say otherwise.
 */
function originalsOf({ disk, reported, isWindows }: Pair): Map<string, Volume | undefined> {
  const sent = volumesOf(disk)
  const inOrder = [...reported.values()]
  const others = [...sent.entries()].map(([name, volume], place) => {
    const original = reported.get(name)
    if (original || isWindows) return [name, original] as const
    const related = reported.get(volume.relation_name ?? '') ?? inOrder[place]
    const isFree = related && !sent.has(related.name ?? '') && isAlike(volume, related)
    return [name, isFree ? related : undefined] as const
  })
  return new Map(others)
}

/** Whether file system and mount point are the same, as far as both are known. */
const isAlike = (one: Volume, other: Volume): boolean =>
  (['file_system', 'mount_point'] as const).every(
    (key) => !one[key] || !other[key] || one[key] === other[key],
  )

function differencesOf(pair: Pair, left: Set<string>): string[] {
  const { disk, reported } = pair
  const originals = originalsOf(pair)
  const found = new Set(originals.values())
  const missing = [...reported].filter(([name, volume]) => !found.has(volume) && !left.has(name))
  const small = [...volumesOf(disk)].flatMap(([name, { size }]) => {
    const used = originals.get(name)?.used_size ?? 0
    return size != null && size < used ? [`${name} has ${size} bytes, and ${used} are in use`] : []
  })
  return [
    ...missing.map(([name]) => `${name} is missing`),
    ...[...originals].flatMap(([name, one]) => (one ? [] : [`${name} is not on the source`])),
    ...small,
  ].map((difference) => `${disk.name ?? 'disk'}: ${difference}`)
}

const megabyte = 1_048_576
/** The largest whole number of megabytes that is held exactly, in bytes. */
const aligned_max = Number.MAX_SAFE_INTEGER + 1 - megabyte

/** Partitions as a target has them: of whole megabytes, as the service wants them. */
export const targetVolumes = (volumes: Iterable<Volume>) =>
  [...volumes].map(({ name, size, used_size, file_system, mount_point, index, uuid }) => ({
    ...{ name, used_size, file_system, mount_point, index, uuid },
    size: Math.min(Math.ceil((size ?? 0) / megabyte) * megabyte, aligned_max),
  }))

/** What GPT keeps of a disk, and a little. */
const gpt_reserve = 34 * megabyte

/** The size of a disk, or more if these partitions do not fit. @param reserve beside them. */
export const diskSizeFor = (
  size: number | null | undefined,
  volumes: { size: number }[],
  reserve = gpt_reserve,
): number =>
  Math.min(
    Math.max(
      size ?? 0,
      volumes.reduce((sum, volume) => sum + volume.size, reserve),
    ),
    Number.MAX_SAFE_INTEGER,
  )

/** The disk of the task with the partitions that were reported, and the sizes that it has for them. */
function correctedDisk({ disk, reported }: Pair, left: Set<string>): DiskToSend {
  const { id, disk_id, name, partition_style } = disk
  const sent = volumesOf(disk)
  const wanted = [...reported.values()].filter((volume) => !left.has(volume.name ?? ''))
  const physical_volumes = targetVolumes(wanted).map((volume) => ({
    ...volume,
    size: Math.max(volume.size, sent.get(volume.name ?? '')?.size ?? 0),
  }))
  const reserve = partition_style === 'GPT' ? gpt_reserve : megabyte
  const size = diskSizeFor(disk.size, physical_volumes, reserve)
  return { id, disk_id, name, size, physical_volumes }
}

/** A disk about which nothing is wrong. */
const unchangedDisk = ({
  id,
  disk_id,
  name,
  size,
  physical_volumes,
}: TargetDiskRead): DiskToSend => ({
  ...{ id, disk_id, name, size },
  physical_volumes: targetVolumes(physical_volumes),
})

/** What to tell a client of a task whose copy is still to come, and will fail or has failed; nothing if it will not. */
export function layoutCauses(task: Task, source: Source): string[] {
  const copied = task.sub_tasks.some(({ name, end_date }) => isCopy(name) && end_date !== null)
  if (copied || source.agent.mode === 'external') return []
  const problem = layoutProblem(task, source)
  if (!problem) return []
  const why = `The copy of task "${task.name}" fails with SMS.0515 whenever it begins or goes on, as its disks are not those that the source reported: ${problem.differences.join('; ')}.`
  if (problem.sends === null) {
    return [
      why,
      'Delete the task, restart the agent so that it reports the disks, and create the task anew.',
    ]
  }
  const body = JSON.stringify({ target_server: { disks: problem.sends } })
  return [
    why,
    `Send the partitions that ShowServer shows, PUT /v3/tasks/${task.id} with ${body}, and start the task again.`,
  ]
}
