import type { Meanings } from '../meanings.ts'

/** What the words of disks, file systems and networks mean (contract-notes.md §5; docs/reference/behaviour.md §2.3). */

/** Of disks, partitions, volume groups and logical volumes, of a source and of a target. */
export const disk: Meanings = {
  id: 'Number that the service gives to this disk, partition, group or volume. An integer; requests may also send it as a string of digits.',
  name: 'Device name, such as /dev/vda, or Disk 0 on Windows. null if it was not reported.',
  partition_style:
    'Partition table: MBR or GPT. Any other value fails the environment check PARTITION_STYLE.',
  device_use:
    'Role: NORMAL, OS, BOOT, VOLUME_GROUP or BTRFS, or empty. Free text; null if it was not reported.',
  size: 'Size in bytes. null if it was not reported.',
  used_size: 'Space in use, in bytes. null if it was not reported.',
  free_size: 'Space that is free, in bytes. null if it was not reported.',
  os_disk: 'true: the system is on this disk. null if it was not reported.',
  relation_name:
    'Name of the disk or partition on the other side of the migration. null without one.',
  inode_size:
    'Size of an inode in bytes. Inferred. Requests may also send it as a string of digits.',
  inode_nums: 'Number of inodes of the file system. null if it was not reported.',
  size_per_cluster: 'Size of a cluster in bytes. Inferred. null if it was not reported.',
  file_system:
    'Type of the file system, such as ext4, xfs or NTFS. A type that cannot be migrated fails the environment check FILE_SYSTEM.',
  index: 'Position among its siblings, counted from 0. null if it was not reported.',
  mount_point: 'Where it is mounted, such as /boot. Empty or null if it is not mounted.',
  uuid: 'UUID as read on the source. null if it was not reported.',
  physical_volumes: 'Partitions of the disk.',
  logical_volumes: 'Logical volumes of the group.',
  components: 'Physical volumes that make up the group, separated by ";".',
  block_count: 'Number of blocks. null if it was not reported.',
  block_size: 'Size of a block in bytes. Inferred. null if it was not reported.',
  need_migration: 'false: left out of the migration. Default: true.',
  adjust_size:
    'Wanted size on the target in bytes; 0 (the default): as on the source. Can be set with UpdateServerName until the source has a task.',
}

/** Of partitions. */
export const partition: Meanings = {
  ...disk,
  name: 'Drive letter on Windows, device name such as /dev/vda1 on Linux.',
}

/** Of LVM volume groups and their volumes. */
export const volume: Meanings = {
  ...disk,
  name: 'Name of the LVM volume group or logical volume.',
}

/** Of disks and partitions of a target. */
export const target_disk: Meanings = {
  ...disk,
  partition_style: 'Partition table: MBR or GPT.',
  size: 'Size in bytes. In CreateTask: more than its partitions together, by at least 33 MiB if the disk of the source uses GPT.',
  device_use: 'Role: NORMAL, OS or BOOT. A hint that is not checked.',
  disk_id:
    'Id of the EVS volume. Required for an existing target; leave it out if the target is created from a template.',
  disk_index: 'Position of the disk, counted from 0, as a string of digits.',
}

/** Of partitions of a target. */
export const target_partition: Meanings = {
  ...target_disk,
  name: 'Drive letter on Windows, device name such as /dev/vda1 on Linux. Required in CreateTask.',
  size: 'Size in bytes. Required in CreateTask: a multiple of 1 MiB, at least the space in use.',
}

/** Of file systems of the type Btrfs and their subvolumes. */
export const btrfs: Meanings = {
  name: 'Name of the file system.',
  label: 'Label of the file system; empty if it has none.',
  uuid: 'UUID of the file system, or of the volume that a subvolume belongs to.',
  device: 'Name of the device that it is on.',
  size: 'Space that its data takes, in bytes.',
  nodesize: 'Size of a node in bytes. Inferred.',
  sectorsize: 'Size of a sector in bytes. Inferred.',
  data_profile: 'How data are spread over devices, such as single or RAID1.',
  system_profile: 'How system chunks are spread over devices, such as single or DUP.',
  metadata_profile: 'How metadata are spread over devices, such as single or DUP.',
  global_reserve1: 'Profile of the global reserve, such as single.',
  g_vol_used_size: 'Space in use on the volume, in bytes.',
  default_subvolid: 'Id of the default subvolume.',
  default_subvol_name: 'Name of the default subvolume.',
  default_subvol_mountpath: 'Where the default subvolume is mounted.',
  subvolumn: "Subvolumes; the spelling is the service's own.",
  is_snapshot: 'Whether the subvolume is a snapshot, as a string: "true" or "false".',
  subvol_id: 'Id of the subvolume.',
  parent_id: 'Id of the volume that the subvolume belongs to.',
  subvol_name: 'Name of the subvolume.',
  subvol_mount_path: 'Where the subvolume is mounted.',
}

/** Of network interfaces. */
export const network: Meanings = {
  name: 'Name of the interface, such as eth0.',
  ip: 'IPv4 address of the interface.',
  ipv6: 'IPv6 address of the interface.',
  netmask: 'Netmask, such as 255.255.255.0.',
  gateway: 'Address of the gateway.',
  mtu: 'Maximum transmission unit in bytes. Linux sources report it.',
  mac: 'MAC address. That of the first interface must not be empty.',
  id: 'Id of the interface. null if it was not reported.',
}

/** Of plans of disks: the layout of a source or a target as a whole. */
export const layout: Meanings = {
  disks: 'Disks with their partitions.',
  volume_groups:
    'LVM volume groups; empty without LVM. Linux sources must report them, [] if there are none.',
  volumegroups: 'LVM volume groups; the same as volume_groups elsewhere.',
  btrfs_list: 'Btrfs file systems, on Linux only; empty or null if there are none.',
  networks: 'Network interfaces, 1 to 50.',
}
