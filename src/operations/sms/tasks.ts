import { act } from '../../domain/migration/actions.ts'
import { collectLog, logEvent } from '../../domain/migration/logs.ts'
import { keepsItsTask, moveSource } from '../../domain/migration/source-states.ts'
import { changeOf } from '../../domain/migration/task-changes.ts'
import { newTask } from '../../domain/resources/new-task.ts'
import { checkRequest, checkTaskCreation, templateOf } from '../../domain/resources/task-checks.ts'
import { updated } from '../../domain/resources/task-update.ts'
import { replan } from '../../domain/resources/timers.ts'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import type {
  ListTasksQuery,
  PostTask,
  PutTaskReq,
  UpdateTaskStatusReq,
} from '../../schemas/sms/tasks.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import type { Session } from '../account/session.ts'
import { read, write } from '../account/settle.ts'
import { findSource } from './source-servers.ts'

/** One function per operation on migration tasks, named by its operationId: load, decide, save. */

/** @throws ApiError SMS.7703 */
export function findTask(emulator: Emulator, account_id: string, id: string): Task {
  const task = emulator.tasks.find(account_id, id)
  if (!task) throw new ApiError('taskNotFound')
  return task
}

/** A task and its source, to be changed. @throws ApiError SMS.7703 */
function findMigration({ emulator, account_id }: Session, id: string) {
  const task = findTask(emulator, account_id, id)
  return { task, source: findSource(emulator, account_id, task.source_server_id) }
}

/**
 * @throws ApiError SMS.7602 when the source does not exist, and those of `checkTaskCreation`.
 */
export function createTask(
  emulator: Emulator,
  account_id: string,
  input: PostTask,
): { id: string } {
  return write(emulator, account_id, (session) => {
    if (emulator.config.strict_contract) checkStrictly(input.name)
    const source = checkCreation(session, input, () =>
      findSource(emulator, account_id, input.source_server.id),
    )
    const { now, ids, clock } = session
    const id = ids.uuid()
    const deviations = session.deviations(source, { id, name: input.name, type: input.type })
    const made = newTask(input, source, { id, now, ids, pace: clock.pace, deviations })
    session.saveMoved(made)
    return { id }
  })
}

/**
 * Whether a task may be created, by what it says and by what the account holds.
 *
 * @param sourceMeant finds the source, once the request itself is in order.
 * @returns the source.
 * @throws as checkRequest, sourceMeant and checkTaskCreation
 */
export function checkCreation(
  { emulator, account_id }: Session,
  input: PostTask,
  sourceMeant: () => Source,
): Source {
  checkRequest(input)
  const source = sourceMeant()
  const { vm_id } = input.target_server
  const template = templateOf(input)
  checkTaskCreation(input, {
    source,
    rival: vm_id ? emulator.tasks.withTarget(account_id, vm_id) : undefined,
    templateExists:
      template !== null && emulator.templates.find(account_id, template) !== undefined,
  })
  return source
}

/** What the field says and the contract does not (design.md §5). @throws ApiError SMS.7711 */
function checkStrictly(name: string): void {
  if (name.length > 20)
    throw new ApiError('taskNameInvalid', `"${name}" has more than 20 (strict).`)
}

/** A task and its source: what the answers about it are made of. */
export type TaskAt = { task: Task; source: Source | undefined }
/** A page of tasks at a moment of the clock, in ms, and how many there are in all. */
export type TasksAt = { count: number; tasks: TaskAt[]; now: number }

/** @throws ApiError SMS.7703 */
export function showTask(
  emulator: Emulator,
  account_id: string,
  id: string,
): TaskAt & { now: number } {
  return read(emulator, account_id, ({ now }) => {
    const task = findTask(emulator, account_id, id)
    return { task, source: emulator.sources.find(account_id, task.source_server_id), now }
  })
}

export function listTasks(emulator: Emulator, account_id: string, query: ListTasksQuery): TasksAt {
  return read(emulator, account_id, ({ now }) => {
    // A limit of 0 is read as the default, as for sources. *Inferred.*
    const page = { ...query, limit: query.limit || 100 }
    const { count, items } = emulator.tasks.list(account_id, page)
    const tasks = items.map((task) => ({
      task,
      source: emulator.sources.find(account_id, task.source_server_id),
    }))
    return { count, tasks, now }
  })
}

