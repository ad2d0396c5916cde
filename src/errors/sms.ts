import type { ErrorTable } from './types.ts'

/** What SMS itself refuses. */
export const smsErrors = {
  // SMS: the request (behaviour.md §6.4, 60xx to 64xx)
  nameEmpty: [400, 'SMS.6001', 'The source server name must not be empty.'],
  nameLength: [400, 'SMS.6002', 'The source server name must have 1 to 64 characters, not %s.'],
  nameCharacters: [
    400,
    'SMS.6003',
    'The source server name "%s" may only have letters, digits, "_", "-" and ".".',
  ],
  platformInvalid: [400, 'SMS.6006', 'The source platform is not valid: %s'],
  bodyNotJson: [400, 'SMS.6010', 'The request body is not JSON: %s'],
  bodyInvalid: [400, 'SMS.6011', 'The request body does not meet the schema: %s'],
  bodyEmpty: [400, 'SMS.6012', 'The request body is empty, and this call needs one.'],
  parameterMissing: [400, 'SMS.6013', 'A required parameter is missing: %s'],
  parameterTooLong: [400, 'SMS.6014', 'A body parameter is too long: %s'],
  contentType: [400, 'SMS.6016', 'The Content-Type must be application/json, not %s.'],
  sourceIdInvalid: [400, 'SMS.6030', 'The source server id is not valid: %s'],
  targetMissing: [400, 'SMS.6031', 'target_server is missing.'],
  vmIdMissing: [400, 'SMS.6032', 'target_server.vm_id is missing, and no template is given.'],
  targetDisksMissing: [400, 'SMS.6033', 'target_server.disks is missing or empty.'],
  regionNameInvalid: [400, 'SMS.6034', 'region_name is missing or not valid.'],
  diskIdMissing: [400, 'SMS.6103', 'target_server.disks: disk "%s" has no disk_id.'],
  volumeNameMissing: [400, 'SMS.6104', 'target_server.disks: a volume of disk "%s" has no name.'],
  volumeSizeMissing: [400, 'SMS.6105', 'target_server.disks: volume "%s" has no valid size.'],
  integerInvalid: [400, 'SMS.6404', 'Not a whole number within its range: %s'],
  sourceQuota: [
    400,
    'SMS.6501',
    'There are %s source servers already, which is the quota; delete one first.',
  ],
  parametersInvalid: [400, 'SMS.9001', 'The parameters are not valid: %s'],

  // SMS: sources (65xx, 66xx, 73xx, 76xx)
  sourceUnusable: [400, 'SMS.6520', 'Source server %s is in the state %s and cannot be migrated.'],
  sizeBelowUsed: [400, 'SMS.6538', 'The new size of "%s" must exceed its used space by 1 GB.'],
  diskBelowPartitions: [400, 'SMS.6539', 'Disk "%s" would be smaller than its partitions.'],
  windowsShrink: [400, 'SMS.6540', 'Partition "%s" of a Windows source cannot shrink.'],
  groupBelowVolumes: [400, 'SMS.6541', 'Volume group "%s" would be smaller than its volumes.'],
  osTypeInvalid: [400, 'SMS.6601', 'os_type must be WINDOWS or LINUX: %s'],
  migrationIpInvalid: [400, 'SMS.6602', 'migration_ip "%s" is not valid: %s'],
  sourceOffline: [400, 'SMS.6603', 'Source server %s is not connected to SMS.'],
  projectNotFound: [404, 'SMS.7301', 'There is no migration project "%s".'],
  projectNameTaken: [400, 'SMS.7312', 'There is a migration project named "%s" already.'],
  projectLimit: [400, 'SMS.8115', 'The quantity of MigProject must be lower than or equal to 50'],
  projectIsDefault: [
    400,
    'SMS.7303',
    'Migration project "%s" is the default migration project and cannot be deleted.',
  ],
  projectIsSystem: [400, 'SMS.7303', 'SystemProject is in every account and cannot be %s.'],
  projectInUse: [400, 'SMS.7311', 'Migration project "%s" still holds %s source servers.'],
  noDefaultProject: [400, 'SMS.7304', 'The account has no default migration project.'],
  sourceHasTask: [
    400,
    'SMS.7601',
    'Source server %s has migration task %s; delete the task first.',
  ],
  sourceNotFound: [404, 'SMS.7602', 'SourceServer does not exist'],

  // SMS: creating tasks
  sourceIpInvalid: [400, 'SMS.6530', 'The address of the source server is not valid: %s'],
  systemDiskTooLarge: [400, 'SMS.6537', 'The system disk of source server %s is over 1 TB.'],
  uefiNeedsTarget: [
    400,
    'SMS.6535',
    'Source server %s boots with UEFI and cannot use a template; give target_server.vm_id of an existing server.',
  ],
  osMismatch: [400, 'SMS.6610', 'os_type %s of the task is not that of the source server, %s.'],
  partitionTooSmall: [400, 'SMS.6611', 'Target partition "%s" is too small: %s'],
  partitionNotAligned: [400, 'SMS.6612', 'The size of partition "%s" is not a multiple of 1 MB.'],
  gptReserve: [
    400,
    'SMS.6613',
    'Disk "%s" uses GPT and must be at least 33 MB larger than its partitions.',
  ],
  diskTooSmall: [400, 'SMS.6614', 'Target disk "%s" must be larger than its partitions.'],
  kernelNoBlock: [
    400,
    'SMS.6617',
    'The kernel of source server %s does not support MIGRATE_BLOCK; use MIGRATE_FILE.',
  ],
  kernelUnknown: [
    400,
    'SMS.6618',
    'The kernel details of source server %s are not available; register it with linux_block_check, or use MIGRATE_FILE.',
  ],
  templateNotFound: [404, 'SMS.7101', 'There is no template "%s".'],
  templateInUse: [400, 'SMS.7111', 'Template "%s" is used by migration task %s.'],
  templateNameTaken: [400, 'SMS.7112', 'There is a template named "%s" already.'],
  templateLimit: [
    400,
    'SMS.7113',
    'There are 50 templates already, which is the limit; delete one first.',
  ],
  passwordNotNow: [
    400,
    'SMS.9905',
    'The password of template %s can be queried only while its task is replicating or syncing.',
  ],
  targetTaken: [400, 'SMS.7605', '%s is already used by migration task %s.'],
  taskNameInvalid: [
    400,
    'SMS.7711',
    'The task name must have 1 to 64 letters, digits, "_", "-" or Chinese characters: %s',
  ],
  taskTypeInvalid: [400, 'SMS.7712', 'The task type is not valid: %s'],
  projectIdMissing: [400, 'SMS.7724', 'project_id is missing or empty.'],
  regionMissing: [400, 'SMS.7725', 'region_id is missing or empty.'],

  // SMS: what agents report and ask for
  subtaskUnknown: [400, 'SMS.6004', 'The sub-task is not known: %s'],
  commandNameMissing: [400, 'SMS.6020', 'command_name is missing.'],
  commandMismatch: [400, 'SMS.6021', 'The pending command is %s, not %s.'],
  commandResultInvalid: [400, 'SMS.6022', 'result must be success or fail: %s'],
  commandDetailInvalid: [400, 'SMS.6023', 'result_detail must be an object: %s'],
  progressRange: [400, 'SMS.6101', 'progress must be a whole number from 0 to 100: %s'],
  timeInvalid: [400, 'SMS.6405', 'Not a valid time: %s'],
  sourceHasNoTask: [400, 'SMS.7606', 'Source server %s has no migration task.'],
  copyStateMissing: [400, 'SMS.7726', 'copystate or migrationcycle is missing.'],
  copyStateEmpty: [400, 'SMS.7727', 'copystate or migrationcycle is empty.'],
  copyStatePair: [400, 'SMS.7728', 'copystate %s is not possible in migrationcycle %s; %s.'],
  targetGone: [400, 'SMS.8103', 'Target server %s does not exist.'],
  targetForeign: [
    403,
    'SMS.6527',
    'Target server %s belongs to project %s, not to project %s of the task.',
  ],
  targetNotReady: [400, 'SMS.8104', 'Target server %s cannot be used yet: its status is %s.'],
  targetWithoutUefi: [
    400,
    'SMS.6561',
    'Source server %s boots with UEFI, and target server %s was made from an image that does not: %s.',
  ],
  volumeUnknown: [400, 'SMS.6103', 'target_server.disks: "%s" is not a volume of server %s.'],
  volumeTooSmall: [
    400,
    'SMS.8106',
    'target_server.disks: no volume of server %s that is left is large enough for disk "%s" of %s GB.',
  ],
  targetUnknown: [400, 'SMS.8102', 'Task %s has no target server yet.'],

  // SMS: tasks (77xx)
  logAgentOld: [400, 'SMS.7707', 'The agent is %s; logs can be collected from 25.2.0 on.'],
  logRunning: [400, 'SMS.7716', 'The logs of task %s are being collected already.'],
  logNotStarted: [400, 'SMS.7717', 'Task %s was never started: it has no logs.'],
  taskNotFound: [404, 'SMS.7703', "Task doesn't exist"],
  taskUpdate: [400, 'SMS.7706', 'Task %s cannot be updated: %s'],
  cannotStart: [400, 'SMS.7713', 'Task %s is %s and cannot be started.'],
  cannotStop: [400, 'SMS.7714', 'Task %s is %s and cannot be paused.'],
  cannotDelete: [
    400,
    'SMS.7719',
    'Task %s cannot be deleted while its source server is in the state %s.',
  ],
  cannotLaunch: [
    400,
    'SMS.7721',
    'Task %s is %s: the target can be launched or cloned only in continuous sync.',
  ],
  cannotRestart: [
    400,
    'SMS.7722',
    'Task %s is %s: it can be restarted only after the target was launched.',
  ],

  cannotSync: [
    400,
    'SMS.7715',
    'Task %s cannot be synchronized while its source server is in the state %s.',
  ],
  cannotRollBack: [400, 'SMS.7718', 'Task %s is %s: only a failed sync can be rolled back.'],
  actionNotNow: [
    400,
    'SMS.6005',
    'The action %s is not possible now: task %s is in the state %s and its source server in the state %s.',
  ],
  noSnapshots: [400, 'SMS.8112', 'The snapshots of task %s have been deleted already.'],

  // SMS: permissions (behaviour.md §6.1, §8.8)
  actionForbidden: [403, 'SMS.9004', 'Policy does not allow %s to be performed.'],
} as const satisfies ErrorTable
