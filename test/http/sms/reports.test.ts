import t from 'tap'
import { mayBeReported, statesOfStage } from '../../../src/domain/migration/source-states.ts'
import {
  act,
  exampleBody,
  healthySource,
  newTask,
  noon,
  scenario,
  startTest,
  until,
} from '../../helper.ts'

/** What agents report, and what they are told (behaviour.md §5). */

t.test('UpdateCopyState: a reported state must belong to its stage', async (t) => {
  const emulator = await startTest(t)
  const id = await healthySource(emulator)
  const url = `/v3/sources/${id}/changestate`

  for (const [body, error_code] of [
    [{ copystate: 'waiting' }, 'SMS.7726'],
    [{ copystate: null, migrationcycle: 'setting' }, 'SMS.7726'],
    [{ copystate: '', migrationcycle: 'setting' }, 'SMS.7727'],
    [{ copystate: 'waiting', migrationcycle: 'cutovered' }, 'SMS.7728'],
    [{ copystate: 'clearing', migrationcycle: 'cutovered' }, 'SMS.7728'],
    [{ copystate: 'waiting', migrationcycle: 'testing' }, 'SMS.7728'],
    [{ copystate: 'lost', migrationcycle: 'setting' }, 'SMS.7728'],
  ] as const) {
    t.match(
      await emulator.sms('PUT', url, body),
      { status: 400, body: { error_code } },
      JSON.stringify(body),
    )
  }
})

t.test('UpdateCopyState: a state of a migration at work is taken, and dated', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  await act(emulator, task, 'start')
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT5S' })
  for (const copystate of ['REPLICATE', 'INIT']) {
    const body = { copystate, migrationcycle: 'replicating' }
    t.match(await emulator.sms('PUT', `/v3/sources/${source}/changestate`, body), {
      status: 200,
      body: {},
    })
  }
  t.match((await emulator.sms('GET', `/v3/sources/${source}`)).body, {
    state: 'initialize',
    migration_cycle: 'replicating',
    state_action_time: noon + 5090,
    stage_action_time: noon + 5090,
  })
})

t.test('UpdateCopyState: a state that a source cannot reach changes nothing', async (t) => {
  const pairs = Object.entries(statesOfStage).flatMap(([migrationcycle, states]) =>
    states
      .filter((copystate) => mayBeReported(copystate, migrationcycle))
      .map((copystate) => ({ copystate, migrationcycle })),
  )
  const emulator = await startTest(t)
  const { sms } = emulator
  const report = async (source: string) => {
    const before = (await sms('GET', `/v3/sources/${source}`)).body
    for (const body of pairs) {
      if (body.migrationcycle === 'checking' && before.migration_cycle === 'checking') continue
      const { status } = await sms('PUT', `/v3/sources/${source}/changestate`, body)
      const { state, migration_cycle } = (await sms('GET', `/v3/sources/${source}`)).body
      t.strictSame(
        { status, state, migration_cycle },
        { status: 200, state: before.state, migration_cycle: before.migration_cycle },
        JSON.stringify(body),
      )
    }
  }

  await report(await healthySource(emulator))
  const { task, source } = await newTask(emulator)
  await report(source)
  const fails = scenario('fails', { fail: { at: 'SSL_CONFIG', code: 'SMS.3805' } })
  await emulator.control('POST', '/_emulator/scenarios', fails)
  t.equal((await act(emulator, task, 'start')).status, 200, 'can be started all the same')
  await until(emulator, task, { state: 'MIGRATE_FAIL' })
  await report(source)
  t.equal((await act(emulator, task, 'start')).status, 200)
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  await act(emulator, task, 'clear')
  await emulator.control('POST', '/_emulator/clock/advance', { until: 'idle' })
  t.match((await sms('GET', `/v3/sources/${source}`)).body, { state: 'cleared' })
  await report(source)
  t.equal((await sms('DELETE', `/v3/tasks/${task}`)).status, 200, 'and deleted')
})

t.test('UpdateCopyState: an agent ends a drill, and cannot begin one', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator, { need_migration_test: true })
  const report = async (copystate: string) => {
    const body = { copystate, migrationcycle: 'setting' }
    await emulator.sms('PUT', `/v3/sources/${source}/changestate`, body)
    return (await emulator.sms('GET', `/v3/sources/${source}`)).body.state
  }
  t.equal(await report('premiging'), 'premigready')
  await emulator.control('PUT', `/_emulator/sources/${source}/agent`, { mode: 'external' })
  await act(emulator, task, 'migration_test')
  t.equal(await report('waiting'), 'premiging')
  t.equal(await report('premigfailed'), 'premigfailed')
  await act(emulator, task, 'migration_test')
  t.equal(await report('premiged'), 'premiged')
  t.equal((await act(emulator, task, 'start')).status, 200)
})

