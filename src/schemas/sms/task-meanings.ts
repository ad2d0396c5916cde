import type { Meanings } from '../meanings.ts'
import { layout } from './disk-meanings.ts'
import { page } from './source-meanings.ts'

/** What the words of migration tasks mean (behaviour.md §3, §4; contract-notes.md §5). */

/** What a client decides about a task. */
export const task = {
  name: 'Name of the task: 1 to 64 letters, digits, hyphens, underscores and Chinese characters. It need not be unique.',
  type: 'MIGRATE_FILE: copies files, Linux only; MIGRATE_BLOCK: copies blocks, the only way for Windows.',
  os_type:
    'Family of the operating system, WINDOWS or LINUX. Default: that of the source, which it must match.',
  start_target_server:
    'true (the default): the target is started after the migration; false: it is left stopped.',
  auto_start:
    'true: the task starts by itself soon after its creation; it is READY until then. Default: false.',
  migration_ip:
    'Address of the target that data are sent to: IPv6 with use_ipv6, else IPv4; public with use_public_ip. May be left out if a template creates the target.',
  region_name: 'Name of the region of the target.',
  region_id: 'Id of the region of the target, such as ap-southeast-1.',
  project_name: 'Name of the project of the target.',
  project_id: 'Id of the project of the target.',
  priority:
    'Priority: 0 is low, 1 standard (the default), 2 high. A higher number is shown as 2 (inferred).',
  vm_template_id:
    'Id of the server template that the target is created from; null, or empty in requests, for a target that exists. Fixed once the task has started.',
  clonevm_template_id: 'Id of the server template that a clone of the target is created from.',
  use_public_ip:
    'true (the default): data travel over a public IP address, so migration_ip must be one.',
  use_ipv6: 'true: migration_ip is an IPv6 address. Default: false.',
  syncing:
    'true: after the first copy the task stays in continuous sync until it is launched; false (the default): it launches the target by itself.',
  exist_server:
    'true: the target exists; false: it is created from vm_template_id. Default: true without a template, false with one.',
  start_network_check: 'true: the network is measured before the copy. Default: false.',
  speed_limit:
    'Limit of the speed in Mbit/s, 0 to 1000; 0 (the default): no limit. Windows of UpdateSpeed take its place.',
  over_speed_threshold:
    'By how many percent the speed may exceed the limit, 10 to 100, before the task is paused with SMS.9007. Default: 10.',
  is_need_consistency_check:
    'true: files of source and target are compared after the copy. Default: false.',
  need_migration_test:
    'true: the source waits as premigready for a drill (migration_test). Default: false.',
  enterprise_project: 'Id of the enterprise project of the task.',
  source_server: 'Source server of the task.',
  target_server: 'Target server of the task.',
  clone_server: 'Clone of the target, made by clone_test; null without one.',
  image_disk_id:
    'Id of the temporary EVS disk with which the target runs during the migration; null without one.',
  target_disk_ids: 'Ids of the EVS disks of the target, separated by spaces.',
  snapshot_ids: 'Ids of snapshots of the disks of the target, separated by ";".',
  cutovered_snapshot_ids:
    'Ids of the snapshots of the target that were taken at its launch; null until the agent reports them.',
} satisfies Meanings

/** What is refused when it is empty, in a new task. */
export const new_task: Meanings = {
  ...task,
  region_name: `${task.region_name} Must not be empty.`,
  region_id: `${task.region_id} Must not be empty.`,
  project_id: `${task.project_id} Must not be empty.`,
}

/** What a client may change of a task. */
export const task_change: Meanings = {
  ...task,
  clone_server:
    'Clone of the target. Only while the source is syncing, stopping, stopped, cutovering, finished or error.',
  type: 'MIGRATE_FILE or MIGRATE_BLOCK. Only while the task is READY.',
  vm_template_id:
    'Id of the server template that the target is created from. Only while the task is READY.',
}

/** Of an action on a task. */
export const action: Meanings = {
  operation:
    'What to do. Which states of the task and its source allow it is listed in docs/states.md.',
  template_id:
    'With clone_test: id of the server template that the clone is created from. Default: clonevm_template_id of the task.',
  switch_hce:
    'true: the target is switched to Huawei Cloud EulerOS, Linux only. Accepted and without effect in the emulator.',
  is_need_consistency_check:
    'With restart: true adds a consistency check to the round. Default: false.',
  params: 'With collect_log, as clients of the first generation send it: where the log goes.',
  bucket: 'Name of the OBS bucket that the log is uploaded to.',
  object: 'Name of the object in the bucket. Accepted and not used.',
}

