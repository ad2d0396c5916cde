/** Tested by: test/http/control/explain-states.test.ts */
import type { Source, Task } from '../../schemas/stored/records.ts'
import { isoOf } from '../../schemas/time.ts'
import { alternatives } from '../../text/lists.ts'
import { type Action, actionRules, obstacleTo, skip_from, skip_to } from '../migration/actions.ts'
import { commandFor } from '../migration/commands.ts'
import { currentWork, rowProgress } from '../migration/progress.ts'
import { busy_states } from '../migration/source-states.ts'
import { about, type Facts, frozenClock, sourceNow, type TellCauses, taskNow } from './facts.ts'
import { type Way, wayOfSource, wayOfTask } from './ways.ts'

/** Why a call about a task was refused. */

type TellTaskCauses = (
  facts: Facts,
  task: Task,
  source: Source,
  params: readonly string[],
) => string[]

/** Of a refusal whose value at `place` is the id of a task. */
const ofTask =
  (tell: TellTaskCauses, place = 0): TellCauses =>
  (facts, params) =>
    about(facts.tasks.find(params[place] ?? ''), (task) =>
      about(facts.sources.find(task.source_server_id), (source) =>
        tell(facts, task, source, params),
      ),
    )

/** Of an action that the state does not allow, from the tables of actions and of moves. */
const ofAction =
  (action: Action): TellTaskCauses =>
  (facts, task, source) => {
    const { states, sources } = actionRules[action]
    switch (obstacleTo(action, task, source, facts.now)) {
      case 'task': {
        const way = wayOfTask(task, states)
        return [
          `${action} is allowed in ${alternatives(states)}; ${taskNow(facts, task)}.`,
          ...wordsOf(facts, way, `No way leads there from ${task.state}: create a new task.`),
        ]
      }
      case 'source': {
        const wanted = sources ?? (['waiting', 'premiged', 'premigfailed'] as const)
        const way = wayOfSource(source, wanted)
        return [
          `${action} is allowed while the source server is ${alternatives(wanted)}. ${sourceNow(source)}, and its task ${task.state}.`,
          ...wordsOf(facts, way, `No way leads there from ${source.state}: create a new task.`),
        ]
      }
      case 'work':
        return [...workCauses(facts, action, task), ...frozenClock(facts)]
      default:
        return []
    }
  }

/** The states are right, but the sub-task at hand is not. */
function workCauses(facts: Facts, action: Action, task: Task): string[] {
  const current = currentWork(task, facts.now)
  const at = current
    ? `at sub-task ${current.row.name} of round ${current.row.user_op} at ${rowProgress(task, current.row, current)} %`
    : 'at no sub-task'
  if (action === 'network_check') {
    return [`The network of task ${task.id} is being measured until ${isoOf(task.measuring ?? 0)}.`]
  }
  if (action === 'skip') {
    return [
      `Only sub-task CHECK_CONSISTENCY can be skipped, while it shows ${skip_from} to ${skip_to} %. ${taskNow(facts, task)}, ${at}: wait until it is there, or create the task with is_need_consistency_check.`,
    ]
  }
  return [
    `${taskNow(facts, task)}, but not yet in continuous sync itself: it is ${at}. Wait until that round has ended.`,
  ]
}

const deletion: TellTaskCauses = (facts, task, source) => [
  source.state === 'stopping'
    ? `Its stop is under way: ${sourceNow(source)}. Wait until it is stopped.`
    : stopAdvice(task, source),
  `Its source server must have left ${alternatives(busy_states)}, or have lost its agent. ${taskNow(facts, task)}.`,
  ...frozenClock(facts),
]

function stopAdvice(task: Task, source: Source): string {
  const canStop = actionRules.stop.states.includes(task.state)
  return canStop
    ? `Stop it first: POST /v3/tasks/${task.id}/action {"operation": "stop"}. ${sourceNow(source)}.`
    : `Wait until it has ended: ${sourceNow(source)}.`
}

/** Who has what was to be given to another task. */
const taken: TellTaskCauses = (facts, task, source) => [
  `${taskNow(facts, task)}, of source server ${source.id} ("${source.name}"), with target "${task.target_server.vm_id || task.target_server.name}".`,
  `Delete that one first (DELETE /v3/tasks/${task.id}), continue it, or name another source or vm_id.`,
]

const fixed: TellTaskCauses = (facts, task, source) => [
  `${taskNow(facts, task)}. ${sourceNow(source)}.`,
  'Type and template are fixed when a task has left READY: create a new task. A clone can be changed from continuous sync on.',
]

const uploading: TellTaskCauses = (facts, { id, log }) => [
  log.due === null
    ? `The agent of task ${id} is uploading the logs to bucket "${log.bucket}": wait until it reports that it has ended.`
    : `They are uploaded to bucket "${log.bucket}" until ${isoOf(log.due)}: wait for that.`,
  ...frozenClock(facts),
]

const launched: TellTaskCauses = (_, task, source) => [
  `An earlier clear did that: ${sourceNow(source)}. The task itself can go now, with DELETE /v3/tasks/${task.id}.`,
]

export const taskCauses = {
  cannotStart: ofTask(ofAction('start')),
  cannotStop: ofTask(ofAction('stop')),
  cannotLaunch: ofTask(ofAction('cutover')),
  cannotRestart: ofTask(ofAction('restart')),
  cannotRollBack: ofTask(ofAction('sync_failed_rollback')),
  actionNotNow: (facts, params) => ofTask(ofAction(params[0] as Action), 1)(facts, params),
  cannotSync: ofTask((facts, _, source) => [
    `restart is allowed while the source server is finished. ${sourceNow(source)}.`,
    ...wordsOf(
      facts,
      wayOfSource(source, ['finished']),
      `No way leads back from ${source.state}: delete the task and create another.`,
    ),
  ]),
  cannotDelete: ofTask(deletion),
  targetTaken: ofTask(taken, 1),
  sourceHasTask: ofTask(
    (facts, task, source) => [
      `${taskNow(facts, task)}, of this source server.`,
      ...(busy_states.includes(source.state) ? [stopAdvice(task, source)] : []),
      `The call for that is DELETE /v3/tasks/${task.id}.`,
    ],
    1,
  ),
  taskUpdate: ofTask(fixed),
  logRunning: ofTask(uploading),
  logNotStarted: ofTask((facts, task) => [
    `${taskNow(facts, task)}: begin it with POST /v3/tasks/${task.id}/action {"operation": "start"}.`,
  ]),
  noSnapshots: ofTask(launched),
  targetUnknown: ofTask((facts, task) => [
    `${taskNow(facts, task)}. Its target is created by sub-task CREATE_CLOUD_SERVER: start it and wait for that, or create the task with target_server.vm_id.`,
    ...frozenClock(facts),
  ]),
  commandMismatch: (facts, [pending, , id]) =>
    about(facts.sources.find(id ?? ''), (source) =>
      about(facts.tasks.find(source.task_id ?? ''), (task) => [
        `${taskNow(facts, task)}, so that ${pending} is the command of its agent${logWords(task, source)}.`,
        `Ask with GET /v3/sources/${id}/command and report the result of that command.`,
      ]),
    ),
} satisfies Record<string, TellCauses>

/** @param none what to do where no way leads there. */
function wordsOf(facts: Facts, way: Way | undefined, none: string): string[] {
  if (way === undefined) return [none]
  return [`The way there: ${way.words}.`, ...(way.takesTime ? frozenClock(facts) : [])]
}

const logWords = (task: Task, source: Source): string =>
  commandFor(task, source).command_name === 'UPLOAD_LOG' ? ' while its logs are collected' : ''