t.test('UpdateCopyState: a source that is finished or paused ignores reports', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  const before = emulator.emulator.dump()
  for (const body of [{}, { copystate: 'waiting', migrationcycle: 'cutovered' }]) {
    t.equal((await emulator.sms('PUT', `/v3/sources/${source}/changestate`, body)).status, 200)
  }
  t.strictSame(emulator.emulator.dump(), before)
})

t.test('UpdateDiskInfo: reported disks count until a target is configured', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const id = await healthySource(emulator)
  const { source } = await newTask(emulator)
  const body = {
    disks: [{ name: '/dev/vdz', size: 1 }],
    volumegroups: [{ name: 'vg' }],
    btrfs_list: [],
  }
  for (const [target, disk] of [
    [id, '/dev/vdz'],
    [source, '/dev/vda'],
  ] as const) {
    t.equal((await sms('PUT', `/v3/sources/${target}/diskinfo`, body)).status, 200)
    t.equal((await sms('GET', `/v3/sources/${target}`)).body.disks[0].name, disk)
  }
  t.match((await sms('GET', `/v3/sources/${id}`)).body.volume_groups, [{ name: 'vg', id: Number }])
})

t.test('ShowCommand: an agent is told what to do', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const lonely = await healthySource(emulator)
  t.match((await sms('GET', `/v3/sources/${lonely}/command`)).body, { error_code: 'SMS.7606' })
  const { task, source } = await newTask(emulator)
  const command = async () => (await sms('GET', `/v3/sources/${source}/command`)).body
  t.strictSame(await command(), {
    command_name: 'TASK_NOT_STARTED',
    command_param: { task_id: task, bucket: null },
  })
  await act(emulator, task, 'start')
  t.match(await command(), { command_name: 'START' })
  await act(emulator, task, 'stop')
  t.match(await command(), { command_name: 'STOP' })
  await until(emulator, task, { state: 'ABORT' })
  t.match(await command(), { command_name: 'TASK_HAS_STOPPED' })
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.match(await command(), { command_name: 'TASK_HAS_FINISHED' })
})

t.test('UpdateCommandResult: a result must be well formed and fit the command', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  const send = (change: object) =>
    emulator.sms('POST', `/v3/sources/${source}/command_result`, {
      ...exampleBody('UpdateCommandResult'),
      ...change,
    })
  t.equal((await send({})).status, 200, 'a START is taken at any time')
  t.equal((await send({ result_detail: '{"msg":"x"}' })).status, 200, 'the text of an object')
  t.equal((await send({ result_detail: null })).status, 200)
  for (const [change, error_code] of [
    [{ command_name: undefined }, 'SMS.6020'],
    [{ command_name: '' }, 'SMS.6020'],
    [{ result: 'ok' }, 'SMS.6022'],
    [{ result_detail: 7 }, 'SMS.6023'],
    [{ result_detail: 'words' }, 'SMS.6023'],
  ] as const) {
    t.match(await send(change), { status: 400, body: { error_code } }, JSON.stringify(change))
  }
  await act(emulator, task, 'start')
  await act(emulator, task, 'stop')
  t.match((await send({})).body, { error_code: 'SMS.6021', error_msg: /STOP/ })
  t.equal((await send({ command_name: 'STOP' })).status, 200)
})

t.test('UpdateTaskSpeed: a report shows until the simulated agent goes on', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  const url = `/v3/tasks/${task}/progress`
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'SSL_CONFIG', percent: 10 })
  const report = {
    ...exampleBody('UpdateTaskSpeed'),
    subtask_name: 'SSL_CONFIG',
    progress: 60,
    process_trace: 'step 2',
  }
  t.match(await emulator.sms('PUT', url, report), { status: 200, body: {} })
  t.match((await emulator.sms('GET', `/v3/tasks/${task}`)).body, {
    migrate_speed: 9.644518,
    compress_rate: 1.5,
    total_cpu_usage: 12.5,
    agent_disk_io: 40,
    subtask_info: 'SSL_CONFIG-60',
    sub_tasks: [{ progress: 60, process_trace: 'step 2' }],
  })
  t.match((await emulator.sms('GET', `/v3/sources/${source}`)).body, {
    replicatesize: 1000,
    totalsize: 100_000,
  })
  await until(emulator, task, { subtask: 'ATTACH_AGENT_IMAGE', percent: 10 })
  t.match((await emulator.sms('GET', `/v3/tasks/${task}`)).body, {
    subtask_info: 'ATTACH_AGENT_IMAGE-20',
  })

  for (const [change, error_code] of [
    [{ subtask_name: 'DANCE' }, 'SMS.6004'],
    [{ progress: 101 }, 'SMS.6101'],
    [{ progress: 1.5 }, 'SMS.6101'],
    [{ agent_time: 'noon' }, 'SMS.6405'],
    [{ agent_time: '2026-02-30T12:00:00' }, 'SMS.6405'],
    [{ replicatesize: undefined }, 'SMS.6013'],
  ] as const) {
    t.match(
      (await emulator.sms('PUT', url, { ...exampleBody('UpdateTaskSpeed'), ...change })).body,
      { error_code },
    )
  }
})

