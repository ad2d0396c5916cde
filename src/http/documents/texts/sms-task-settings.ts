import type { OperationText } from './types.ts'

/** What belongs to a task: limits, options, certificates, logs, results, errors. */
export const taskSettingTexts = {
  ShowConsistencyResult: {
    summary: 'Show the consistency results of a task',
    description:
      'Returns the results of the consistency checks of a task, one for each check that has ended. The items of `result_list` are JSON texts; `--result-list objects` makes them objects, as Terraform expects. It is a read: a check adds its result when the clock reaches the end of CHECK_CONSISTENCY.',
    basis: [
      'documented',
      'JSON in texts is the API reference’s own form (behaviour.md §5.2, §8.5).',
    ],
    errors: ['taskNotFound'],
  },
  ShowsSpeedLimits: {
    summary: 'Show the speed limits of a task',
    description:
      'Returns the windows of the day in which the speed of a task is limited, in the order in which they were set. Without limits the list is empty. It is a read, in any state.',
    basis: [
      'inferred',
      'The fields are documented; the empty list is what Terraform expects, in place of SMS.6302 (behaviour.md §5.2).',
    ],
    errors: ['taskNotFound'],
  },
  UpdateSpeed: {
    summary: 'Set the speed limits of a task',
    description:
      'Replaces all speed limits of a task by the given windows, in any state. It takes effect at once: the end of a copy that is at work moves. Windows are read in UTC on the clock of the account, and the first one that applies counts; speed 0 means no limit.',
    basis: [
      'inferred',
      'The fields are documented; time zone and overlaps are guesses (behaviour.md §8.3).',
    ],
    errors: ['timeInvalid', 'taskNotFound'],
  },
  ShowConfigSetting: {
    summary: 'Show the options of a task',
    description:
      'Returns the options that were set for a task, or the one of `config_key`, with the kind of its migration. Without options the list is empty. It is a read, in any state.',
    basis: ['documented', 'Fields and kinds are the API reference’s (behaviour.md §5.2, §8.6).'],
    errors: ['taskNotFound'],
  },
  UploadSpecialConfigurationSetting: {
    summary: 'Set options of a task',
    description:
      'Sets options of a task one by one, in any state; options that are not named stay as they are. They take effect at once as texts: the service stores them and does not judge their values.',
    basis: ['documented', 'That the agent judges the values is documented (behaviour.md §8.6).'],
    errors: ['taskNotFound'],
  },
  ShowCertKey: {
    summary: 'Show the certificates of a task',
    description:
      'Returns certificates and private keys in PEM that an agent uses for its connection to the target, with the certificate of their issuer if `enable_ca_cert` is true. They are the same at every call, as they follow from the seed and the task. It is a read, in any state.',
    basis: [
      'inferred',
      'The fields are documented; the kind of key, Ed25519, is this emulator’s choice (behaviour.md §5.2).',
    ],
    errors: ['taskNotFound'],
  },
  ShowPassphrase: {
    summary: 'Show the passphrase of a task',
    description:
      'Returns the passphrase with which an agent protects its connection to the target. It is the same at every call, as it follows from the seed and the task. It is a read, in any state.',
    basis: ['documented', 'The field is documented; its text is made up (behaviour.md §5.2).'],
    errors: ['taskNotFound'],
  },
  UnlockTargetEcs: {
    summary: 'Unlock the target server of a task',
    description:
      'Deprecated: gives the target server of a task back to its owner. A server of ECS that the migration holds can be started, stopped and deleted again; any other target stays as it is. A task whose target is still to be created from a template is refused with SMS.8102, and one whose target was deleted with SMS.8103.',
    basis: [
      'documented',
      'Call and refusals are documented; that a lock is all that it ends is inferred (behaviour.md §3.3).',
    ],
    errors: ['targetUnknown', 'targetGone', 'taskNotFound'],
  },
  CollectLog: {
    summary: 'Collect the logs of a task',
    description:
      'Has the agent upload its logs to a bucket. The task must have been started, and no other upload may be at work. `log_collect_status` is UPLOADING at once; it becomes UPLOADED, with a link, when the clock has moved by 30 s of migration work. An external agent gets the command UPLOAD_LOG and ends the upload with its result.',
    basis: [
      'inferred',
      'Call and refusals are documented; how long an upload takes is a guess (behaviour.md §3.3).',
    ],
    errors: ['logNotStarted', 'logRunning', 'logAgentOld', 'taskNotFound'],
  },
  ExportConsistencyResults: {
    summary: 'Export consistency results as CSV',
    description:
      'Returns the consistency results of up to 200 tasks as a CSV file, one line for each directory that was compared. It is a read; if one of the tasks does not exist the call is refused as a whole.',
    basis: [
      'inferred',
      'That there is a file is documented; its columns are a guess (behaviour.md §8.5).',
    ],
    errors: ['parameterMissing', 'taskNotFound'],
  },
  ListErrorServers: {
    summary: 'List failed migrations',
    description:
      'Returns a page of the tasks that have failed, the newest first, with the error and the names of their servers. It is a read: a task leaves the list when it is started again or deleted.',
    basis: ['documented', 'The fields are the API reference’s (behaviour.md §1).'],
  },
} as const satisfies Record<string, OperationText>