/** @throws ApiError SMS.7703, 7706, 7605, 7101 */
export function updateTask(
  emulator: Emulator,
  account_id: string,
  id: string,
  change: PutTaskReq,
): { id: string } {
  return write(emulator, account_id, (session) => {
    const { task, source } = findMigration(session, id)
    if (emulator.config.strict_contract && change.name) checkStrictly(change.name)
    checkUpdate(session, task, change)
    const next = updated(task, source, change, session.ids)
    const { now, clock } = session
    const retimed = replan(next, source, clock.pace, session.context(source, next))
    session.saveTask(retimed.task)
    if (retimed.task.vm_template_id !== task.vm_template_id) dropHiddenTemplate(session, task)
    const changed = changeOf(task, next)
    const whose = { at: now, task: id, source: source.id }
    if (changed) session.record([{ ...changed, ...whose }])
    session.record(retimed.events)
    return { id }
  })
}

function checkUpdate({ emulator, account_id }: Session, task: Task, change: PutTaskReq): void {
  const vm_id = change.target_server?.vm_id
  const rival = vm_id ? emulator.tasks.withTarget(account_id, vm_id) : undefined
  if (rival && rival.id !== task.id) throw new ApiError('targetTaken', `Target ${vm_id}`, rival.id)
  const template = templateOf(change)
  if (template !== null && !emulator.templates.find(account_id, template)) {
    throw new ApiError('templateNotFound', template)
  }
}

/** @throws ApiError SMS.7703, 7719 */
export function deleteTask(emulator: Emulator, account_id: string, id: string): void {
  deleteTasks(emulator, account_id, [id])
}

/**
 * Deletes tasks; each source goes back to where a target is to be configured. All or nothing: one
 * id that cannot go keeps the others (design.md §5).
 *
 * @throws as deleteTask
 */
export function deleteTasks(emulator: Emulator, account_id: string, ids: string[]): void {
  write(emulator, account_id, (session) => {
    for (const id of new Set(ids)) {
      const { task, source } = findMigration(session, id)
      if (keepsItsTask(source)) throw new ApiError('cannotDelete', id, source.state)
      session.removeTask(id)
      dropHiddenTemplate(session, task)
      session.saveSource(released(source, session.now))
      const whose = { at: session.now, task: id, source: source.id }
      const from = source.state
      session.record([
        { type: 'task.deleted', data: { name: task.name }, ...whose },
        {
          type: 'source.state',
          data: {
            from,
            from_cycle: source.migration_cycle,
            state: 'waiting',
            migration_cycle: 'checking',
          },
          ...whose,
        },
      ])
    }
  })
}

/** A template of a single task goes with it (behaviour.md §8.2). */
function dropHiddenTemplate({ emulator, account_id }: Session, { vm_template_id }: Task): void {
  const template = vm_template_id && emulator.templates.find(account_id, vm_template_id)
  if (!template || template.is_template === 'true') return
  if (emulator.tasks.withTemplate(account_id, template.id).length === 0) {
    emulator.templates.remove(account_id, template.id)
  }
}

const released = (source: Source, now: number): Source => ({
  ...moveSource(source, { state: 'waiting', cycle: 'checking', now, by: 'service' }),
  task_id: null,
  // The results end with the task (behaviour.md §1).
  is_consistency_result_exist: false,
})

/** @throws ApiError SMS.7703, 7101, and those of `act` and of `collectLog`. */
export function updateTaskStatus(
  emulator: Emulator,
  account_id: string,
  id: string,
  { operation, is_need_consistency_check, template_id, params }: UpdateTaskStatusReq,
): void {
  write(emulator, account_id, (session) => {
    const { task, source } = findMigration(session, id)
    if (operation === 'collect_log') {
      startUpload(session, task, source, params?.bucket ?? '')
      return
    }
    const meant = operation === 'clone_test' ? cloneMade(session, task, template_id) : task
    const check = is_need_consistency_check ?? false
    session.saveMoved(
      act(meant, source, { action: operation, check }, session.context(source, task)),
    )
  })
}

/** The clone is made from the template that the action names, if it names one. @throws SMS.7101 */
function cloneMade({ emulator, account_id }: Session, task: Task, template_id?: string | null) {
  if (!template_id) return task
  if (!emulator.templates.find(account_id, template_id)) {
    throw new ApiError('templateNotFound', template_id)
  }
  return { ...task, clonevm_template_id: template_id }
}

/** The agent's logs go to a bucket. @throws ApiError SMS.7717, 7716, 7707 */
export function startUpload(session: Session, task: Task, source: Source, bucket: string): void {
  const { now, clock } = session
  const uploading = collectLog(task, source, bucket, { now, pace: clock.pace })
  session.saveTask(uploading)
  session.record([logEvent(uploading, now)])
}
