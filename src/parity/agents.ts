import { ownValue } from '../text/own-value.ts'
import type { EmulatedCloud } from './emulated-cloud.ts'
import type { Pairs } from './pairs.ts'
import type { MatchedCall } from './routes.ts'
import { type Body, thingsShown } from './seen.ts'
import { isMap } from './shapes.ts'
import { furthestRow, rowsOf, type SeenRow, withRow } from './steps.ts'

/**
 * Plays the agents of the recorded source servers: what a recording shows of their progress is reported before it is
 * asked for, so that states are compared, and not the guess of a network's speed.
 */

/** An agent polls this often: after a minute without a call it counts as gone. */
const poll_ms = 30_000

/** Operations of agents: where a recording has them, the agent's own calls are repeated, and nothing is reported. */
const of_agents = /^Update(?:TaskSpeed|CommandResult|CopyState)$/

export class ObservedAgents {
  readonly #cloud: EmulatedCloud
  readonly #pairs: Pairs
  readonly #polled = new Map<string, number>()
  readonly #silent = new Set<string>()
  readonly #reported = new Map<string, string>()
  readonly #totals = new Map<string, number>()
  /** Beginnings and ends of sub-tasks that were reported. */
  readonly #played = new Set<string>()
  readonly #areRecorded: boolean

  constructor(cloud: EmulatedCloud, pairs: Pairs, calls: readonly MatchedCall[]) {
    this.#cloud = cloud
    this.#pairs = pairs
    this.#areRecorded = calls.some(({ route }) => of_agents.test(route.operation))
  }

  /**
   * Plays what the answer of a call shows to have begun and ended since the call before, at its moments.
   *
   * @param until the moment of the call.
   */
  async playUntil(call: MatchedCall, until: number): Promise<void> {
    if (this.#areRecorded) return
    const { kind, things } = thingsShown(call)
    if (kind !== 'tasks') return
    const reports = things.flatMap((task) =>
      momentsOf(task).map((moment) => ({ id: this.#idOf(String(task.id)), task, ...moment })),
    )
    const due = reports
      .filter(
        ({ at, id, key }) => at > this.#cloud.now && at <= until && !this.#played.has(id + key),
      )
      .sort((one, other) => one.at - other.at)
    for (const { at, id, key, task, subtask_name, progress } of due) {
      this.#played.add(id + key)
      await this.#cloud.moveTo(at)
      await this.#report(id, task, { subtask_name, progress })
    }
  }

  /** Brings the emulator where the answer of a call shows the cloud to have been. */
  async prepare(call: MatchedCall): Promise<void> {
    if (this.#areRecorded) return
    const { kind, things } = thingsShown(call)
    for (const thing of things) {
      if (kind === 'sources') await this.#showSource(thing)
      if (kind === 'tasks') await this.#showTask(thing)
    }
  }

  /** Before something is asked of a source or a task, its agent shows that it lives. */
  async attend(call: MatchedCall): Promise<void> {
    if (this.#areRecorded || call.method === 'GET') return
    const { body } = call.request
    const named = isMap(body) && isMap(body.source_server) ? body.source_server.id : undefined
    for (const id of [named, call.params.source_id]) {
      if (typeof id === 'string') await this.#poll(this.#idOf(id))
    }
    const { task_id } = call.params
    if (task_id === undefined) return
    const { body: task } = await this.#cloud.sms('GET', `/v3/tasks/${this.#idOf(task_id)}`)
    const source = isMap(task) && isMap(task.source_server) ? task.source_server.id : undefined
    if (typeof source === 'string') await this.#poll(source)
  }

  #idOf(real: string): string {
    return encodeURIComponent(String(this.#pairs.find('', real) ?? real))
  }

  async #poll(source: string): Promise<void> {
    const { now } = this.#cloud
    const last = this.#polled.get(source)
    if (this.#silent.has(source) || (last !== undefined && now - last < poll_ms)) return
    this.#polled.set(source, now)
    await this.#cloud.sms('GET', `/v3/sources/${source}/command`)
  }

  async #showSource({
    id,
    connected,
    current_task,
    replicatesize,
    totalsize,
  }: Body): Promise<void> {
    const source = this.#idOf(String(id))
    if (isMap(current_task)) {
      await this.#showTask({ ...withRow(current_task), replicatesize, totalsize }, source)
    }
    await this.#connect(source, connected)
  }

  async #connect(source: string, connected: unknown): Promise<void> {
    if (connected === true) {
      if (this.#silent.delete(source)) this.#polled.delete(source)
      await this.#poll(source)
    } else if (connected === false && !this.#silent.has(source)) {
      this.#silent.add(source)
      await this.#cloud.control('PUT', `/_emulator/sources/${source}/agent`, { connected: false })
    }
  }

  /** @param of the id of the emulated source, where it is known. */
  async #showTask(task: Body, of?: string): Promise<void> {
    const id = this.#idOf(String(task.id))
    const rows = rowsOf(task)
    const { state, connected, network_check_info, replicatesize } = task
    const signature = JSON.stringify([state, rows, connected, network_check_info, replicatesize])
    const isSame = this.#reported.get(id) === signature
    this.#reported.set(id, signature)
    const shown = isMap(task.source_server) ? task.source_server.id : undefined
    const source = of ?? (typeof shown === 'string' ? this.#idOf(shown) : undefined)
    if (source === undefined) return
    if (task.connected !== undefined) await this.#connect(source, task.connected)
    if (isSame) return
    const { body: emulated } = await this.#cloud.sms('GET', `/v3/tasks/${id}`)
    if (!isMap(emulated)) return
    await this.#reportNetwork(id, task, emulated)
    if (task.state === 'ABORT' && emulated.state === 'ABORTING') {
      await this.#answer(source, { command_name: 'STOP', result: 'success', result_detail: {} })
      return
    }
    if (isAtWork(emulated)) await this.#reportProgress(id, task, rows, rowsOf(emulated))
    if (/_FAIL$/.test(String(task.state)) && isAtWork(emulated)) {
      await this.#answer(source, {
        command_name: 'START',
        result: 'fail',
        result_detail: failureIn(task),
      })
    }
  }

  async #answer(source: string, result: object): Promise<void> {
    await this.#cloud.sms('POST', `/v3/sources/${source}/command_result`, result)
  }

  async #reportNetwork(id: string, task: Body, emulated: Body): Promise<void> {
    if (!isMap(task.network_check_info) || emulated.network_check_info !== null) return
    await this.#cloud.sms('POST', `/v3/${id}/update-network-check-info`, task.network_check_info)
  }

  /** Reports the rows of the round at hand that have begun, each as far as it was shown. */
  async #reportProgress(
    id: string,
    task: Body,
    rows: readonly SeenRow[],
    emulated: readonly SeenRow[],
  ): Promise<void> {
    const row = furthestRow(rows)
    if (!row) {
      // A source shows how much is copied, and not always in which sub-task.
      const current = furthestRow(emulated)
      if (!current || task.replicatesize === undefined) return
      const { name: subtask_name, progress } = current
      if (!current.hasEnded) await this.#report(id, task, { subtask_name, progress })
      return
    }
    // ListTasks and a source leave the round out: the newest row of that name is meant.
    const same = emulated.findLast(({ name }) => name === row.name)
    if (!same || same.hasEnded) return
    const progress = row.hasEnded ? 100 : row.progress
    await this.#report(id, task, { subtask_name: row.name, progress })
  }

