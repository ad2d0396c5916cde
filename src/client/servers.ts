import { withCheckedArguments } from './call-site.ts'
import type { CreateTaskBody, RegisterServerBody } from './types.ts'
import { bodies as usages } from './usages.ts'

/** Bodies of RegisterServer and CreateTask with which a migration comes to its end. */

const disk_size = 42_949_672_960

/** 64-bit, and new enough to be migrated by blocks as well as by files. */
const linux_block_check = JSON.stringify({
  release_type: 'CENTOS',
  release_version: '7.6.1810',
  architecture: 'x86_64',
  kernel_version: '3.10.0-957.el7.x86_64',
})

const linux_volume = {
  name: '/dev/vda1',
  device_use: 'OS',
  file_system: 'ext4',
  mount_point: '/',
  index: 1,
  size: 42_948_624_384,
  used_size: 2_853_855_232,
}

const windows_volumes = [
  { name: '(Reserved)', file_system: 'NTFS', index: 1, size: 367_001_600, used_size: 31_244_288 },
  {
    name: 'C:\\',
    file_system: 'NTFS',
    index: 2,
    size: 42_580_574_208,
    used_size: 16_148_279_296,
  },
]

/**
 * A Linux server for RegisterServer (`POST /v3/sources`), which passes all environment checks: CentOS 7.6, one disk
 * of 40 GiB with ext4. It can be migrated by files and by blocks.
 *
 * @param changes fields that are to be otherwise: `linuxServer({ name: 'web-1' })`.
 */
export const linuxServer: (changes?: Partial<RegisterServerBody>) => RegisterServerBody =
  withCheckedArguments(usages.linuxServer, (changes = {}) => ({
    name: 'linux-1',
    hostname: 'linux-1',
    ip: '192.168.0.10',
    os_type: 'LINUX',
    os_version: 'CENTOS_7_6_64BIT',
    linux_block_check,
    firmware: 'BIOS',
    boot_loader: 'GRUB',
    has_rsync: true,
    has_tc: true,
    paravirtualization: true,
    raw_devices: '',
    cpu_quantity: 2,
    memory: 4_018_196_480,
    disks: [
      {
        name: '/dev/vda',
        device_use: 'BOOT',
        os_disk: true,
        partition_style: 'MBR',
        size: disk_size,
        physical_volumes: [linux_volume],
      },
    ],
    volume_groups: [],
    btrfs_list: [],
    networks: [{ name: 'eth0', ip: '192.168.0.10', mac: 'fa:16:3e:00:00:0a' }],
    agent_version: '25.6.0',
    ...changes,
  }))

/**
 * A Windows server for RegisterServer (`POST /v3/sources`), which passes all environment checks: Windows Server 2012,
 * one disk of 40 GiB with NTFS. Windows is migrated by blocks.
 *
 * @param changes fields that are to be otherwise: `windowsServer({ name: 'ad-1' })`.
 */
export const windowsServer: (changes?: Partial<RegisterServerBody>) => RegisterServerBody =
  withCheckedArguments(usages.windowsServer, (changes = {}) => ({
    name: 'windows-1',
    hostname: 'windows-1',
    ip: '192.168.0.20',
    os_type: 'WINDOWS',
    os_version: 'WINDOWS2012_64BIT',
    firmware: 'BIOS',
    system_dir: 'C:\\Windows',
    driver_files: true,
    system_services: true,
    account_rights: true,
    oem_system: false,
    cpu_quantity: 4,
    memory: 17_171_075_072,
    disks: [
      {
        name: 'Disk 0',
        device_use: 'OS',
        os_disk: true,
        partition_style: 'MBR',
        size: disk_size,
        physical_volumes: windows_volumes,
      },
    ],
    networks: [{ name: 'Ethernet', ip: '192.168.0.20', mac: 'fa:16:3e:00:00:14' }],
    agent_version: '25.6.0',
    ...changes,
  }))

/** Changes of a task; those of `target_server` are made field by field. */
export type TaskChanges = Partial<Omit<CreateTaskBody, 'target_server'>> & {
  target_server?: Partial<CreateTaskBody['target_server']>
}

/**
 * A task for CreateTask (`POST /v3/tasks`) that migrates a server of `linuxServer` (by files), or with
 * `{ os_type: 'WINDOWS' }` one of `windowsServer` (by blocks): once, and started by `UpdateTaskStatus`. Each has a
 * target of its own.
 *
 * @param sourceId the id that RegisterServer answered. Its environment check must have run: a frozen clock is moved
 *   on for that (`clock.advance({ events: 1 })`).
 * @param changes fields that are to be otherwise, such as `auto_start: true` or `syncing: true`; the disks of a server
 *   with other disks.
 */
export const taskFor: (sourceId: string, changes?: TaskChanges) => CreateTaskBody =
  withCheckedArguments(usages.taskFor, (sourceId, changes = {}) => {
    const os_type = changes.os_type ?? 'LINUX'
    const isWindows = os_type === 'WINDOWS'
    return {
      name: `task-${sourceId.slice(0, 8)}`,
      type: isWindows ? 'MIGRATE_BLOCK' : 'MIGRATE_FILE',
      os_type,
      source_server: { id: sourceId },
      region_id: 'ap-southeast-1',
      region_name: 'ap-southeast-1',
      project_id: 'default',
      project_name: 'ap-southeast-1',
      migration_ip: '172.16.0.20',
      use_public_ip: false,
      syncing: false,
      auto_start: false,
      ...changes,
      target_server: {
        name: 'target',
        // An id that no other task has as its target.
        vm_id: sourceId,
        disks: [
          {
            name: 'Disk 0',
            disk_id: sourceId,
            size: disk_size,
            physical_volumes: isWindows ? windows_volumes : [linux_volume],
          },
        ],
        ...changes.target_server,
      },
    }
  })
