import type { Meanings } from '../meanings.ts'

/** What the words mean that an agent exchanges with the service, beside reports of progress (behaviour.md §5.2). */

/** Of a report of a state. */
export const copy_state: Meanings = {
  copystate:
    'Required. New state of the source, in any case; init and initialize mean the same. It must be one that the stage allows (SMS.7728).',
  migrationcycle:
    'Required. New stage of the source, in any case; also no_ready, ready_for_test, testing and tested, as agents of old versions send them.',
}

/** Of commands to agents. */
export const command: Meanings = {
  command_name:
    'Name of the command: START, STOP, SKIP, PREMIGRATE, UPLOAD_LOG or DELETE; TASK_NOT_STARTED, TASK_HAS_STOPPED or TASK_HAS_FINISHED if there is nothing to do.',
  command_param: 'What the command is about.',
  task_id: 'Id of the task that the command is about; null if the source has none.',
  bucket: 'OBS bucket that the log is to be uploaded to; null unless one was asked for.',
  result: 'success or fail.',
  result_detail:
    'Details of the result: an object, the JSON text of one, or null. It must be present and is only kept.',
}

/** Of the certificates, keys and passphrase of a task. They are the same at every call. */
export const certificates: Meanings = {
  enable_ca_cert: 'true: also answer the certificate of the issuer. Default: false.',
  cert: 'Certificate of the source, PEM.',
  private_key: 'Private key of the source, PEM.',
  ca: 'Certificate of the issuer, PEM; null unless enable_ca_cert is true.',
  target_mgmt_cert: 'Certificate of the target for its management channel, PEM.',
  target_mgmt_private_key: 'Private key of the target for its management channel, PEM.',
  target_data_cert: 'Certificate of the target for its data channel, PEM.',
  target_data_private_key: 'Private key of the target for its data channel, PEM.',
  task_id: 'Id of the migration task, as in the path.',
  passphrase: 'Passphrase of the secure channel of the task.',
}

/** Of an export of results of consistency checks. */
export const export_request: Meanings = {
  task_info: 'Tasks whose results are exported, 1 to 200.',
  task_id: 'Id of the task. Required.',
  source_id: 'Id of the source server. Not used.',
  source_name: 'Name of the source server. Not used.',
}
