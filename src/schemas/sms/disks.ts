import { z } from 'zod'
import { int, list, text } from '../common.ts'
import { described, withMeanings } from '../meanings.ts'
import { notOfForm } from '../names.ts'
import {
  btrfs,
  disk,
  layout,
  network,
  partition,
  target_disk,
  target_partition,
  volume,
} from './disk-meanings.ts'

/**
 * Disks, partitions, volume groups and networks, as sources report them and tasks plan them.
 *
 * Names are the contract's, its misspellings included. A schema whose name ends in `Read` is the
 * same thing in an answer: every field present, with the numeric ids that clients send back
 * (contract-notes.md §5; in no SDK schema, but Terraform reads them).
 */

/** A number that clients also send as text: the walkthrough's `inode_size` is `"256"`. */
const lenientInt = z.union([
  int(2_147_483_647),
  z
    .string()
    .regex(/^\d{1,10}$/, notOfForm('a number of 1 to 10 digits'))
    .transform(Number)
    .pipe(int(2_147_483_647)),
])

/** The id of a disk, partition or volume: an integer here, digits as text in the SDKs. */
const NumericId = z.union([
  int(),
  z
    .string()
    .regex(/^\d{1,16}$/, notOfForm('an id of 1 to 16 digits'))
    .transform(Number)
    .pipe(int()),
])

/** What the service adds to each disk-like thing of a source (contract, `observedExtras`). */
const choices = withMeanings(disk, { id: int(), adjust_size: int(), need_migration: z.boolean() })

/** The size of an inode in answers, where it is a number or null. */
const inodes = withMeanings(disk, { inode_size: int().nullable() })

export const PhysicalVolume = described(partition, {
  device_use: text().nullish(),
  file_system: text().nullish(),
  index: int(2_147_483_647).nullish(),
  mount_point: text().nullish(),
  name: text().nullish(),
  size: int().nullish(),
  used_size: int().nullish(),
  inode_size: lenientInt.nullish(),
  inode_nums: int().nullish(),
  uuid: text().nullish(),
  size_per_cluster: int(2_147_483_647).nullish(),
}).meta({ id: 'PhysicalVolume', description: 'A partition of a source disk.' })
export type PhysicalVolume = z.infer<typeof PhysicalVolume>

export const PhysicalVolumeRead = PhysicalVolume.required()
  .extend({ ...inodes, ...choices })
  .meta({ id: 'PhysicalVolumeRead' })

export const ServerDisk = described(disk, {
  name: text().nullish(),
  partition_style: text().nullish(),
  device_use: text().nullish(),
  size: int().nullish(),
  used_size: int().nullish(),
  physical_volumes: list(PhysicalVolume).nullish(),
  os_disk: z.boolean().nullish(),
  relation_name: text().nullish(),
  inode_size: lenientInt.nullish(),
}).meta({ id: 'ServerDisk', description: 'A disk of a source.' })
export type ServerDisk = z.infer<typeof ServerDisk>

export const ServerDiskRead = ServerDisk.required()
  .extend({
    ...withMeanings(disk, { physical_volumes: z.array(PhysicalVolumeRead) }),
    ...inodes,
    ...choices,
  })
  .meta({ id: 'ServerDiskRead' })
export type ServerDiskRead = z.infer<typeof ServerDiskRead>

const BtrfsSubvolumn = described(btrfs, {
  uuid: text().nullish(),
  is_snapshot: text().nullish(),
  subvol_id: text().nullish(),
  parent_id: text().nullish(),
  subvol_name: text().nullish(),
  subvol_mount_path: text().nullish(),
}).meta({ id: 'BtrfsSubvolumn' })

export const BtrfsFileSystem = described(btrfs, {
  name: text().nullish(),
  label: text().nullish(),
  uuid: text().nullish(),
  device: text().nullish(),
  size: int().nullish(),
  nodesize: int().nullish(),
  sectorsize: int(2_147_483_647).nullish(),
  data_profile: text().nullish(),
  system_profile: text().nullish(),
  metadata_profile: text().nullish(),
  global_reserve1: text().nullish(),
  g_vol_used_size: int().nullish(),
  default_subvolid: text().nullish(),
  default_subvol_name: text().nullish(),
  default_subvol_mountpath: text().nullish(),
  subvolumn: list(BtrfsSubvolumn).nullish(),
}).meta({ id: 'BtrfsFileSystem' })

export const NetWork = described(network, {
  name: text().nullish(),
  ip: text().nullish(),
  ipv6: text().nullish(),
  netmask: text().nullish(),
  gateway: text().nullish(),
  mtu: int(2_147_483_647).nullish(),
  mac: text(),
  id: text().nullish(),
}).meta({ id: 'NetWork', description: 'A network interface.' })
export type NetWork = z.infer<typeof NetWork>

export const NetWorkRead = NetWork.required().meta({ id: 'NetWorkRead' })

export const LogicalVolumes = described(volume, {
  block_count: int(2_147_483_647).nullish(),
  block_size: int(1_048_576).nullish(),
  file_system: text().nullish(),
  inode_size: lenientInt.nullish(),
  inode_nums: int().nullish(),
  device_use: text().nullish(),
  mount_point: text(256).nullish(),
  name: text(1024).nullish(),
  size: int().nullish(),
  used_size: int().nullish(),
  free_size: int().nullish(),
}).meta({ id: 'LogicalVolumes' })

export const VolumeGroups = described(volume, {
  components: text().nullish(),
  free_size: int().nullish(),
  logical_volumes: list(LogicalVolumes).nullish(),
  name: text().nullish(),
  size: int().nullish(),
}).meta({ id: 'VolumeGroups', description: 'An LVM volume group.' })
export type VolumeGroups = z.infer<typeof VolumeGroups>