/** What the agent and its machine use, as the agent reports it. */
const usage: Meanings = {
  total_cpu_usage: 'CPU usage of the source in percent; null if it was not reported.',
  agent_cpu_usage: 'CPU usage of the agent in percent; null if it was not reported.',
  total_mem_usage: 'Memory in use on the source, in MB; null if it was not reported.',
  agent_mem_usage: 'Memory that the agent uses, in MB; null if it was not reported.',
  total_disk_io: 'Disk throughput of the source in Mbit/s; null if it was not reported.',
  agent_disk_io: 'Disk throughput of the agent in Mbit/s; null if it was not reported.',
}

/** A task in answers: what it was given, and how far it is. */
export const shown_task: Meanings = {
  ...task,
  ...usage,
  id: 'Id of the task.',
  os_type: 'Family of the operating system: WINDOWS or LINUX.',
  state: 'State of the task. It changes by actions and by itself, as the clock goes.',
  create_date: 'When the task was created, in epoch milliseconds, rounded to whole seconds.',
  start_date:
    'When the task was first started, in epoch milliseconds, rounded to whole seconds; null before.',
  finish_date:
    'When the target was last launched, in epoch milliseconds, rounded to whole seconds; null before the first launch. A later sync keeps it.',
  estimate_complete_time:
    'When the copy will be done, in epoch milliseconds. null before the copy and after a launch; in continuous sync the last value stays.',
  remain_seconds:
    'Time left of the copy in milliseconds, despite the name. estimate_complete_time is the time of the clock plus this; null when that is null.',
  total_time:
    'Sum of the durations of all sub-tasks that have ended, in milliseconds. Waiting and continuous sync do not count.',
  priority: 'Priority: 0 is low, 1 standard, 2 high.',
  speed_limit: 'Limit of the speed in Mbit/s; 0: no limit.',
  migrate_speed: 'Speed of the copy in Mbit/s; 0 while no data move.',
  compress_rate:
    'Ratio of the compression as the agent last reported it, at block level; 0 without a report.',
  error_json:
    'Why the task failed or was paused: JSON text such as {"error_code":"SMS.3805","error_param":"[]"}. Empty without an error.',
  migration_ip: 'Address of the target that data are sent to; null while it is not known.',
  float_ip: 'The same as migration_ip, for agents of old versions.',
  enterprise_project_id: 'Id of the enterprise project; 0 is the default one.',
  network_check_info: 'Result of the latest measurement of the network; null before the first.',
  subtask_info:
    'Sub-task at work and its progress in percent, such as MIGRATE_LINUX_FILE-63. null if none is at work.',
  connected: 'true while the agent of the source polls; false also if the source was deleted.',
  source_server: 'Source server of the task; null if its record was deleted.',
  target_snapshot_id: 'Always null.',
  sub_tasks:
    'Sub-tasks of all rounds so far, in order. Those of a round appear together when it starts.',
  special_config: 'Options that UploadSpecialConfigurationSetting has set.',
  log_collect_status:
    'Upload of the log of the agent: INIT (none yet), UPLOADING, UPLOADED or UPLOAD_FAIL.',
  log_bucket: 'OBS bucket that the log is uploaded to; null before the first upload.',
  log_expire: 'For how many seconds the shared link of the log is valid. null without a link.',
  log_upload_time: 'When the log was uploaded, in epoch milliseconds; null before.',
  log_share_url: 'Shared link of the uploaded log; null before.',
}

/** Of a list of tasks and its filters. */
export const task_list: Meanings = { ...page, tasks: 'Tasks of this page, the newest first.' }
export const task_filter: Meanings = {
  ...page,
  state: 'Only tasks in this state; any case is accepted.',
  name: 'Only tasks whose name contains this text; ASCII letters match in either case.',
  id: 'Only the task with this id.',
  source_server_id: 'Only the task of this source server.',
  enterprise_project_id: 'Only tasks of the enterprise project with this id.',
}

/** Of a sub-task: a step of a round. */
export const sub_task: Meanings = {
  id: 'Number of the sub-task. It rises in the order of creation over all tasks.',
  name: 'What it does, such as SSL_CONFIG or MIGRATE_LINUX_FILE.',
  progress:
    'Progress in percent, 0 to 100. Sub-tasks that set things up move by milestones, a copy evenly from 1 to 99.',
  start_date: 'When it began, in epoch milliseconds, rounded to whole seconds; null before.',
  end_date:
    'When it ended, in epoch milliseconds, rounded to whole seconds; null before, and if it failed.',
  migrate_speed: 'Speed of its copy in Mbit/s; 0 unless it is at work.',
  user_op:
    'Round that it belongs to: REPLICATE, then CUTOVER0, RESYNC0, CUTOVER1 and so on; CLONE0 for a clone (inferred).',
  process_trace: 'What its agent says of the work, as free text; null without a report.',
}

