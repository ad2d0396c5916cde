import type { Meanings } from '../meanings.ts'
import { command } from '../sms/agent-meanings.ts'
import { shown_source } from '../sms/source-meanings.ts'
import { shown_task } from '../sms/task-meanings.ts'

/** What the words of stored sources and tasks mean, where they are not those of answers. */
export const source: Meanings = {
  ...shown_source,
  migproject_id: 'Id of the migration project that the source belongs to.',
  add_date: 'When the source registered, in epoch milliseconds.',
  connected_at: 'When the agent first polled, in epoch milliseconds; null before.',
  check_due: 'When the environment check will run, in epoch milliseconds; null if it has run.',
  task_id: 'Id of the task of the source; null without one.',
}
export const answer: Meanings = { ...command, at: 'When it was answered, in epoch milliseconds.' }
export const step: Meanings = {
  kind: 'What the task waits for.',
  since: 'When it began, in epoch milliseconds.',
  until: 'When it ends, in epoch milliseconds; null: only when somebody acts.',
  ends: 'When the sub-task ends if it goes on like this, in epoch milliseconds; null if that is not known.',
  work_ms:
    'Migration work from `since` on, in milliseconds at pace 1. In a step it is absent in files of earlier versions, and where the sub-task says it.',
}
export const task: Meanings = {
  ...shown_task,
  source_server_id: 'Id of the source server of the task.',
  create_date: 'When the task was created, in epoch milliseconds.',
  start_date: 'When the task was first started, in epoch milliseconds; null before.',
  finish_date: 'When the target was last launched, in epoch milliseconds; null before.',
  step: 'What the task waits for; null if nothing happens by itself.',
  at: 'When the copy will be done, in epoch milliseconds.',
  remain_ms: 'Time left of the copy, in milliseconds.',
  speed_limits: 'Limits by the time of the day, as UpdateSpeed set them.',
  configurations: 'Options that UploadSpecialConfigurationSetting has set.',
  consistency_results: 'Results of consistency checks, oldest first.',
  log: 'The latest upload of the log of the agent.',
  status: 'INIT (none yet), UPLOADING, UPLOADED or UPLOAD_FAIL.',
  bucket: 'OBS bucket that the log is uploaded to; null before the first upload.',
  upload_time: 'When the log was uploaded, in epoch milliseconds; null before.',
  share_url: 'Shared link of the uploaded log; null before.',
  measuring:
    'When the network will have been measured, in epoch milliseconds; null if it is not being measured.',
}
