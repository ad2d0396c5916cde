/** The source servers of the story, as their agents report them, and the targets of their tasks. */

const linux_volume = {
  device_use: 'OS',
  file_system: 'ext4',
  index: 0,
  mount_point: '/',
  name: '/dev/vda1',
  size: 42948624384,
  used_size: 2854862848,
  uuid: '1dc5ae51-cec5-4c9a-b2a5-d5ebdc29ce10',
}

export const linux_disk = {
  name: '/dev/vda',
  partition_style: 'MBR',
  device_use: 'BOOT',
  size: 42949672960,
  used_size: 42948606976,
  physical_volumes: [linux_volume],
}

/** The source of the vendor's walkthrough. */
export const linux_source = {
  name: 'bike-centos',
  hostname: 'bike-centos',
  ip: '192.168.0.154',
  agent_version: '25.6.0',
  os_type: 'LINUX',
  os_version: 'CENTOS_7_4_64BIT',
  kernel_version: '3.10.0-1062.1.1.el7.x86_64',
  firmware: 'BIOS',
  boot_loader: 'GRUB',
  has_rsync: true,
  paravirtualization: true,
  cpu_quantity: 1,
  memory: 1038716928,
  networks: [{ name: 'eth0', ip: '192.168.0.154', mac: 'fa:16:3e:b9:49:1f' }],
  disks: [linux_disk],
  volume_groups: [],
}

const windows_volume = {
  device_use: 'OS',
  file_system: 'NTFS',
  index: 1,
  name: 'C:\\',
  size: 42580574208,
  used_size: 16148279296,
}

const windows_disk = {
  name: 'Disk 0',
  partition_style: 'MBR',
  device_use: 'OS',
  size: 42949672960,
  physical_volumes: [windows_volume],
}

export const windows_source = {
  name: 'bike-windows',
  hostname: 'bike-windows',
  ip: '192.168.0.20',
  agent_version: '25.6.0',
  os_type: 'WINDOWS',
  os_version: 'WINDOWS2012_64BIT',
  system_dir: 'C:\\Windows',
  firmware: 'BIOS',
  paravirtualization: true,
  driver_files: true,
  system_services: true,
  account_rights: true,
  cpu_quantity: 2,
  memory: 4294967296,
  networks: [{ name: 'Ethernet', ip: '192.168.0.20', mac: 'fa:16:3e:b9:49:20' }],
  disks: [windows_disk],
}

const taskIn = (source: string, change: object): object => ({
  start_target_server: true,
  auto_start: false,
  source_server: { id: source },
  migration_ip: '172.16.0.20',
  region_id: 'ap-southeast-1',
  region_name: 'ap-southeast-1',
  project_id: '<project>',
  project_name: 'ap-southeast-1',
  use_public_ip: false,
  exist_server: true,
  syncing: false,
  ...change,
})

/** A disk of a source as a disk of its target: CreateTask does not take the partition table. */
function targetDisk<Disk extends { partition_style: string }>(disk: Disk, changes: object): object {
  const { partition_style: _, ...rest } = disk
  return { ...rest, ...changes }
}

/** CreateTask for a Linux source, to a server that is there. */
export const linuxTask = (source: string, name: string, vm_id: string): object =>
  taskIn(source, {
    name,
    type: 'MIGRATE_FILE',
    os_type: 'LINUX',
    target_server: {
      name: `${name}-target`,
      vm_id,
      disks: [
        targetDisk(linux_disk, { disk_id: '354419d9-bd41-4b50-9c1e-e4f6f57c6d11', name: 'Disk 0' }),
      ],
      volume_groups: [],
    },
  })

/** CreateTask for the Windows source. */
export const windowsTask = (source: string, name: string, vm_id: string): object =>
  taskIn(source, {
    name,
    type: 'MIGRATE_BLOCK',
    os_type: 'WINDOWS',
    target_server: {
      name: `${name}-target`,
      vm_id,
      disks: [targetDisk(windows_disk, { disk_id: 'ef409e5f-2321-49d1-8b52-027fc93985ef' })],
    },
  })

export const template = (name: string): object => ({
  template: {
    name,
    is_template: true,
    region: 'ap-southeast-1',
    projectid: '<project>',
    target_server_name: 'bike-target',
    availability_zone: 'ap-southeast-1a',
    volumetype: 'SAS',
    flavor: 's6.large.2',
    vpc: { id: 'autoCreate', name: 'vpc-sms', cidr: '192.168.0.0/16' },
    nics: [{ id: 'autoCreate', name: 'subnet-sms', cidr: '192.168.0.0/24', ip: '' }],
    security_groups: [{ id: 'autoCreate', name: 'sg-sms' }],
    publicip: { type: '5_bgp', bandwidth_size: 5, bandwidth_share_type: 'PER' },
    disk: [{ id: 0, index: 0, name: 'system', disktype: 'SAS', size: 40, device_use: 'OS' }],
    data_volume_type: 'SAS',
    target_password: '',
    image_id: '',
  },
})

export const migproject = (name: string): object => ({
  name,
  description: 'The first wave',
  isdefault: false,
  region: 'ap-southeast-1',
  start_target_server: true,
  speed_limit: 0,
  use_public_ip: false,
  exist_server: true,
  type: 'MIGRATE_FILE',
  enterprise_project: 'default',
  syncing: false,
  start_network_check: false,
})
