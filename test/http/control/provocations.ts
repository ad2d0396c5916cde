import type { ErrorName } from '../../../src/errors/refusals.ts'
import {
  act,
  exampleBody,
  healthySource,
  linuxSource,
  newTask,
  type TestEmulator,
  taskFor,
  until,
  windowsSource,
  windowsTask,
} from '../../helper.ts'
import { fromTemplate, old_kernel, template } from '../../scenarios/story.ts'

/** How each refusal of SMS that depends on the state of an account is provoked, and what `explain` has to say of it. */

export type Answer = Awaited<ReturnType<TestEmulator['call']>>
/** Provokes a refusal, for real. @returns its answer, and what its causes have to say of state and remedy */
type Provoke = (emulator: TestEmulator) => Promise<[refused: Answer, ...causes: RegExp[]]>

/** A task in a state. */
export const taskIn = async (emulator: TestEmulator, state: string, change: object = {}) => {
  const its = await newTask(emulator, change)
  await act(emulator, its.task, 'start')
  if (state !== 'RUNNING') await until(emulator, its.task, { state })
  return its
}

export const create = ({ sms }: TestEmulator, source: string, change: object = {}) =>
  sms('POST', '/v3/tasks', taskFor(source, change))

const target = (change: object, volume: object = {}) => {
  const { target_server } = exampleBody('CreateTask') as {
    target_server: { disks: { physical_volumes: object[] }[] }
  }
  const [disk] = target_server.disks
  const [first, ...others] = disk?.physical_volumes ?? []
  const physical_volumes = [{ ...first, ...volume }, ...others]
  return { target_server: { ...target_server, disks: [{ ...disk, physical_volumes, ...change }] } }
}

/** Another size for a part of a source. */
async function resize(emulator: TestEmulator, source: string, choose: (shown: Shown) => object) {
  const { body } = await emulator.sms('GET', `/v3/sources/${source}`)
  return emulator.sms('PUT', `/v3/sources/${source}`, choose(body))
}
type Sized = { id: number; used_size: number; size: number }
type Shown = {
  disks: (Sized & { physical_volumes: Sized[] })[]
  volume_groups: (Sized & { logical_volumes: Sized[] })[]
}

const project = (name: string) => ({ ...exampleBody('CreateMigproject'), name, isdefault: false })

