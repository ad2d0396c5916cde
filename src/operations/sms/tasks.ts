import { act } from '../../domain/migration/actions.ts'
import { collectLog, logEvent } from '../../domain/migration/logs.ts'
import { deletionRefusalOf, moveSource } from '../../domain/migration/source-states.ts'
import { changeOf } from '../../domain/migration/task-changes.ts'
import { newTask } from '../../domain/resources/new-task.ts'
import { checkRequest, checkTaskCreation, templateOf } from '../../domain/resources/task-checks.ts'
import { updateTaskRecord } from '../../domain/resources/task-update.ts'
import { replan } from '../../domain/resources/timers.ts'
import { ApiError } from '../../errors/refusals.ts'
import type {
  ListTasksQuery,
  PostTask,
  PutTaskReq,
  UpdateTaskStatusReq,
} from '../../schemas/sms/tasks.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import type { Account, View } from '../account/account.ts'
import type { Session } from '../account/session.ts'
import { releaseServer } from '../account/target.ts'
import { findSource } from './source-servers.ts'
import { checkTargetServer, withVolumes } from './target-checks.ts'

/** One function per operation on migration tasks, named by its operationId: load, decide, save. */

/** @throws ApiError SMS.7703 */
export function findTask(view: View, id: string): Task {
  const task = view.tasks.find(id)
  if (!task) throw new ApiError('taskNotFound', id)
  return task
}

/** A task and its source, to be changed. @throws ApiError SMS.7703 */
function findMigration(session: Session, id: string) {
  const task = findTask(session, id)
  return { task, source: findSource(session, task.source_server_id) }
}

/**
 * @throws ApiError SMS.7602 when the source does not exist, and those of `checkTaskCreation`.
 */
export function createTask(account: Account, given: PostTask): { id: string } {
  return account.write((session) => {
    if (account.config.strict_contract) checkStrictly(given.name)
    const input = withVolumes(session, given)
    const source = checkCreation(session, input, () => findSource(session, input.source_server.id))
    const { now, ids, clock } = session
    const id = ids.uuid()
    const deviations = session.deviations(source, { id, name: input.name, type: input.type })
    const made = newTask(input, source, { id, now, ids, pace: clock.pace, deviations })
    session.addTask(made.task)
    session.saveSource(made.source)
    session.record(made.events)
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
  session: Session,
  input: PostTask,
  sourceMeant: () => Source,
): Source {
  checkRequest(input)
  const source = sourceMeant()
  const { vm_id } = input.target_server
  const template = templateOf(input)
  checkTaskCreation(input, {
    source,
    rival: vm_id ? session.tasks.withTarget(vm_id) : undefined,
    templateExists: template !== null && session.templates.find(template) !== undefined,
    checkServer: () => checkTargetServer(session, input, source),
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
export function showTask(account: Account, id: string): TaskAt & { now: number } {
  return account.read((view) => {
    const task = findTask(view, id)
    return { task, source: view.sources.find(task.source_server_id), now: view.now }
  })
}

export function listTasks(account: Account, query: ListTasksQuery): TasksAt {
  return account.read(({ tasks, sources, now }) => {
    // A limit of 0 is read as the default, as for sources. *Inferred.*
    const page = { ...query, limit: query.limit || 100 }
    const { count, items } = tasks.list(page)
    const shown = items.map((task) => ({ task, source: sources.find(task.source_server_id) }))
    return { count, tasks: shown, now }
  })
}

/** @throws ApiError SMS.7703, 7706, 7605, 7101, and those of checkTargetServer for another target */
export function updateTask(account: Account, id: string, given: PutTaskReq): { id: string } {
  return account.write((session) => {
    const { task, source } = findMigration(session, id)
    if (account.config.strict_contract && given.name) checkStrictly(given.name)
    const change = checkUpdate(session, task, source, given)
    const next = updateTaskRecord(task, source, change, session.ids)
    const { now, clock } = session
    const retimed = replan(next, source, clock.pace, session.context(source, next))
    session.saveTask(retimed.task)
    if (next.target_server.vm_id !== task.target_server.vm_id) releaseServer(session, task)
    if (retimed.task.vm_template_id !== task.vm_template_id) dropHiddenTemplate(session, task)
    const changed = changeOf(task, next)
    const whose = { at: now, task: id, source: source.id }
    if (changed) session.record([{ ...changed, ...whose }])
    session.record(retimed.events)
    return { id }
  })
}

/** @returns the change, with the volumes of another target. */
function checkUpdate(session: Session, task: Task, source: Source, change: PutTaskReq): PutTaskReq {
  const { target_server } = change
  const vm_id = target_server?.vm_id
  const rival = vm_id ? session.tasks.withTarget(vm_id) : undefined
  if (rival && rival.id !== task.id) throw new ApiError('targetTaken', `Target ${vm_id}`, rival.id)
  const template = templateOf(change)
  if (template !== null && !session.templates.find(template)) {
    throw new ApiError('templateNotFound', template)
  }
  if (!target_server || !vm_id || vm_id === task.target_server.vm_id) return change
  const project_id = change.project_id ?? task.project_id
  const other = withVolumes(session, { project_id, target_server })
  checkTargetServer(session, other, source)
  return { ...change, target_server: other.target_server }
}

/** @throws ApiError SMS.7703, 7719 */
export function deleteTask(account: Account, id: string): void {
  deleteTasks(account, [id])
}

/**
 * Deletes tasks; each source goes back to where a target is to be configured. All or nothing: one
 * id that cannot go keeps the others (design.md §5).
 *
 * @throws as deleteTask
 */
export function deleteTasks(account: Account, ids: string[]): void {
  account.write((session) => {
    for (const id of new Set(ids)) {
      const { task, source } = findMigration(session, id)
      const refusal = deletionRefusalOf(task, source)
      if (refusal) throw new ApiError(...refusal)
      releaseServer(session, task)
      session.removeTask(id)
      dropHiddenTemplate(session, task)
      session.saveSource(releaseSource(source, session.now))
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
function dropHiddenTemplate(session: Session, { vm_template_id }: Task): void {
  const template = vm_template_id && session.templates.find(vm_template_id)
  if (!template || template.is_template === 'true') return
  if (session.tasks.withTemplate(template.id).length === 0) {
    session.templates.remove(template.id)
  }
}

const releaseSource = (source: Source, now: number): Source => ({
  ...moveSource(source, { state: 'waiting', cycle: 'checking', now, by: 'service' }),
  task_id: null,
  // The results end with the task (behaviour.md §1).
  is_consistency_result_exist: false,
})

/** @throws ApiError SMS.7703, 7101, and those of `act` and of `collectLog`. */
export function updateTaskStatus(
  account: Account,
  id: string,
  { operation, is_need_consistency_check, template_id, params }: UpdateTaskStatusReq,
): void {
  account.write((session) => {
    const { task, source } = findMigration(session, id)
    if (operation === 'collect_log') {
      startUpload(session, task, source, params?.bucket ?? '')
      return
    }
    const meant = operation === 'clone_test' ? createClone(session, task, template_id) : task
    const check = is_need_consistency_check ?? false
    session.saveMoved(
      act(meant, source, { action: operation, check }, session.context(source, task)),
    )
  })
}

/** The clone is made from the template that the action names, if it names one. @throws SMS.7101 */
function createClone(session: Session, task: Task, template_id?: string | null) {
  if (!template_id) return task
  if (!session.templates.find(template_id)) {
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