export const VolumeGroupsRead = VolumeGroups.required()
  .extend({
    ...withMeanings(volume, {
      logical_volumes: z.array(
        LogicalVolumes.required()
          .extend({ ...inodes, ...choices })
          .meta({ id: 'LogicalVolumesRead' }),
      ),
    }),
    ...choices,
  })
  .meta({ id: 'VolumeGroupsRead' })
export type VolumeGroupsRead = z.infer<typeof VolumeGroupsRead>

export const PhysicalVolumes = described(target_partition, {
  device_use: text().nullish(),
  file_system: text().nullish(),
  index: int(2_147_483_647).nullish(),
  mount_point: text().nullish(),
  name: text().nullish(),
  size: int().nullish(),
  inode_size: lenientInt.nullish(),
  used_size: int().nullish(),
  uuid: text().nullish(),
}).meta({ id: 'PhysicalVolumes', description: 'A partition of a target disk.' })
export type PhysicalVolumes = z.infer<typeof PhysicalVolumes>

const TargetDeviceUse = z
  .enum(['NORMAL', 'OS', 'BOOT'])
  .meta({ id: 'TargetDeviceUse', description: 'What a disk or partition of a target is for.' })

export type TargetDeviceUse = z.infer<typeof TargetDeviceUse>

const DiskIntargetServer = described(target_disk, {
  name: text().nullable(),
  size: int().nullable(),
  device_use: TargetDeviceUse.nullable(),
  used_size: int().nullable(),
  physical_volumes: z.array(
    PhysicalVolumes.required()
      .extend({ ...inodes, ...choices })
      .meta({ id: 'PhysicalVolumesRead' }),
  ),
  ...choices,
}).meta({ id: 'DiskIntargetServer', description: 'A target disk, as suggested by the source.' })

export const InitTargetServer = described(layout, {
  disks: z.array(DiskIntargetServer),
  volume_groups: z.array(VolumeGroupsRead),
}).meta({ id: 'InitTargetServer', description: 'The target layout that the source suggests.' })
export type InitTargetServer = z.infer<typeof InitTargetServer>

/**
 * What a disk of a new task is for. The contract has the three words of targets; Terraform sends the disks of a source as
 * they are, and those may have the words of sources, or an empty text.
 */
const SentDeviceUse = z
  .enum(['NORMAL', 'OS', 'BOOT', 'VOLUME_GROUP', 'BTRFS', ''])
  .meta({ id: 'SentDeviceUse', description: 'What a disk of a new task is for.' })

export const TargetDisks = described(target_disk, {
  device_use: SentDeviceUse.nullish(),
  disk_id: text().nullish(),
  name: text().nullish(),
  physical_volumes: list(PhysicalVolumes).nullish(),
  size: int().nullish(),
  used_size: int().nullish(),
}).meta({ id: 'TargetDisks', description: 'A target disk when a task is created.' })
export type TargetDisks = z.infer<typeof TargetDisks>

const TargetPhysicalVolumes = described(target_partition, {
  id: NumericId.nullish(),
  device_use: TargetDeviceUse.nullish(),
  file_system: text().nullish(),
  index: int(2_147_483_647).nullish(),
  mount_point: text().nullish(),
  name: text().nullish(),
  size: int().nullish(),
  used_size: int().nullish(),
  uuid: text().nullish(),
  relation_name: text().nullish(),
  free_size: int().nullish(),
}).meta({ id: 'TargetPhysicalVolumes' })

const PartitionStyle = z
  .enum(['MBR', 'GPT'])
  .meta({ id: 'PartitionStyle', description: 'Partition table of a disk.' })

export const TargetDisk = described(target_disk, {
  id: NumericId.nullish(),
  device_use: TargetDeviceUse.nullish(),
  disk_id: text().nullish(),
  name: text().nullish(),
  physical_volumes: list(TargetPhysicalVolumes).nullish(),
  size: int().nullish(),
  used_size: int().nullish(),
  disk_index: text().nullish(),
  os_disk: z.boolean().nullish(),
  partition_style: PartitionStyle.nullish(),
  relation_name: text().nullish(),
}).meta({ id: 'TargetDisk', description: 'A disk of a target, with its ids.' })
export type TargetDisk = z.infer<typeof TargetDisk>

export const TargetDiskRead = TargetDisk.required()
  .extend(
    withMeanings(target_disk, {
      id: int(),
      device_use: text().nullable(),
      partition_style: text().nullable(),
      physical_volumes: z.array(
        TargetPhysicalVolumes.required()
          .extend(withMeanings(target_partition, { id: int(), device_use: text().nullable() }))
          .meta({ id: 'TargetPhysicalVolumesRead' }),
      ),
    }),
  )
  .meta({ id: 'TargetDiskRead' })
export type TargetDiskRead = z.infer<typeof TargetDiskRead>

const PutVolume = described(disk, {
  id: NumericId.nullish(),
  need_migration: z.boolean().nullish(),
  adjust_size: int().nullish(),
}).meta({ id: 'PutVolume' })
export type PutVolume = z.infer<typeof PutVolume>

export const PutDisk = PutVolume.extend(
  withMeanings(disk, { physical_volumes: list(PutVolume).nullish() }),
).meta({
  id: 'PutDisk',
})
export type PutDisk = z.infer<typeof PutDisk>

export const PutVolumeGroups = PutVolume.extend(
  withMeanings(volume, {
    logical_volumes: list(PutVolume.meta({ id: 'PutLogicalVolume' })).nullish(),
  }),
).meta({ id: 'PutVolumeGroups' })
export type PutVolumeGroups = z.infer<typeof PutVolumeGroups>
