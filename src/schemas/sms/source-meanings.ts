import type { Meanings } from '../meanings.ts'
import { layout } from './disk-meanings.ts'

/** What the words of source servers mean (behaviour.md §2; contract-notes.md §5, §8). */

/** What an agent reports of a machine. */
const machine = {
  ...layout,
  ip: 'IPv4 address. The service asks for this or ipv6; the emulator also takes a source with neither.',
  ipv6: 'IPv6 address. The service asks for this or ip; the emulator also takes a source with neither.',
  name: 'Name of the server, 1 to 64 letters, digits, dots, hyphens and underscores. It need not be unique.',
  hostname: 'Host name as the operating system has it. null if it was not reported.',
  os_type: 'Family of the operating system: WINDOWS or LINUX.',
  os_version: 'Version of the operating system, such as CENTOS_7_6_64BIT. Free text.',
  linux_block_check:
    'JSON text with release_type, release_version, architecture and kernel_version. On Linux it decides whether MIGRATE_BLOCK is possible; without it, the check LINUX_BLOCK_SUPPORT warns.',
  firmware:
    'Boot firmware. null or absent: the check FIRMWARE fails. A UEFI source cannot use a template.',
  cpu_quantity: 'Number of CPU cores. 0, null or absent: the check CPU fails.',
  memory:
    'Physical memory in bytes, kept as it was sent. 0, null or absent: the check MEMORY fails.',
  domain_id: 'Id of the account. The emulator takes it from the credentials and ignores this one.',
  has_rsync: 'Linux: true if rsync is installed. Anything else: the check RSYNC fails.',
  has_tc: 'Linux: true if the tool tc is installed. false: the agent cannot limit its speed.',
  paravirtualization:
    'Linux: result of the check PARAVIRTUALIZATION on the machine. The check passes if it is present, whatever its value.',
  raw_devices: 'Linux: names of raw devices. Anything but empty: the check RAW_DEVICES fails.',
  driver_files:
    'Windows: whether driver files are missing. The check DRIVER_FILE passes if it is present, whatever its value.',
  system_services:
    'Windows: whether there are abnormal services. The check SERVICE passes if it is present, whatever its value.',
  account_rights:
    'Windows: true if the rights of the account suffice. Anything else: the check ACCOUNT_RIGHTS fails.',
  boot_loader: 'Linux: boot loader. Anything but GRUB: the check BOOT_LOADER fails.',
  system_dir:
    'Windows: system directory, such as C:\\Windows. Empty or absent: the check SYSTEM_ROOT fails.',
  agent_version: 'Version of the agent, such as 25.6.0. Collecting logs needs 25.2.0 or later.',
  kernel_version: 'Version of the kernel. null if it was not reported.',
  oem_system:
    'Windows: true for an OEM edition, which the check OEM_SYSTEM warns of. Default: false.',
  start_type: 'How the agent was started: MANUAL (the default), AUTO, MGC or empty. Not checked.',
  io_read_wait: 'How long a read of the disk waits, in milliseconds.',
  platform: 'Where the machine runs: hw is Huawei Cloud. null if it was not reported.',
} satisfies Meanings

/** Of a registration. */
export const registration: Meanings = {
  ...machine,
  id: 'Id of the record to update, which counts until the source has a task. Absent or unknown: a new record is made (inferred).',
  migration_cycle: 'Stage of the migration. Ignored: a source registers as checking.',
  state:
    'State of the source server. Ignored: a source registers as unavailable, until its environment check has run.',
}

