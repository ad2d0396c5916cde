import t from 'tap'
import { commandFor, pendingCommand } from '../../src/domain/migration/commands.ts'
import type { SourceState, TaskState } from '../../src/schemas/sms/states.ts'
import type { Source, Task } from '../../src/schemas/stored/records.ts'

/** What an agent is told when it asks, by the state of its task (behaviour.md §5.2). */

type Log = Pick<Task['log'], 'status' | 'bucket'>
const taskIn = (state: TaskState, log: Partial<Log> = {}) =>
  ({ id: 'task', state, log: { status: null, bucket: null, ...log } }) as Task
const sourceIn = (state: SourceState) => ({ state }) as Source
const source = sourceIn('replicate')

const rows: [state: TaskState, command: string, waits: boolean][] = [
  ['READY', 'TASK_NOT_STARTED', false],
  ['RUNNING', 'START', false],
  ['SYNCING', 'START', false],
  ['SKIPPING', 'SKIP', false],
  ['ABORTING', 'STOP', true],
  ['ABORT', 'TASK_HAS_STOPPED', false],
  ['MIGRATE_FAIL', 'TASK_HAS_STOPPED', false],
  ['SYNC_FAIL', 'TASK_HAS_STOPPED', false],
  ['RESETING', 'STOP', true],
  ['DELETING', 'DELETE', true],
  ['MIGRATE_SUCCESS', 'TASK_HAS_FINISHED', false],
  ['SYNC_SUCCESS', 'TASK_HAS_FINISHED', false],
]

t.test('each state has its command, and some commands wait for a result', async (t) => {
  for (const [state, command_name, waits] of rows) {
    const task = taskIn(state)
    t.strictSame(commandFor(task, source), {
      command_name,
      command_param: { task_id: 'task', bucket: null },
    })
    t.equal(pendingCommand(task, source), waits ? command_name : undefined, state)
  }
  t.equal(pendingCommand(undefined, source), undefined, 'no task, no command')
})

t.test('a drill is a command of its own, and an upload comes before everything', async (t) => {
  const drill = sourceIn('premiging')
  t.match(commandFor(taskIn('READY'), drill), { command_name: 'PREMIGRATE' })
  const uploading = taskIn('READY', { status: 'UPLOADING', bucket: 'logs' })
  t.strictSame(commandFor(uploading, drill), {
    command_name: 'UPLOAD_LOG',
    command_param: { task_id: 'task', bucket: 'logs' },
  })
  t.equal(pendingCommand(uploading, drill), 'UPLOAD_LOG')
})
