/** Tested by: test/http/sms/source-servers.test.ts */
import { ApiError } from '../../errors/refusals.ts'
import type { PutDisk, PutVolumeGroups } from '../../schemas/sms/disks.ts'
import type { PutSourceServerBody } from '../../schemas/sms/source-servers.ts'
import type { Source } from '../../schemas/stored/records.ts'

/** Which disks and volumes of a source migrate, and with which size (UpdateServerName). */

const gigabyte = 1_073_741_824

type Choice = {
  id?: number | null | undefined
  need_migration?: boolean | null | undefined
  adjust_size?: number | null | undefined
}
type Chosen = { id: number; need_migration: boolean; adjust_size: number }

/** A choice without a value leaves what was chosen before; an unknown id chooses nothing. */
const choose = <Thing extends Chosen>(thing: Thing, choice: Choice | undefined): Thing => ({
  ...thing,
  need_migration: choice?.need_migration ?? thing.need_migration,
  adjust_size: choice?.adjust_size ?? thing.adjust_size,
})

const choiceFor = <C extends Choice>(choices: C[] | null | undefined, { id }: Chosen) =>
  choices?.find((choice) => choice.id === id)

/** The size that a thing will have on the target. */
const requestedSize = ({
  size,
  adjust_size,
}: {
  size: number | null
  adjust_size: number
}): number => adjust_size || (size ?? 0)

const sum = (things: { size: number | null; adjust_size: number }[]): number =>
  things.reduce((total, thing) => total + requestedSize(thing), 0)

/**
 * The source with the choices of a request.
 *
 * @throws ApiError SMS.6538 (below the used space plus 1 GB), 6539 (disk below its partitions),
 *   6540 (a Windows partition that shrinks), 6541 (group below its volumes).
 */
export function applyChoices(source: Source, change: PutSourceServerBody): Source {
  return {
    ...source,
    disks: source.disks.map((disk) => chooseDisk(source, disk, choiceFor(change.disks, disk))),
    volume_groups:
      source.volume_groups?.map((group) =>
        chooseGroup(source, group, choiceFor(change.volume_groups, group)),
      ) ?? null,
  }
}

function chooseDisk(source: Source, before: Source['disks'][number], choice: PutDisk | undefined) {
  if (!choice) return before
  const disk = choose(before, choice)
  const physical_volumes = disk.physical_volumes.map((volume) =>
    choose(volume, choiceFor(choice.physical_volumes, volume)),
  )
  for (const volume of physical_volumes) checkSize(source, volume)
  if (requestedSize(disk) < sum(physical_volumes)) {
    throw new ApiError('diskBelowPartitions', disk.name ?? disk.id, source.id)
  }
  return { ...disk, physical_volumes }
}

function checkSize(
  source: Source,
  volume: {
    name: string | null
    id: number
    size: number | null
    used_size: number | null
  } & Chosen,
): void {
  const { adjust_size, size, used_size } = volume
  const label = volume.name ?? volume.id
  if (adjust_size === 0 || adjust_size >= (size ?? 0)) return
  if (source.os_type === 'WINDOWS') throw new ApiError('windowsShrink', label, source.id)
  if (adjust_size < (used_size ?? 0) + gigabyte)
    throw new ApiError('sizeBelowUsed', label, source.id)
}

function chooseGroup(
  source: Source,
  before: NonNullable<Source['volume_groups']>[number],
  choice: PutVolumeGroups | undefined,
) {
  if (!choice) return before
  const group = choose(before, choice)
  const logical_volumes = group.logical_volumes.map((volume) =>
    choose(volume, choiceFor(choice.logical_volumes, volume)),
  )
  for (const { adjust_size, size, used_size, name, id } of logical_volumes) {
    const shrinks = adjust_size !== 0 && adjust_size < (size ?? 0)
    if (shrinks && adjust_size < (used_size ?? 0) + gigabyte) {
      throw new ApiError('sizeBelowUsed', name ?? id, source.id)
    }
  }
  if (requestedSize(group) < sum(logical_volumes)) {
    throw new ApiError('groupBelowVolumes', group.name ?? group.id, source.id)
  }
  return { ...group, logical_volumes }
}