t.test('UpdateTaskSpeed: a report out of turn leaves no progress and no speed', async (t) => {
  for (const mode of ['simulated', 'external']) {
    const emulator = await startTest(t)
    const { task, source } = await newTask(emulator)
    const agent = `/_emulator/sources/${source}/agent`
    const shown = async () => (await emulator.sms('GET', `/v3/tasks/${task}`)).body
    const report = async (state: string, subtask_name = 'DETTACH_AGENT_IMAGE') => {
      await emulator.control('PUT', agent, { mode })
      const before = await shown()
      t.equal(before.state, state)
      const body = { ...exampleBody('UpdateTaskSpeed'), subtask_name, process_trace: 'x' }
      t.match(await emulator.sms('PUT', `/v3/tasks/${task}/progress`, body), { status: 200 })
      t.strictSame(
        pickOf(await shown()),
        { ...pickOf(before), total_cpu_usage: 12.5 },
        `${state}, ${mode}`,
      )
      await emulator.control('PUT', agent, { mode: 'simulated' })
    }

    await report('READY')
    await act(emulator, task, 'start')
    if (mode === 'simulated') await report('RUNNING')
    await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 30 })
    if (mode === 'simulated') await report('RUNNING')
    await act(emulator, task, 'stop')
    await report('ABORTING')
    await until(emulator, task, { state: 'ABORT' })
    for (const name of ['DETTACH_AGENT_IMAGE', 'MIGRATE_LINUX_FILE']) await report('ABORT', name)
    await act(emulator, task, 'start')
    await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  }
})

/** What shows of the work on a task. */
const pickOf = ({ sub_tasks, subtask_info, migrate_speed, total_cpu_usage }: Shown) => ({
  sub_tasks,
  subtask_info,
  migrate_speed,
  total_cpu_usage,
})
type Shown = Record<'sub_tasks' | 'subtask_info' | 'migrate_speed' | 'total_cpu_usage', unknown>

t.test('UpdateNetworkCheckInfo: a measurement is shown by its task', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { task } = await newTask(emulator)
  t.strictSame(
    (
      await sms(
        'POST',
        `/v3/${task}/update-network-check-info`,
        exampleBody('UpdateNetworkCheckInfo'),
      )
    ).body,
    { task_id: task },
  )
  t.match(
    (await sms('GET', `/v3/tasks/${task}`)).body.network_check_info,
    exampleBody('UpdateNetworkCheckInfo'),
  )
})

t.test('UpdateConsistencyResult, ShowConsistencyResult: a comparison is kept', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { task } = await newTask(emulator)
  const url = `/v3/tasks/${task}/consistency-result`
  t.strictSame((await sms('GET', url)).body, { task_id: task, result_list: [] })
  await sms('POST', url, exampleBody('UpdateConsistencyResult'))
  const { body } = await sms('GET', url)
  t.match(JSON.parse(body.result_list[0]), {
    finished_time: noon + 90,
    check_result: 'false',
    ...exampleBody('UpdateConsistencyResult'),
  })
  t.match((await sms('GET', '/v3/sources?is_consistency_result_exist=true')).body, { count: 1 })
})

t.test('ExportConsistencyResults: a CSV file of one to two hundred tasks', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { task } = await newTask(emulator)
  await sms('POST', `/v3/tasks/${task}/consistency-result`, exampleBody('UpdateConsistencyResult'))
  const file = await sms('POST', '/v3/tasks/consistency-results/export', {
    task_info: [{ task_id: task }],
  })
  t.match(file.headers, { 'content-disposition': /consistency-results\.csv/ })
  t.match(file.body, /^\uFEFFsource_name,.*\r\nsms-source-01,.*,false,\/root\/test,100,1,0,0\r\n$/)
  t.match(
    (await sms('POST', '/v3/tasks/consistency-results/export', { task_info: [] })).status,
    400,
  )
  const many = Array(201).fill({ task_id: task })
  t.match(
    (await sms('POST', '/v3/tasks/consistency-results/export', { task_info: many })).status,
    400,
  )
})

