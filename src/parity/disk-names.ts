import type { Body } from './seen.ts'
import { isMap } from './shapes.ts'

/** Names for disks and partitions that a recording hides: a layout is compared by them. */

/** @returns the disks, each with a name, and so their partitions. */
export function withNames(disks: readonly Body[], os_type: unknown): Body[] {
  const isWindows = os_type === 'WINDOWS'
  return disks.map((disk, index) => {
    const letter = String.fromCharCode('a'.charCodeAt(0) + (index % 26))
    const usual = isWindows ? `Disk ${index}` : `/dev/vd${letter}`
    const { name = usual } = disk
    const volumes = Array.isArray(disk.physical_volumes) ? disk.physical_volumes.filter(isMap) : []
    const physical_volumes = volumes.map((volume, place) => ({
      name: isWindows ? `${name} (${place + 1})` : `/dev/vd${letter}${place + 1}`,
      ...volume,
    }))
    return { ...disk, name, physical_volumes }
  })
}
