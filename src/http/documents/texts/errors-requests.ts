import type { Advice } from './types.ts'

/** Refusals of SMS about the request itself: its body, its parameters and its permission. */
export const requestErrors = {
  nameEmpty: ['`name` is empty or missing.', 'Send a name of 1 to 64 characters.'],
  nameLength: ['`name` has more than 64 characters.', 'Shorten it.'],
  nameCharacters: [
    '`name` has a character other than letters, digits, `_`, `-` and `.`.',
    'Use ASCII names for source servers; only task names may be Chinese.',
  ],
  platformInvalid: ['`platform` is not in the list of platforms.', 'Use one of the listed values.'],
  bodyNotJson: ['The body is not JSON, or is nested more than 100 deep.', 'Send valid JSON.'],
  bodyInvalid: [
    'A field of the body has the wrong type, format or value; under `--strict-contract` also an unknown field.',
    'Correct the field that the message names.',
  ],
  bodyEmpty: ['There is no body, and this call needs one.', 'Send the body as JSON.'],
  parameterMissing: ['A required field of the body is missing.', 'Send the field that is named.'],
  parameterTooLong: ['A text of the body is too long.', 'Shorten the field that is named.'],
  contentType: [
    'The Content-Type is not JSON.',
    'Send `Content-Type: application/json`, or leave the header out.',
  ],
  sourceIdInvalid: [
    'The id of the source server is empty or too long.',
    'Send an id as RegisterServer or ListServers returned it.',
  ],
  targetMissing: ['`target_server` is missing.', 'Describe the target server and its disks.'],
  vmIdMissing: [
    'Neither `target_server.vm_id` nor `vm_template_id` is given.',
    'Name an existing server, or the template to create one from.',
  ],
  targetDisksMissing: [
    '`target_server.disks` is missing or empty.',
    'Describe at least the system disk, as the source reported it.',
  ],
  regionNameInvalid: ['`region_name` is missing or empty.', 'Send the name of the region.'],
  diskIdMissing: [
    'A disk of the target has no `disk_id` and no template is used.',
    'Send the id of the disk at the target.',
  ],
  volumeNameMissing: ['A volume of the target has no `name`.', 'Name it, such as `/dev/vda1`.'],
  volumeSizeMissing: ['A volume of the target has no `size`, or 0.', 'Send its size in bytes.'],
  integerInvalid: [
    '`limit` or `offset` is not a whole number within its range.',
    'Send a number within the range of the parameter.',
  ],
  parametersInvalid: [
    'A parameter of the path or query, or the action, has an invalid value.',
    'Correct the parameter that the message names.',
  ],
  subtaskUnknown: ['`subtask_name` is not a known sub-task.', 'Use a name that ShowTask lists.'],
  commandNameMissing: ['`command_name` is missing.', 'Send the name that ShowCommand answered.'],
  commandMismatch: [
    'The agent answers another command than the pending one.',
    'Call ShowCommand, and answer the command that it returns.',
  ],
  commandResultInvalid: ['`result` is neither `success` nor `fail`.', 'Send one of the two.'],
  commandDetailInvalid: [
    '`result_detail` is neither an object nor the JSON text of one.',
    'Send an object, such as `{}`.',
  ],
  progressRange: ['`progress` is not a whole number from 0 to 100.', 'Send one.'],
  timeInvalid: ['A time is not valid.', 'Use the format of the field, such as `HH:MM`.'],
  copyStateMissing: ['`copystate` or `migrationcycle` is missing.', 'Send both.'],
  copyStateEmpty: ['`copystate` or `migrationcycle` is empty.', 'Send both.'],
  copyStatePair: [
    'The state is not possible in the stage, or one of the two is unknown.',
    'Use one of the pairs that the message lists.',
  ],
  taskNameInvalid: [
    'The name of the task is empty, too long, or has other characters than letters, digits, `_`, `-` and Chinese.',
    'Use 1 to 64 of these, or at most 20 under `--strict-contract`.',
  ],
  taskTypeInvalid: ['`type` is not a way of migrating.', 'Send `MIGRATE_FILE` or `MIGRATE_BLOCK`.'],
  projectIdMissing: ['`project_id` is missing or empty.', 'Send the id of the IAM project.'],
  regionMissing: ['`region_id` is missing or empty.', 'Send the id of the region.'],
  osTypeInvalid: ['`os_type` is not a known one.', 'Send `WINDOWS` or `LINUX`.'],
  migrationIpInvalid: [
    '`migration_ip` is not an address, or a private one while `use_public_ip` is true, its default.',
    'Send an address of the right kind, or `use_public_ip: false`.',
  ],
  sourceIpInvalid: [
    '`ip` is not an IPv4 address, or `ipv6` not an IPv6 address.',
    'Send a valid address, or leave the field empty.',
  ],
  actionForbidden: [
    'The policies of the user do not allow the action that the message names.',
    'Allow it (`roles` or `actions` of the user in a fixture), or call as another user.',
  ],
} as const satisfies Record<string, Advice>