t.test('ShowConsistencyResult, ExportConsistencyResults: objects, for Terraform', async (t) => {
  const emulator = await startTest(t, { result_list: 'objects' })
  const { task } = await newTask(emulator)
  const url = `/v3/tasks/${task}/consistency-result`
  const same = {
    dir_check: '=1+1',
    num_total_files: 1,
    num_different_files: 0,
    num_target_miss_files: 0,
    num_target_more_files: 0,
  }
  await emulator.sms('POST', url, { consistency_result: [same] })
  t.match((await emulator.sms('GET', url)).body.result_list, [{ check_result: 'true' }])
  const file = await emulator.sms('POST', '/v3/tasks/consistency-results/export', {
    task_info: [{ task_id: task }],
  })
  t.match(file.body, /,'=1\+1,/, 'no formula for a spreadsheet')
})

t.test('reports for what does not exist', async (t) => {
  const { sms } = await startTest(t)
  for (const [method, path, id] of [
    ['PUT', '/v3/sources/x/diskinfo', 'UpdateDiskInfo'],
    ['PUT', '/v3/sources/x/changestate', 'UpdateCopyState'],
    ['POST', '/v3/sources/x/command_result', 'UpdateCommandResult'],
    ['PUT', '/v3/tasks/x/progress', 'UpdateTaskSpeed'],
    ['POST', '/v3/x/update-network-check-info', 'UpdateNetworkCheckInfo'],
    ['POST', '/v3/tasks/x/consistency-result', 'UpdateConsistencyResult'],
    ['POST', '/v3/tasks/consistency-results/export', 'ExportConsistencyResults'],
  ] as const) {
    t.match(
      await sms(method, path, exampleBody(id)),
      { status: 404, body: { error_code: /SMS\.7(602|703)/ } },
      id,
    )
  }
  t.match(await sms('GET', '/v3/sources/x/command'), { status: 404 })
})

t.test('UpdateCopyState: a task can be paused whatever its agent has reported', async (t) => {
  for (const [copystate, migrationcycle] of [
    ['waiting', 'checking'],
    ['premiging', 'setting'],
    ['error', 'replicating'],
  ]) {
    const emulator = await startTest(t)
    const { task, source } = await newTask(emulator)
    await act(emulator, task, 'start')
    const url = `/v3/sources/${source}/changestate`
    t.equal((await emulator.sms('PUT', url, { copystate, migrationcycle })).status, 200)
    t.equal((await act(emulator, task, 'stop')).status, 200, `${copystate} of ${migrationcycle}`)
    await until(emulator, task, { state: 'ABORT' })
    t.match((await emulator.sms('GET', `/v3/sources/${source}`)).body, {
      state: 'stopped',
      migration_cycle: 'replicating',
    })
    t.equal((await act(emulator, task, 'start')).status, 200)
    await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  }
})

t.test('UpdateCopyState: paused in sync or at launch, the task keeps its own stage', async (t) => {
  for (const [operation, stage] of [
    [undefined, 'syncing'],
    ['cutover', 'cutovering'],
  ] as const) {
    const emulator = await startTest(t)
    const { task, source } = await newTask(emulator, { syncing: true })
    await act(emulator, task, 'start')
    await until(emulator, task, { state: 'SYNCING' })
    if (operation) await act(emulator, task, operation)
    await emulator.sms('PUT', `/v3/sources/${source}/changestate`, {
      copystate: 'waiting',
      migrationcycle: 'checking',
    })
    t.equal((await act(emulator, task, 'stop')).status, 200)
    t.match((await emulator.sms('GET', `/v3/sources/${source}`)).body, { migration_cycle: stage })
  }
})

t.test(
  'UpdateTaskSpeed: a report shows in its row and in the timeline, until the task is done',
  async (t) => {
    const emulator = await startTest(t)
    const { task, source } = await newTask(emulator)
    await act(emulator, task, 'start')
    await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 10 })
    const earlier = (await emulator.control('GET', '/_emulator/clock')).body.now
    await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT1S' })
    const url = `/v3/tasks/${task}/progress`
    const report = {
      ...exampleBody('UpdateTaskSpeed'),
      subtask_name: 'MIGRATE_LINUX_FILE',
      progress: 42,
    }
    const network = `/v3/${task}/update-network-check-info`
    await emulator.sms('PUT', url, report)
    await emulator.sms('POST', network, exampleBody('UpdateNetworkCheckInfo'))
    const { body } = await emulator.sms('GET', `/v3/tasks/${task}`)
    t.equal(body.subtask_info, 'MIGRATE_LINUX_FILE-42')
    t.match(
      body.sub_tasks.find(({ name }: { name: string }) => name === 'MIGRATE_LINUX_FILE'),
      { progress: 42 },
    )

    const asOf = async (at: string) =>
      (await emulator.control('GET', `/_emulator/tasks/${task}/timeline?at=${at}`)).body.as_of
    t.match(await asOf(earlier), {
      subtask_info: 'MIGRATE_LINUX_FILE-10',
      network_check_info: null,
    })
    t.match(await asOf('2030-01-01T00:00:00Z'), { state: 'MIGRATE_SUCCESS', subtask_info: null })
    const reported = (await emulator.control('GET', '/_emulator/clock')).body.now
    await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
    t.match(await asOf(reported), { subtask_info: 'MIGRATE_LINUX_FILE-42' }, 'still, from later on')
    await emulator.sms('PUT', url, report)
    t.match((await emulator.sms('GET', `/v3/tasks/${task}`)).body, {
      subtask_info: null,
      migrate_speed: 0,
    })
    t.match((await emulator.sms('GET', `/v3/sources/${source}`)).body, { replicatesize: 0 })
  },
)