export const provocations: Partial<Record<ErrorName, Provoke>> = {
  cannotStart: async (emulator) => {
    const { task } = await taskIn(emulator, 'RUNNING')
    return [
      await act(emulator, task, 'start'),
      /^start is allowed in READY, ABORT, MIGRATE_FAIL or SYNC_FAIL; Task .* is RUNNING since 2026-01-01T12:/,
      /^The way there: RUNNING → ABORTING \(stop, or overspeed\) → ABORT \(agent has stopped\)\.$/,
    ]
  },
  cannotStop: async (emulator) => {
    const { task } = await newTask(emulator)
    const refused = await act(emulator, task, 'stop')
    return [
      refused,
      /stop is allowed in RUNNING or SYNCING; .* is READY since/,
      /RUNNING \(start\)/,
    ]
  },
  cannotLaunch: async (emulator) => {
    const { task } = await taskIn(emulator, 'RUNNING', { syncing: true })
    return [
      await act(emulator, task, 'cutover'),
      /cutover is allowed in SYNCING; .* is RUNNING/,
      /RUNNING → SYNCING \(full copy done, syncing=true\)/,
    ]
  },
  cannotRestart: async (emulator) => {
    const { task } = await newTask(emulator)
    return [
      await act(emulator, task, 'restart'),
      /restart is allowed in MIGRATE_SUCCESS or SYNC_SUCCESS; .* READY/,
      /READY → RUNNING \(start\) → MIGRATE_SUCCESS/,
    ]
  },
  cannotSync: async (emulator) => {
    const { task } = await taskIn(emulator, 'MIGRATE_SUCCESS')
    await act(emulator, task, 'clear')
    const refused = await act(emulator, task, 'restart')
    return [refused, /while the source server is finished\. .* is clearing/, /delete the task/]
  },
  cannotRollBack: async (emulator) => {
    const { task } = await newTask(emulator, { syncing: true })
    const refused = await act(emulator, task, 'sync_failed_rollback')
    return [refused, /allowed in SYNC_FAIL; .* READY/, /SYNC_FAIL \(fails later\)/]
  },
  actionNotNow: async (emulator) => {
    const { task } = await taskIn(emulator, 'RUNNING')
    return [
      await act(emulator, task, 'skip'),
      /CHECK_CONSISTENCY .* 5 to 95 %\. Task .* is RUNNING since .*: wait/,
    ]
  },
  noSnapshots: async (emulator) => {
    const { task } = await taskIn(emulator, 'MIGRATE_SUCCESS')
    await act(emulator, task, 'clear')
    await emulator.control('POST', '/_emulator/clock/advance', { until: 'idle' })
    return [await act(emulator, task, 'clear'), /earlier clear did that: .* is cleared .* since/]
  },
  cannotDelete: async (emulator) => {
    const { task } = await taskIn(emulator, 'RUNNING')
    const refused = await emulator.sms('DELETE', `/v3/tasks/${task}`)
    return [refused, /^Stop it first: POST .* is initialize \(stage replicating\)/, /RUNNING/]
  },
  taskNotFound: async (emulator) => {
    const { task } = await newTask(emulator)
    const { headers } = await emulator.sms('DELETE', `/v3/tasks/${task}`)
    const refused = await act(emulator, task, 'start')
    const at = `${task} was deleted at 2026-01-01T12:0\\S+ by request ${headers['x-request-id']}`
    return [refused, new RegExp(at), /GET \/v3\/tasks/]
  },
  sourceNotFound: async (emulator) => {
    const source = await healthySource(emulator)
    const { headers } = await emulator.sms('POST', '/v3/sources/delete', { ids: [source] })
    const at = `${source} was deleted at 2026-01-01T12:0\\S+ by request ${headers['x-request-id']}`
    return [await create(emulator, source), new RegExp(at), /GET \/v3\/sources/]
  },
  templateNotFound: async (emulator) => {
    const id = await template(emulator)
    const refused = await emulator.sms('GET', `/v3/vm/templates/${id.slice(0, -1)}x`)
    return [refused, new RegExp(`never seen a template .* Did you mean ${id}\\?`)]
  },
  projectNotFound: async (emulator) => {
    const { body } = await emulator.sms('POST', '/v3/migprojects', project('one'))
    const { headers } = await emulator.sms('DELETE', `/v3/migprojects/${body.id}`)
    const refused = await emulator.sms('GET', `/v3/migprojects/${body.id}`)
    return [refused, new RegExp(`was deleted at .* by request ${headers['x-request-id']}`)]
  },
  targetTaken: async (emulator) => {
    const { task } = await newTask(emulator)
    const refused = await create(emulator, await healthySource(emulator))
    return [refused, new RegExp(`^Task ${task} .* READY`), /Delete that/]
  },
  sourceHasTask: async (emulator) => {
    const { task, source } = await taskIn(emulator, 'RUNNING')
    const refused = await emulator.sms('DELETE', `/v3/sources/${source}`)
    return [refused, new RegExp(`Task ${task} .* RUNNING since`), /Stop it first/, /DELETE/]
  },
  taskUpdate: async (emulator) => {
    const { task } = await taskIn(emulator, 'RUNNING')
    const refused = await emulator.sms('PUT', `/v3/tasks/${task}`, { type: 'MIGRATE_BLOCK' })
    return [refused, /is RUNNING since/, /create a new task/]
  },
  logNotStarted: async (emulator) => {
    const { task } = await newTask(emulator)
    const refused = await emulator.sms('POST', `/v3/tasks/${task}/log`, { log_bucket: 'b' })
    return [refused, /is READY since .*: begin it with POST/]
  },
  logRunning: async (emulator) => {
    const { task } = await taskIn(emulator, 'RUNNING')
    await emulator.sms('POST', `/v3/tasks/${task}/log`, { log_bucket: 'my-logs' })
    const refused = await emulator.sms('POST', `/v3/tasks/${task}/log`, { log_bucket: 'b' })
    return [refused, /uploaded to bucket "my-logs" until 2026-\S+: wait/, /frozen/]
  },
  logAgentOld: async (emulator) => {
    const { task } = await newTask(emulator, {}, { agent_version: '25.1.0' })
    await act(emulator, task, 'start')
    const refused = await emulator.sms('POST', `/v3/tasks/${task}/log`, { log_bucket: 'b' })
    return [refused, /reported agent_version 25.1.0: register/]
  },
  targetUnknown: async (emulator) => {
    const { task } = await newTask(emulator, fromTemplate(await template(emulator)))
    const refused = await emulator.sms('POST', `/v3/tasks/${task}/unlock`)
    return [refused, /is READY since .* CREATE_CLOUD_SERVER: start it/]
  },
  commandMismatch: async (emulator) => {
    const { task, source } = await taskIn(emulator, 'RUNNING')
    await emulator.control('PUT', `/_emulator/sources/${source}/agent`, { mode: 'external' })
    await act(emulator, task, 'stop')
    const refused = await emulator.sms('POST', `/v3/sources/${source}/command_result`, {
      ...{ command_name: 'START', result: 'success', result_detail: {} },
    })
    return [refused, /is ABORTING since .* STOP is the command/, /Ask with GET/]
  },
  sourceOffline: async (emulator) => {
    const { body } = await emulator.sms('POST', '/v3/sources', linuxSource())
    return [
      await create(emulator, body.id),
      /registered at .* check, .* has not run yet\. It is due at 2026-\S+: wait/,
      /frozen at 2026-01-01T12:00:00.000Z: advance it/,
    ]
  },
  sourceUnusable: async (emulator) => {
    const source = await healthySource(emulator, { boot_loader: 'LILO', has_rsync: false })
    return [await create(emulator, source), /BOOT_LOADER SMS.6516, RSYNC SMS.6517.*register/]
  },
  sourceHasNoTask: async (emulator) => {
    const source = await healthySource(emulator)
    const refused = await emulator.sms('GET', `/v3/sources/${source}/command`)
    return [refused, /is waiting .*: create its task/]
  },
  osMismatch: async (emulator) => {
    const source = await healthySource(emulator)
    return [
      await create(emulator, source, { os_type: 'WINDOWS' }),
      /reported CENTOS\S+: send os_type LINUX/,
    ]
  },
  systemDiskTooLarge: async (emulator) => {
    const disks = [{ ...(linuxSource() as Shown).disks[0], os_disk: true, size: 2 ** 41 }]
    const source = await healthySource(emulator, { disks })
    return [
      await create(emulator, source),
      new RegExp(`${2 ** 41} bytes.*: make the first one smaller`),
    ]
  },
  uefiNeedsTarget: async (emulator) => {
    const source = await healthySource(emulator, { firmware: 'UEFI' })
    const task = fromTemplate(await template(emulator))
    return [await create(emulator, source, task), /firmware UEFI: leave vm_template_id out/]
  },
  kernelNoBlock: async (emulator) => {
    const source = await healthySource(emulator, { linux_block_check: old_kernel })
    const refused = await create(emulator, source, { type: 'MIGRATE_BLOCK' })
    return [refused, /LINUX_BLOCK_SUPPORT says WARN SMS.6617\. A later report/]
  },
  kernelUnknown: async (emulator) => {
    const source = await healthySource(emulator, { linux_block_check: '{}' })
    const refused = await create(emulator, source, { type: 'MIGRATE_BLOCK' })
    return [refused, /LINUX_BLOCK_SUPPORT says WARN SMS.6618\. A later report/]
  },
  taskTypeInvalid: async (emulator) => {
    const source = await healthySource(emulator, windowsSource())
    const refused = await create(emulator, source, windowsTask({ type: 'MIGRATE_FILE' }))
    return [refused, /os_type WINDOWS: send type MIGRATE_BLOCK/]
  },
  partitionTooSmall: async (emulator) => {
    const source = await healthySource(emulator)
    const change = target({}, { size: 1_048_576, used_size: 2_097_152 })
    return [
      await create(emulator, source, change),
      /\/dev\/vda1 \(\d+ bytes, \d+ in use\): choose a target/,
    ]
  },
  gptReserve: async (emulator) => {
    const [disk] = (linuxSource() as Shown).disks
    const source = await healthySource(emulator, { disks: [{ ...disk, partition_style: 'GPT' }] })
    return [
      await create(emulator, source, target({ size: 1 })),
      /partition_style GPT, whose tables/,
    ]
  },
  sizeBelowUsed: async (emulator) => {
    const refused = await resize(emulator, await healthySource(emulator), ({ disks: [disk] }) => {
      const [volume] = disk?.physical_volumes ?? []
      const physical_volumes = [{ id: volume?.id, adjust_size: volume?.used_size }]
      return { disks: [{ id: disk?.id, physical_volumes }] }
    })
    return [refused, /reported \/dev\/vda1 \(.* in use\): choose an adjust_size/]
  },
  diskBelowPartitions: async (emulator) => {
    const refused = await resize(emulator, await healthySource(emulator), ({ disks: [disk] }) => ({
      disks: [{ id: disk?.id, adjust_size: 1 }],
    }))
    return [refused, /reported \/dev\/vda \(.* in use\): choose a size/]
  },
  windowsShrink: async (emulator) => {
    const source = await healthySource(emulator, windowsSource())
    const refused = await resize(emulator, source, ({ disks: [disk] }) => ({
      disks: [
        { id: disk?.id, physical_volumes: [{ id: disk?.physical_volumes[0]?.id, adjust_size: 1 }] },
      ],
    }))
    return [refused, /reported C:\\ \(.* in use\): leave adjust_size out/]
  },
  groupBelowVolumes: async (emulator) => {
    const group = { name: 'vg', size: 100, logical_volumes: [{ name: 'lv', size: 60 }] }
    const source = await healthySource(emulator, { volume_groups: [group] })
    const refused = await resize(emulator, source, ({ volume_groups: [shown] }) => ({
      volume_groups: [
        {
          id: shown?.id,
          logical_volumes: [{ id: shown?.logical_volumes[0]?.id, adjust_size: 101 }],
        },
      ],
    }))
    return [refused, /reported vg \(100 bytes\): choose a size/]
  },
  sourceQuota: async (emulator) => {
    const source = await healthySource(emulator)
    emulator.emulator.accounts.get().write((session) => {
      const one = session.sources.find(source)
      for (let number = 1; one && number < 1000; number++) {
        session.saveSource({ ...one, id: `${number}` })
      }
    })
    const refused = await emulator.sms('POST', '/v3/sources', linuxSource())
    return [refused, /is full, with \S+, .* 997 others: use POST .*delete/]
  },
  templateInUse: async (emulator) => {
    const id = await template(emulator)
    const { task } = await newTask(emulator, fromTemplate(id))
    const refused = await emulator.sms('DELETE', `/v3/vm/templates/${id}`)
    return [refused, new RegExp(`Task ${task} .* is READY since .*: delete the task`)]
  },
  templateNameTaken: async (emulator) => {
    const id = await template(emulator)
    const refused = await emulator.sms('POST', '/v3/vm/templates', exampleBody('CreateTemplate'))
    return [refused, new RegExp(`^Its id is ${id}: use it`)]
  },
  templateLimit: async (emulator) => {
    for (let number = 0; number < 50; number++) await template(emulator, { name: `t${number}` })
    const refused = await emulator.sms('POST', '/v3/vm/templates', exampleBody('CreateTemplate'))
    return [refused, /^Only the shared ones .*: use POST .*delete/]
  },
  passwordNotNow: async (emulator) => {
    const id = await template(emulator)
    const { task } = await newTask(emulator, fromTemplate(id))
    const refused = await emulator.sms('GET', `/v3/vm/templates/${id}/target-password`)
    return [refused, new RegExp(`^Start one .* Task ${task} .* READY since .*stage setting`)]
  },
  projectNameTaken: async (emulator) => {
    const { body } = await emulator.sms('POST', '/v3/migprojects', project('one'))
    const refused = await emulator.sms('POST', '/v3/migprojects', project('one'))
    return [refused, new RegExp(`^Its id is ${body.id}: use it`)]
  },
  projectLimit: async (emulator) => {
    let refused = await emulator.sms('GET', '/v3/migprojects')
    for (let number = 0; number < 50 && refused.status === 200; number++) {
      refused = await emulator.sms('POST', '/v3/migprojects', project(`p${number}`))
    }
    return [refused, /is full, with .*: delete one/]
  },
  projectIsDefault: async (emulator) => {
    const { body } = await emulator.sms('POST', '/v3/migprojects', project('one'))
    await emulator.sms('PUT', `/v3/migprojects/${body.id}/default`, {})
    const refused = await emulator.sms('DELETE', `/v3/migprojects/${body.id}`)
    return [refused, new RegExp(`^Give that role to another .* this one is ${body.id}`)]
  },
  projectInUse: async (emulator) => {
    const source = await healthySource(emulator)
    const { body } = await emulator.sms('POST', '/v3/migprojects', project('one'))
    await emulator.sms('PUT', `/v3/sources/${source}`, { migprojectid: body.id })
    const refused = await emulator.sms('DELETE', `/v3/migprojects/${body.id}`)
    return [refused, new RegExp(`Source server ${source} .* is waiting .*Move them`)]
  },
  noDefaultProject: async (emulator) => {
    emulator.emulator.accounts.get().write(({ migprojects }) => {
      for (const one of migprojects.all()) migprojects.save({ ...one, isdefault: false })
    })
    const refused = await emulator.sms('POST', '/v3/sources', linuxSource())
    return [refused, /^Choose one of account emulator with PUT/]
  },
}
