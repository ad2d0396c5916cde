import type { Advice } from './types.ts'

/** Refusals of SMS that depend on what an account holds: sources, tasks, templates, projects. */
export const migrationErrors = {
  sourceQuota: ['The account holds 1,000 source servers, its quota.', 'Delete one first.'],
  sourceUnusable: [
    'A check of the source ended with an error, so that it is `unavailable`.',
    'Look at `checks` of ShowServer, repair what failed, and register the source again.',
  ],
  sizeBelowUsed: ['A new size is less than 1 GB above the used space.', 'Choose a larger size.'],
  diskBelowPartitions: [
    'The disk would be smaller than its partitions.',
    'Enlarge the disk, or shrink the partitions first.',
  ],
  windowsShrink: [
    'A partition of a Windows source would shrink.',
    'Keep its size or choose a larger one.',
  ],
  groupBelowVolumes: [
    'The volume group would be smaller than its volumes.',
    'Enlarge the group, or shrink the volumes first.',
  ],
  sourceOffline: [
    'The agent of the source is not connected. A new source connects when its check has run, 90 ms later on the clock.',
    'Advance the clock if it is frozen, or bring the agent back.',
  ],
  projectNotFound: [
    'There is no migration project of that id.',
    'Use an id that ListMigprojects returns.',
  ],
  projectNameTaken: [
    'Another migration project has the name.',
    'Choose another name, or update that project.',
  ],
  projectLimit: ['The account has 50 migration projects, the limit.', 'Delete one first.'],
  projectIsDefault: [
    'The project is the default one.',
    'Make another project the default first (UpdateDefaultMigproject).',
  ],
  projectIsSystem: [
    'The project is `SystemProject`, which can be neither renamed nor deleted.',
    'Use a project of your own.',
  ],
  projectInUse: [
    'The project still holds source servers.',
    'Move them to another project with UpdateServerName, or delete them.',
  ],
  noDefaultProject: [
    'The account has no default migration project to put the source into.',
    'Set one with UpdateDefaultMigproject.',
  ],
  sourceHasTask: ['The source server has a migration task.', 'Delete the task first.'],
  sourceNotFound: [
    'There is no source server of that id in the account.',
    'Use an id that ListServers returns; a reset or a deletion removes sources.',
  ],
  systemDiskTooLarge: [
    'The system disk of the source is over 1 TB.',
    'Such a source cannot be migrated.',
  ],
  uefiNeedsTarget: [
    'The source boots with UEFI, and a template is given instead of a server.',
    'Send `target_server.vm_id` of an existing server.',
  ],
  osMismatch: ['`os_type` of the task is not that of its source.', 'Send the one of the source.'],
  partitionTooSmall: [
    'A target partition is smaller than the data, or for `MIGRATE_BLOCK` than the source partition.',
    'Choose a larger size.',
  ],
  partitionNotAligned: [
    'The size of a target partition is not a multiple of 1 MB.',
    'Round it up to 1,048,576 bytes.',
  ],
  gptReserve: ['A GPT disk is less than 33 MB larger than its partitions.', 'Enlarge the disk.'],
  diskTooSmall: ['A target disk is not larger than its partitions together.', 'Enlarge the disk.'],
  kernelNoBlock: [
    'The kernel of the source does not support block-level migration.',
    'Use `MIGRATE_FILE`.',
  ],
  kernelUnknown: [
    'It is not known whether the kernel of the source supports block-level migration.',
    'Register the source with `linux_block_check`, or use `MIGRATE_FILE`.',
  ],
  templateNotFound: ['There is no template of that id.', 'Use an id that ListTemplates returns.'],
  templateInUse: ['A migration task uses the template.', 'Delete the task first.'],
  templateNameTaken: [
    'Another template has the name.',
    'Choose another name, or update that template.',
  ],
  templateLimit: ['The account has 50 templates, the limit.', 'Delete one first.'],
  passwordNotNow: [
    'No task of the template is replicating or syncing.',
    'Ask while such a task is at work.',
  ],
  targetTaken: [
    'The source has a task already, or another task has this `vm_id` as its target.',
    'Look for the task with ListTasks; after a lost answer it is yours.',
  ],
  sourceHasNoTask: [
    'The source server has no migration task yet.',
    'Ask again after CreateTask; an agent simply keeps polling.',
  ],
  targetGone: [
    'The target of the task was deleted in ECS, or, with `--companions strict`, ECS does not have it.',
    'Use the id of a server that EcsListServersDetails lists.',
  ],
  targetForeign: [
    'The server in `target_server.vm_id` is in another project than `project_id`.',
    'Send the project of the server, or use a server of this one.',
  ],
  targetNotReady: [
    'The server in `target_server.vm_id` is being built.',
    'Wait until its job has ended.',
  ],
  targetWithoutUefi: [
    'The source boots with UEFI, and the image of the target does not.',
    'Use a server that was made from an image with UEFI.',
  ],
  volumeUnknown: [
    'A `disk_id` is not the id of a volume of the target.',
    'Use the ids that EcsListServerBlockDevices lists, or leave `disk_id` out.',
  ],
  volumeTooSmall: [
    'The target has fewer volumes than the task has disks, or smaller ones.',
    'Use a server with a volume of at least the same size for each disk.',
  ],
  targetUnknown: [
    'The task has no target server yet: it is created from a template during the migration.',
    'Wait until `target_server.vm_id` is set.',
  ],
  logAgentOld: [
    'The agent is older than 25.2.0 and cannot upload its logs.',
    'Register the source with a newer `agent_version`.',
  ],
  logRunning: [
    'The logs of the task are being collected already.',
    'Wait for the end of the upload, 30 s of migration work.',
  ],
  logNotStarted: ['The task was never started.', 'Start it first.'],
  taskNotFound: [
    'There is no task of that id in the account.',
    'Use an id that ListTasks returns; a reset or a deletion removes tasks.',
  ],
  taskUpdate: [
    'The field cannot be changed any more, or not in the state of the source.',
    'Change `type` and `vm_template_id` while the task is READY, and a clone once the source is syncing.',
  ],
  cannotStart: [
    '`start` in another state than READY, ABORT, MIGRATE_FAIL or SYNC_FAIL, or before the drill has ended.',
    'After a success send `restart`; otherwise wait for one of these states.',
  ],
  cannotStop: [
    '`stop` while the task is neither RUNNING nor SYNCING.',
    'There is nothing to pause.',
  ],
  cannotDelete: [
    'The agent is connected, and the source of the task is in a state of work, such as `replicate` or `clearing` (docs/states.md).',
    'While the task is RUNNING or SYNCING send `stop` and wait for ABORT; otherwise wait until the source has left that state.',
  ],
  cannotLaunch: [
    '`cutover`, `test` or `clone_test` outside of continuous sync, or while another round is at work.',
    'Wait until the task is SYNCING and its sub-tasks have ended; only a task that was created with `syncing: true` syncs.',
  ],
  cannotRestart: [
    '`restart` before the target was launched.',
    'Send `start`, or wait for MIGRATE_SUCCESS.',
  ],
  cannotSync: [
    '`restart` while the source is not `finished`, as after its snapshots were cleared.',
    'A cleared migration cannot continue; create a new task.',
  ],
  cannotRollBack: [
    '`sync_failed_rollback` in another state than SYNC_FAIL.',
    'Only a sync that failed after a launch can be rolled back.',
  ],
  actionNotNow: [
    'The action is not allowed in the state of the task and its source, or at the current sub-task.',
    'docs/states.md lists when each action is allowed.',
  ],
  noSnapshots: [
    '`clear` after the snapshots were deleted already.',
    'There is nothing left to do.',
  ],
} as const satisfies Record<string, Advice>
