import { Refused } from './api.mjs'

/**
 * A source server's agent, over the public API only. It moves no data: it says what an agent that
 * does would say. It keeps nothing but the id that it was registered with and how far its copy is;
 * everything else it reads from its task, so that it can be ended and started again at any time.
 */
export class Agent {
  /** How fast the network is, in Mbit/s. */
  bandwidth = 50
  /** How many seconds of work one step stands for. */
  seconds = 10
  /** How many percent of a sub-task that copies nothing one step does. */
  percent = 25

  #copied = 0
  #steps = 0
  #started = false

  /**
   * @param sms calls the service (api.mjs).
   * @param registration the body of RegisterServer: what is found on this server.
   * @param now the server's clock, for time windows of the speed limit.
   */
  constructor(sms, registration, now = Date.now) {
    this.sms = sms
    this.registration = registration
    this.now = now
    this.id = registration.id
  }

  /** Why a migration cannot start here, as {error_code, error_param}; undefined when it can. */
  obstacle = () => undefined

  /** An agent that is started again sends the id that it was given. */
  async register() {
    const body = { ...this.registration, ...(this.id ? { id: this.id } : {}) }
    this.id = (await this.sms('POST', '/v3/sources', body)).id
    return this.id
  }

  /** One poll, and what follows from it. @returns the command. */
  async step() {
    // Every two hours, at a poll in ten seconds.
    if (this.#steps++ % 720 === 719) await this.reportDisks()
    const { command_name, command_param } = await this.poll()
    if (command_name !== 'START') this.#started = false
    await this.commands[command_name]?.(command_param)
    return command_name
  }

  /** The question is also the sign of life: after a minute without it the agent is disconnected. */
  async poll() {
    try {
      return await this.sms('GET', `/v3/sources/${this.id}/command`)
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'SMS.7606') throw error
      return { command_name: 'NO_TASK', command_param: {} }
    }
  }

  /** What each command makes the agent do. The others, TASK_HAS_STOPPED and so on, ask for nothing. */
  commands = {
    START: ({ task_id }) => this.start(task_id),
    // What is copied stays copied. The answer ends the pause.
    STOP: () => this.answer('STOP'),
    SKIP: ({ task_id }) => this.skip(task_id),
    PREMIGRATE: () => this.rehearse(),
    UPLOAD_LOG: () => this.answer('UPLOAD_LOG'),
    TASK_NOT_STARTED: ({ task_id }) => this.prepare(task_id),
  }

  /** START holds as long as the task runs: each time the sub-task at hand goes on by one step. */
  async start(task_id) {
    if (!this.#started) {
      const obstacle = this.obstacle()
      await this.answer('START', obstacle)
      if (obstacle) return
      this.#started = true
    }
    const task = await this.sms('GET', `/v3/tasks/${task_id}`)
    const row = task.sub_tasks.find(({ end_date }) => !end_date)
    // None is left in continuous sync: changes are copied, and nobody is told.
    if (row) await this.work(task, row)
  }

  /** A skipped comparison is reported as done. */
  async skip(task_id) {
    await this.report(task_id, { subtask_name: 'CHECK_CONSISTENCY', progress: 100 })
  }

  /** The drill: everything that a migration needs is tried, and no data are moved. */
  async rehearse() {
    await this.changeState(this.obstacle() ? 'premigfailed' : 'premiged', 'setting')
  }

  /** Before the start the network is measured, once, or again when a client asks for it. */
  async prepare(task_id) {
    const { network_check_info } = await this.sms('GET', `/v3/tasks/${task_id}`)
    if (network_check_info) return
    await this.sms('POST', `/v3/${task_id}/update-network-check-info`, {
      domain_connectivity: true,
      destination_connectivity: true,
      network_delay: 20,
      network_jitter: 1,
      migration_speed: this.bandwidth,
      loss_percentage: 0,
      cpu_usage: 10,
      mem_usage: 20,
      evaluation_result: 'SUCCESS',
    })
  }

  /** One step of a sub-task, after what it needs before its first and before its last. */
  async work(task, row) {
    const copies = row.name.startsWith('MIGRATE_')
    if (!row.start_date) await this.begin(task, row)
    const done = copies
      ? await this.copy(task, row)
      : { progress: Math.min(row.progress + this.percent, 100) }
    if (done.progress === 100) await this.complete(task, row)
    await this.report(task.id, { subtask_name: row.name, ...done })
    if (done.progress < 100 || row !== task.sub_tasks.at(-1)) return
    // The round is over: the target has been launched, or changes go on being copied.
    if (row.name === 'DETTACH_AGENT_IMAGE') await this.changeState('finished', 'cutovered')
    else await this.changeState('syncing', 'syncing')
  }

