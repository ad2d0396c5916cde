import type { OperationText } from './types.ts'

/** What CreateTask and UpdateTask refuse of a target server that exists beside SMS. */
const target_refusals = [
  'targetGone',
  'targetForeign',
  'targetNotReady',
  'targetWithoutUefi',
  'volumeUnknown',
  'volumeTooSmall',
] as const

/** Migration tasks: their life from creation to deletion. */
export const taskTexts = {
  ListTasks: {
    summary: 'List migration tasks',
    description:
      'Returns a page of the tasks of the account, the newest first, with progress and remaining time as of the clock. The filters can be combined, and `count` is the number of all matches. It is a read: on a frozen clock repeated calls give the same answer.',
    basis: [
      'documented',
      'Filters and fields are the API reference’s; that `limit=0` means the default is inferred (behaviour.md §3.1).',
    ],
  },
  CreateTask: {
    summary: 'Create a migration task',
    description:
      'Creates a task for a source server that is connected, `waiting` and without a task. The task is READY at once, and its source is in the stage `setting` (`premigready` if `need_migration_test` asks for a drill). With `auto_start` it starts by itself once the clock has moved: 6 s of migration work later, after the measurement and the drill if they are asked for; otherwise send `start` with UpdateTaskStatus. After a lost answer look for the task with ListTasks before a retry, as a second one is refused with SMS.7605.',
    basis: [
      'documented',
      'Fields and most refusals are documented, the delay of the start is from a sample; the order of the checks is inferred (behaviour.md §3.2).',
    ],
    errors: [
      'taskNameInvalid',
      'taskTypeInvalid',
      'osTypeInvalid',
      'projectIdMissing',
      'regionMissing',
      'regionNameInvalid',
      'sourceIdInvalid',
      'targetMissing',
      'vmIdMissing',
      'targetDisksMissing',
      'diskIdMissing',
      'volumeNameMissing',
      'volumeSizeMissing',
      'migrationIpInvalid',
      'sourceOffline',
      'sourceUnusable',
      'systemDiskTooLarge',
      'osMismatch',
      'kernelUnknown',
      'kernelNoBlock',
      'uefiNeedsTarget',
      'partitionTooSmall',
      'partitionNotAligned',
      'gptReserve',
      'diskTooSmall',
      'targetTaken',
      'sourceNotFound',
      'templateNotFound',
      ...target_refusals,
    ],
  },
  ShowTask: {
    summary: 'Show a migration task',
    description:
      'Returns a task with its sub-tasks and their progress, its target, its speed and its remaining time as of the clock. It is a read, in any state, and changes nothing: a task that you first look at after its end is simply finished. `remain_seconds` and `total_time` are milliseconds, and `estimate_complete_time` is now plus `remain_seconds`.',
    basis: [
      'observed',
      'Fields and units are those of the vendor’s walkthrough, progress as third parties saw it (behaviour.md §4.1, §4.7).',
    ],
    errors: ['taskNotFound'],
  },
  UpdateTask: {
    summary: 'Update a migration task',
    description:
      'Changes the given fields of a task at once; a field that is absent or null stays. `type` and `vm_template_id` can be changed only while the task is READY, and `clone_server` once its source is syncing. A new speed limit moves the end of the sub-task at work. An external agent reports with this call what it attached, such as `image_disk_id`.',
    basis: [
      'inferred',
      'The fields are documented; which of them are fixed after the start is a guess (behaviour.md §5.2).',
    ],
    errors: [
      'taskNameInvalid',
      'taskUpdate',
      'migrationIpInvalid',
      'kernelUnknown',
      'kernelNoBlock',
      'targetTaken',
      ...target_refusals,
      'taskNotFound',
      'templateNotFound',
    ],
  },
  DeleteTask: {
    summary: 'Delete a migration task',
    description:
      'Deletes a task at once, and its source is `waiting` in the stage `checking` again. It is refused with SMS.7719 while its agent is connected and its source is in a state of work (docs/states.md): while the task is RUNNING or SYNCING send `stop` and wait for ABORT; otherwise wait until the source has left that state. Results of consistency checks and a template of this task alone are deleted with it.',
    basis: [
      'inferred',
      'In which states it is allowed is documented; that it ends at once is a guess (behaviour.md §2.8).',
    ],
    errors: ['cannotDelete', 'taskNotFound'],
  },
  DeleteTasks: {
    summary: 'Delete several migration tasks',
    description:
      'Deletes the tasks of `ids` at once, all of them or none. If one of them is at work or does not exist, the call is refused and the others stay. What is deleted with each task is the same as with DeleteTask.',
    basis: [
      'inferred',
      'That a bad id keeps the others is a guess; the rules for each task are documented (behaviour.md §2.8).',
    ],
    errors: ['cannotDelete', 'taskNotFound'],
  },
  UpdateTaskStatus: {
    summary: 'Send an action to a task',
    description: [
      'Sends a task one of the actions below; each has states in which it is allowed (docs/states.md) and is otherwise refused with the code in brackets. The state changes at once, and all further work needs the clock to move: the agent finds the command 16 s of migration work later, and its first sub-task begins then.',
      '- `start`: in READY, ABORT, MIGRATE_FAIL or SYNC_FAIL (SMS.7713). The task is RUNNING, or SYNCING where a sync was paused or has failed.',
      '- `stop`: in RUNNING or SYNCING (SMS.7714). The task is ABORTING, and ABORT 10 s of migration work later.',
      '- `cutover`, or `test`, which is the same: for a task that was created with `syncing: true`, in SYNCING with its source `syncing` (SMS.7721), and with its agent connected (SMS.6603). It launches the target; the task ends as MIGRATE_SUCCESS the first time, SYNC_SUCCESS later.',
      '- `clone_test`: under the same conditions as `cutover` (SMS.7721, SMS.6603). It clones the target, and the task stays in SYNCING.',
      '- `restart`: in MIGRATE_SUCCESS or SYNC_SUCCESS (SMS.7722, SMS.7715). It begins another sync.',
      '- `sync_failed_rollback`: in SYNC_FAIL (SMS.7718). The task is RESETING, then as it was after the launch.',
      '- `skip`, `clear`, `network_check`, `migration_test` (SMS.6005, SMS.8112), `error_for_overspeed` (SMS.7714) and `collect_log` (SMS.7716, SMS.7717, SMS.7707).',
    ].join('\n'),
    basis: [
      'documented',
      'When most actions are allowed follows from the documented error codes; several results are inferred, each marked in docs/states.md (behaviour.md §3.3).',
    ],
    errors: [
      'cannotStart',
      'cannotStop',
      'cannotLaunch',
      'cannotRestart',
      'cannotSync',
      'cannotRollBack',
      'actionNotNow',
      'noSnapshots',
      'sourceOffline',
      'parametersInvalid',
      'logNotStarted',
      'logRunning',
      'logAgentOld',
      'taskNotFound',
      'templateNotFound',
    ],
  },
} as const satisfies Record<string, OperationText>