/** Of a source server in answers. */
export const shown_source: Meanings = {
  ...machine,
  id: 'Id of the source server.',
  migration_cycle: 'Stage of the migration. Together with state it says where the source is.',
  state: 'State of the source server. Together with migration_cycle it says where the source is.',
  ip: 'IPv4 address of the source; empty if it has none.',
  ipv6: 'IPv6 address of the source; empty if it has none.',
  enterprise_project_id: 'Id of the enterprise project; 0 is the default one.',
  add_date: 'When the source registered, in epoch milliseconds, rounded to whole seconds.',
  connected:
    'true while the agent polls. It turns false about 60 seconds after the last poll of an external agent.',
  checks:
    'Results of the environment check; empty until it has run. One ERROR makes the source unavailable, a WARN does not.',
  init_target_server: 'Layout that the service suggests for a target: the disks of the source.',
  state_action_time:
    'When the state last changed, in epoch milliseconds. null until the environment check has run.',
  stage_action_time:
    'When the stage last changed by a report of the agent, in epoch milliseconds; the registration at first.',
  replicatesize:
    'Data copied so far, in bytes. 0 while no data move: before the copy, in sub-tasks that set things up, and after a launch.',
  totalsize:
    'Data to copy, in bytes: space in use, or whole disks for Linux at block level. 0 while no data move, and after a launch.',
  last_visit_time: 'When the agent last polled, in epoch milliseconds.',
  current_task: 'The task of this source; null if it has none.',
  disks: 'Disks with their partitions, as reported.',
  networks: 'Network interfaces, as reported.',
  adjust_disk: 'true if a disk is to have another size on the target (adjust_size).',
  is_consistency_result_exist: 'true if the task of the source has results of a consistency check.',
}

/** What UpdateServerName changes. What is absent or null stays as it is. */
export const source_change: Meanings = {
  name: machine.name,
  migprojectid: 'Id of the migration project to which the source is moved.',
  disks:
    'Which disks and partitions migrate, and with what size. Ignored once the source has a task.',
  volume_groups:
    'Which volume groups and volumes migrate, and with what size. Ignored once the source has a task.',
}

/** Of an item of the environment check. */
export const check: Meanings = {
  id: 'Number of the item, unique in the account.',
  params: 'Parameters of the item; one empty string without any.',
  name: 'Name of the item, such as OS_VERSION or BOOT_LOADER.',
  result: 'OK: passed; WARN: passed with a warning; ERROR: failed, and the source is unavailable.',
  error_code: 'Why it did not pass, such as SMS.6517; null if it is OK.',
  error_or_warn: 'Always null.',
  error_params: 'Parameters of the error as text; empty if there are none.',
}

/** Of filters, and of pages of a list. */
export const page: Meanings = {
  limit: 'How many items to return at most; 0 stands for the default.',
  offset:
    'How many items to skip. It counts items, not pages; one past the end gives an empty list.',
  count: 'How many items match, whatever limit and offset.',
}

/** Of the filters of ListServers. */
export const source_filter: Meanings = {
  ...page,
  name: 'Only sources whose name contains this text; ASCII letters match in either case.',
  id: 'Only the source with this id.',
  ip: 'Only sources with this IPv4 address.',
  ipv6: 'Only sources with this IPv6 address.',
  migproject: 'Only sources of the migration project with this id.',
  connected: 'true: only sources whose agent is connected; false: only those whose agent is not.',
  enterprise_project_id: 'Only sources of the enterprise project with this id.',
  is_consistency_result_exist:
    'true: only sources with results of a consistency check; false: only those without.',
  vm_id: 'Only the source that migrates to the ECS with this id.',
}

/** Of ids in paths. */
export const path: Meanings = {
  source_id: 'Id of the source server.',
  server_id: 'Id of the source server; the same as source_id elsewhere.',
  task_id: 'Id of the migration task.',
  mig_project_id: 'Id of the migration project.',
}

/** Of a task and its clone, as far as a source shows them. */
export const clone: Meanings = {
  vm_id: 'Id of the ECS that is the clone; empty or null until it is made.',
  name: 'Name of the clone; empty or null until it is made.',
  clone_error: 'Code of the error with which the clone failed; empty or null without one.',
  clone_state:
    'NOT_READY: not in continuous sync; READY: can be cloned; PREPARING and CREATING: being made; FINISHED, or ERROR.',
  error_msg: 'Text of the error with which the clone failed; empty or null without one.',
}