  async begin(task, { name }) {
    if (name === 'SSL_CONFIG') {
      await this.sms('GET', `/v3/tasks/${task.id}/passphrase`)
      await this.sms('GET', `/v3/tasks/${task.id}/certkey`)
      const { vm_template_id: template } = task
      if (template) await this.sms('GET', `/v3/vm/templates/${template}/target-password`)
    }
    if (name.startsWith('MIGRATE_')) {
      this.#copied = 0
      await this.changeState('replicate', 'replicating')
    }
    if (name.startsWith('CONFIGURE_')) await this.changeState('cutovering', 'cutovering')
    await this.report(task.id, { subtask_name: name, progress: 0 })
  }

  async complete(task, { name }) {
    if (name === 'ATTACH_AGENT_IMAGE') {
      // The temporary disk from which the target runs the agent's other half.
      await this.sms('PUT', `/v3/tasks/${task.id}`, { image_disk_id: `agent-disk-of-${task.id}` })
    }
    if (name === 'CHECK_CONSISTENCY') {
      const found = { num_different_files: 0, num_target_miss_files: 0, num_target_more_files: 0 }
      const consistency_result = [{ dir_check: '/', num_total_files: 1000, ...found }]
      await this.sms('POST', `/v3/tasks/${task.id}/consistency-result`, { consistency_result })
    }
  }

  /** Copies for the seconds of one step, as fast as the network and the limit of now allow. */
  async copy(task, row) {
    const total = sizeOf(this.registration, task.type)
    const limit = await this.limit(task)
    const speed = limit > 0 ? Math.min(limit, this.bandwidth) : this.bandwidth
    // A new process goes on where the task says that the former one was.
    const before = Math.max(this.#copied, Math.floor((total * row.progress) / 100))
    this.#copied = Math.min(before + Math.floor((speed * 1e6 * this.seconds) / 8), total)
    return {
      progress: total === 0 ? 100 : Math.floor((100 * this.#copied) / total),
      replicatesize: this.#copied,
      totalsize: total,
      migrate_speed: speed,
      remain_time: Math.ceil(((total - this.#copied) * 8) / (speed * 1e6)),
    }
  }

  /** The limit in Mbit/s that holds now: that of a window of the day, or the constant one; 0 is none. */
  async limit({ id, speed_limit }) {
    const { speed_limit: windows } = await this.sms('GET', `/v3/tasks/${id}/speed-limit`)
    const time = new Date(this.now()).toISOString().slice(11, 16)
    const holds = (window) => {
      const [start, end] = [window.start, window.end].map((edge) => edge.padStart(5, '0'))
      if (start < end) return time >= start && time < end
      return start === end || time >= start || time < end
    }
    return windows.find(holds)?.speed ?? speed_limit
  }

  report(task_id, done) {
    const body = { replicatesize: 0, totalsize: 0, migrate_speed: 0, process_trace: '', ...done }
    return this.sms('PUT', `/v3/tasks/${task_id}/progress`, body)
  }

  changeState(copystate, migrationcycle) {
    const body = { copystate, migrationcycle }
    return this.sms('PUT', `/v3/sources/${this.id}/changestate`, body)
  }

  /** The result of a command: a failure says why with a code. */
  answer(command_name, failure) {
    const result = failure ? 'fail' : 'success'
    const body = { command_name, result, result_detail: failure ?? { msg: 'done' } }
    return this.sms('POST', `/v3/sources/${this.id}/command_result`, body)
  }

  reportDisks() {
    const { disks, volume_groups = [], btrfs_list = [] } = this.registration
    const body = { disks, volumegroups: volume_groups, btrfs_list }
    return this.sms('PUT', `/v3/sources/${this.id}/diskinfo`, body)
  }
}

/** What is copied, in bytes: whole disks by block, what is used of their partitions by file. */
function sizeOf({ os_type, disks }, type) {
  const whole = type === 'MIGRATE_BLOCK' && os_type === 'LINUX'
  const sizes = disks.flatMap(({ size, physical_volumes = [] }) =>
    whole ? [size] : physical_volumes.map(({ used_size }) => used_size ?? 0),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