  async #report(
    id: string,
    task: Body,
    { subtask_name, progress }: { subtask_name: string; progress: number },
  ): Promise<void> {
    await this.#cloud.sms('PUT', `/v3/tasks/${id}/progress`, {
      subtask_name,
      progress,
      ...this.#sizesOf(id, task, subtask_name, progress),
      process_trace: '',
      ...numbersOf(task),
    })
  }

  /** How much is copied: as a source shows it, else by the sizes of the disks, which not every answer shows. */
  #sizesOf(id: string, task: Body, subtask_name: string, progress: number): Body {
    const { replicatesize } = task
    const totalsize = totalOf(task) ?? this.#totals.get(id) ?? 0
    this.#totals.set(id, totalsize)
    if (typeof replicatesize === 'number' && replicatesize > 0) return { replicatesize, totalsize }
    if (subtask_name.startsWith('MIGRATE_')) {
      return { replicatesize: Math.floor((totalsize * progress) / 100), totalsize }
    }
    // A later sync finds all of it copied; other sub-tasks move no data.
    const isSync = /^(?:SYNC_|CLONE_)/.test(subtask_name)
    return isSync ? { replicatesize: totalsize, totalsize } : { replicatesize: 0, totalsize: 0 }
  }
}

/** When the sub-tasks of a task began and ended, as reports of its agent. */
function momentsOf(
  task: Body,
): { at: number; key: string; subtask_name: string; progress: number }[] {
  const rows = Array.isArray(task.sub_tasks) ? task.sub_tasks.filter(isMap) : []
  return rows.flatMap(({ name, start_date, end_date }, index) => {
    const subtask_name = String(name)
    return [
      ...(typeof start_date === 'number'
        ? [{ at: start_date, key: ` ${index} begins`, subtask_name, progress: 0 }]
        : []),
      ...(typeof end_date === 'number'
        ? [{ at: end_date, key: ` ${index} ends`, subtask_name, progress: 100 }]
        : []),
    ]
  })
}

/** A task that is not keeps of a report its numbers, and nothing else. */
const isAtWork = ({ state }: Body): boolean => /^(?:RUNNING|SYNCING|SKIPPING)$/.test(String(state))

/** How much there is to copy, by the sizes of the disks; undefined where an answer does not show them. */
function totalOf({ totalsize, target_server }: Body): number | undefined {
  if (typeof totalsize === 'number' && totalsize > 0) return totalsize
  const disks = isMap(target_server) ? target_server.disks : undefined
  if (!Array.isArray(disks)) return undefined
  return disks
    .filter(isMap)
    .flatMap(({ physical_volumes }) => (Array.isArray(physical_volumes) ? physical_volumes : []))
    .reduce((sum: number, volume) => sum + (Number(isMap(volume) && volume.used_size) || 0), 0)
}

/** What a task shows of the latest report. */
const numbersOf = (task: Body): Body =>
  Object.fromEntries(
    [
      'migrate_speed',
      'compress_rate',
      'total_cpu_usage',
      'agent_cpu_usage',
      'total_mem_usage',
      'agent_mem_usage',
      'total_disk_io',
      'agent_disk_io',
      'need_migration_test',
    ].flatMap((name) => {
      const value = ownValue(task, name)
      return value === null || value === undefined ? [] : [[name, value]]
    }),
  )

/** The code and the words of a failure, as `error_json` has them. */
function failureIn({ error_json }: Body): Body {
  try {
    const said: unknown = JSON.parse(String(error_json))
    const first = Array.isArray(said) ? said[0] : said
    return isMap(first) ? first : {}
  } catch {
    return {}
  }
}