t.test('CollectLog, UpdateCommandResult: the result of an upload ends it', async (t) => {
  for (const [result, log_collect_status] of [
    ['success', 'UPLOADED'],
    ['fail', 'UPLOAD_FAIL'],
  ]) {
    const emulator = await startTest(t)
    const { sms } = emulator
    const { task, source } = await newTask(emulator)
    await act(emulator, task, 'start')
    await sms('POST', `/v3/tasks/${task}/log`, { log_bucket: 'my-logs' })
    await sms('POST', `/v3/sources/${source}/command_result`, {
      command_name: 'UPLOAD_LOG',
      result,
      result_detail: null,
    })
    t.match((await sms('GET', `/v3/sources/${source}/command`)).body, { command_name: 'START' })
    await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT1M' })
    t.match((await sms('GET', `/v3/tasks?id=${task}`)).body, { tasks: [{ log_collect_status }] })
  }
})

t.test('CollectLog: an upload is planned, and follows the pace', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await emulator.sms('POST', `/v3/tasks/${task}/log`, { log_bucket: 'my-logs' })
  const { body } = await emulator.control('GET', `/_emulator/tasks/${task}/timeline`)
  const moments = body.planned.map(({ at }: { at: string }) => at)
  t.strictSame(moments, [...moments].sort())
  t.equal(body.planned.filter(({ type }: { type: string }) => type === 'task.log').length, 1)
  await emulator.control('PUT', '/_emulator/clock', { pace: 60 })
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT0.5S' })
  t.match((await emulator.sms('GET', `/v3/tasks?id=${task}`)).body, {
    tasks: [{ log_collect_status: 'UPLOADED' }],
  })
})

t.test('DeleteTask: the comparisons of a task end with it', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { task } = await newTask(emulator)
  await sms('POST', `/v3/tasks/${task}/consistency-result`, exampleBody('UpdateConsistencyResult'))
  t.equal((await sms('DELETE', `/v3/tasks/${task}`)).status, 200)
  t.match((await sms('GET', '/v3/sources?is_consistency_result_exist=true')).body, { count: 0 })
})

t.test('a strict contract refuses what is not in it', async (t) => {
  const emulator = await startTest(t, { strict_contract: true })
  const { sms } = emulator
  const { task, source } = await newTask(emulator)
  const wrong = { copystate: 'waiting', migrationcycle: 'setting', bogus: 1 }
  t.match((await sms('PUT', `/v3/sources/${source}/changestate`, wrong)).body, {
    error_msg: /bogus/,
  })
  const agreements = '/v3/privacy-agreements'
  t.match((await sms('POST', agreements, { agreed: true })).body, { error_msg: /agreed/ })
  t.equal((await sms('POST', agreements, {})).status, 200)
  t.match((await sms('PUT', `/v3/tasks/${task}`, { name: 'a'.repeat(30) })).body, {
    error_code: 'SMS.7711',
  })
})
