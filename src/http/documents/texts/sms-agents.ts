import type { OperationText } from './types.ts'

/** What agents ask for and report (docs/agents.md). */
export const agentTexts = {
  UpdateCopyState: {
    summary: 'Report the state of a source server',
    description:
      'An agent reports the state and stage of its source; the pair must be possible (SMS.7728). The source moves at once, and its task with it: `error` fails the task, `stopped` pauses it, `syncing` and `finished` end its round. A report that the source cannot reach from where it is, or in a state that only the service leaves, is accepted and changes nothing.',
    basis: [
      'documented',
      'The pairs and the states that ignore reports are documented; which reports move a task is inferred (behaviour.md §2.2, §5.2).',
    ],
    errors: ['copyStateMissing', 'copyStateEmpty', 'copyStatePair', 'sourceNotFound'],
  },
  UpdateDiskInfo: {
    summary: 'Report the disks of a source server',
    description:
      'An agent reports the disks and volume groups of its source, as it does every two hours. Without a task they replace the ones of the source at once. With a task they are kept apart: a difference to the disks of the task fails the copy with SMS.0515 when it begins or continues on the clock.',
    basis: [
      'documented',
      'The call is documented; the failure was observed by third parties (behaviour.md §2.6, §6.4).',
    ],
    errors: ['sourceNotFound'],
  },
  ShowCommand: {
    summary: 'Ask for the command of an agent',
    description:
      'Returns what the agent of a source is to do: START, STOP, SKIP, PREMIGRATE or UPLOAD_LOG, or a name that begins with TASK_ when there is nothing to do. A command is repeated until it has ended. For an external agent the call is a sign of life: it is disconnected after 60 s of the clock without one. For a simulated agent it is a read.',
    basis: [
      'inferred',
      'The names are documented; which of them is answered when is a guess (behaviour.md §5.2).',
    ],
    errors: ['sourceHasNoTask', 'sourceNotFound'],
  },
  UpdateCommandResult: {
    summary: 'Report the result of a command',
    description:
      'An agent reports whether it carried out the pending command. It takes effect at once: STOP with `success` pauses the task and with `fail` lets it continue; START with `fail` fails the task with the error of `result_detail`; UPLOAD_LOG ends the upload. A result for another command than the pending one is refused with SMS.6021.',
    basis: [
      'inferred',
      'Fields and codes are documented; what each result leads to is a guess (behaviour.md §5.2).',
    ],
    errors: [
      'commandNameMissing',
      'commandMismatch',
      'commandResultInvalid',
      'commandDetailInvalid',
      'sourceNotFound',
    ],
  },
  UpdateTaskSpeed: {
    summary: 'Report the progress of a sub-task',
    description:
      'An agent reports progress, sizes, speed and load of a sub-task of its task. For an external agent it moves the task at once: 100 ends the sub-task, and a report about a later one ends those before it. Of a simulated agent’s task it is shown until that agent continues, and moves nothing. It is accepted in any state of the task.',
    basis: [
      'observed',
      'Terraform’s acceptance tests report for tasks of any state; what a report moves is inferred (behaviour.md §5.2).',
    ],
    errors: ['subtaskUnknown', 'progressRange', 'timeInvalid', 'taskNotFound'],
  },
  UpdateConsistencyResult: {
    summary: 'Report a consistency result',
    description:
      'An agent reports what a comparison of files found. The result is added to those of the task at once, in any state; `check_result` is false if a file differs, is missing or is surplus. It moves neither task nor clock.',
    basis: ['documented', 'The fields are the API reference’s (behaviour.md §5.2, §8.5).'],
    errors: ['taskNotFound'],
  },
  UpdateNetworkCheckInfo: {
    summary: 'Report a measurement of the network',
    description:
      'An agent reports what it measured of the network between its source and the target. It replaces `network_check_info` of the task at once, in any state. A simulated agent measures by itself, 4 minutes of migration work after `network_check`.',
    basis: [
      'documented',
      'The fields are documented, and Terraform sends it for a new task (behaviour.md §5.2, §8.4).',
    ],
    errors: ['taskNotFound'],
  },
} as const satisfies Record<string, OperationText>