/** Of a target server. */
export const target: Meanings = {
  ...layout,
  id: 'Id of the target server as SMS knows it; vm_id is that of the ECS.',
  vm_id:
    'Id of the ECS. Required for an existing target; empty until CREATE_CLOUD_SERVER has run for one from a template.',
  name: 'Name of the ECS; empty until CREATE_CLOUD_SERVER has run for one from a template.',
  ip: 'IP address of the target; null while it is not known.',
  os_type: 'Family of the operating system: WINDOWS or LINUX.',
  os_version: 'Version of the operating system of the target; null while it is not known.',
  system_dir: 'Windows: system directory of the target; null while it is not known.',
  disks: 'Disks of the target, in the order of those of the source. CreateTask needs at least one.',
  image_disk_id:
    'Id of the temporary EVS disk that the target runs from during the migration; null before ATTACH_AGENT_IMAGE and after DETTACH_AGENT_IMAGE.',
  rollback_snapshot_ids: 'Always null. Earlier name of cutovered_snapshot_ids.',
  cutovered_snapshot_ids:
    'Ids of the snapshots of the target that were taken at its launch; null until the agent reports them.',
}

const dropped = 'Accepted and not kept.'

/** Of a target server, as UpdateTask reports it. What is absent or null stays as it is. */
export const target_report: Meanings = {
  ...target,
  id: `Id of the target server as SMS knows it. ${dropped}`,
  vm_id: 'Id of the ECS. It must not be the target of another task.',
  name: 'Name of the ECS.',
  os_type: `Family of the operating system: WINDOWS or LINUX. ${dropped}`,
  hostname: `Host name of the target. ${dropped}`,
  firmware: `Boot firmware: BIOS or UEFI. ${dropped}`,
  cpu_quantity: `Number of CPU cores. ${dropped}`,
  memory: `Physical memory in bytes. ${dropped}`,
  domain_id: `Id of the account. ${dropped}`,
  has_rsync: `Linux: whether rsync is installed. ${dropped}`,
  paravirtualization: `Linux: result of the check PARAVIRTUALIZATION. ${dropped}`,
  raw_devices: `Linux: names of raw devices. ${dropped}`,
  driver_files: `Windows: whether driver files are missing. ${dropped}`,
  system_services: `Windows: whether there are abnormal services. ${dropped}`,
  account_rights: `Windows: whether the rights of the account suffice. ${dropped}`,
  boot_loader: `Linux: boot loader, GRUB or LILO. ${dropped}`,
  flavor: `Flavor of the ECS, such as s6.large.2. ${dropped}`,
  networks: `Network interfaces of the target. ${dropped}`,
  btrfs_list: `Btrfs file systems of the target, on Linux only. ${dropped}`,
  disks:
    'Disks of the target; each changes the one at its place, and those after the last are removed.',
  snapshot_ids: `Ids of snapshots of the target. ${dropped} UpdateTask has a field of this name for them.`,
}

/** Of a report of progress. */
export const progress: Meanings = {
  ...usage,
  subtask_name: 'Sub-task that is reported on.',
  progress: 'Progress of the sub-task in percent, 0 to 100.',
  replicatesize: 'Data copied so far, in bytes. Shown as replicatesize of the source.',
  totalsize: 'Data to copy, in bytes. Shown as totalsize of the source.',
  process_trace: 'Details of the current work, as free text; may be empty.',
  migrate_speed: 'Speed of the copy in Mbit/s. Default: 0.',
  compress_rate: 'Ratio of the compression, at block level. Default: 0.',
  remain_time: 'Remaining time in seconds (inferred). Accepted and not kept.',
  need_migration_test: 'true: the task is to have a drill. null or absent: as it is.',
  agent_time: 'Time of the clock of the agent, such as 2025-07-07T15:30:00. Accepted and not kept.',
}

/** Of a measurement of the network. */
export const network_check: Meanings = {
  domain_connectivity:
    'true: the domain names of the service can be reached. null if not measured.',
  destination_connectivity: 'true: the target can be reached. null if not measured.',
  network_delay: 'Delay of the network in milliseconds.',
  network_jitter: 'Jitter of the network in milliseconds.',
  migration_speed: 'Speed of the network as measured, in Mbit/s.',
  loss_percentage: 'Packets that were lost, in percent.',
  cpu_usage: 'CPU usage of the source in percent.',
  mem_usage: 'Memory usage of the source in percent.',
  evaluation_result: 'Verdict in 5 to 9 characters, such as SUCCESS.',
}

/** Of the results of a consistency check. */
export const consistency: Meanings = {
  task_id: 'Id of the migration task, as in the path.',
  result_list:
    'Results, oldest first. Each is JSON text of an object; with the setting result_list=objects, the object itself.',
  finished_time: 'When the check ended, in epoch milliseconds.',
  check_result: '"true" if no file differs, is missing or is extra, else "false" (inferred).',
  consistency_result: 'Results by directory, at most 30 in a report.',
  dir_check: 'Directory that was compared.',
  num_total_files: 'Number of files that were compared.',
  num_different_files: 'Number of files that differ.',
  num_target_miss_files: 'Number of files that the target lacks.',
  num_target_more_files: 'Number of files that only the target has.',
}
