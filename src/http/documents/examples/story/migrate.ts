import { call, type Step } from '../step.ts'
import { linuxTask, windowsTask } from './machines.ts'
import { fromAPage, ofUnknownTask } from './refusals.ts'

/** Chapter 4: a migration from its task to its end, one that fails, and what a client sets and reads on the way. */

/** What an agent finds out about its network. */
const network = {
  domain_connectivity: true,
  destination_connectivity: true,
  network_delay: 20,
  network_jitter: 2,
  migration_speed: 100,
  loss_percentage: 0,
  cpu_usage: 12.5,
  mem_usage: 35,
  evaluation_result: 'success',
}

const task = { task_id: '<task>' }

const beginning: Step[] = [
  call('CreateTask', 200, 'A migration to a server that is there', {
    body: linuxTask('<linux>', 'MigrationTask', '6dac09d8-5835-4888-9b1e-787453c4e1d4'),
    keep: { task: '/id' },
  }),
  call('CreateTask', 400, 'Refused: the source server has a task', {
    body: linuxTask('<linux>', 'SecondTask', '7c804c50-e9eb-40af-86ec-c78da64f22e2'),
  }),
  call('ShowTask', 200, 'A task that has not been started', { path: task }),
  ofUnknownTask('ShowTask'),
  call('UpdateTask', 200, 'The task gets another name', {
    path: task,
    body: { name: 'MigrationTask-2' },
  }),
  ofUnknownTask('UpdateTask', { body: { name: 'MigrationTask-2' } }),
  call('UpdateNetworkCheckInfo', 200, 'The agent reports how good its network is', {
    path: task,
    body: network,
  }),
  ofUnknownTask('UpdateNetworkCheckInfo', { body: network }),
  call('UpdateSpeed', 200, 'At night faster than by day, in Mbit/s', {
    path: task,
    body: {
      speed_limit: [
        { start: '0:00', end: '8:00', speed: 1000, over_speed_threshold: 50 },
        { start: '8:00', end: '23:59', speed: 100, over_speed_threshold: 50 },
      ],
    },
  }),
  ofUnknownTask('UpdateSpeed', { body: { speed_limit: [] } }),
  call('ShowsSpeedLimits', 200, 'The limits of a task', { path: task }),
  ofUnknownTask('ShowsSpeedLimits'),
  call(
    'UploadSpecialConfigurationSetting',
    200,
    'How much of a processor the copy may take, and what is compared',
    {
      path: task,
      body: {
        configurations: [
          { config_key: 'LINUX_CPU_LIMIT', config_value: '60' },
          { config_key: 'CONSISTENCY_DIR', config_value: '/root/test' },
        ],
      },
    },
  ),
  ofUnknownTask('UploadSpecialConfigurationSetting', {
    body: { configurations: [{ config_key: 'LINUX_CPU_LIMIT', config_value: '60' }] },
  }),
  call('ShowConfigSetting', 200, 'An option of a task', {
    path: task,
    query: { config_key: 'LINUX_CPU_LIMIT' },
  }),
  ofUnknownTask('ShowConfigSetting', { query: { config_key: 'LINUX_CPU_LIMIT' } }),
  call('ShowCertKey', 200, 'Certificate and key of the connection to the target', {
    path: task,
    query: { enable_ca_cert: 'true' },
  }),
  ofUnknownTask('ShowCertKey'),
  call('ShowPassphrase', 200, 'Passphrase of the key', { path: task }),
  ofUnknownTask('ShowPassphrase'),
  call('UpdateTaskStatus', 200, 'The migration begins', {
    path: task,
    body: { operation: 'start' },
  }),
  call('UpdateTaskStatus', 400, 'Refused: the task runs', {
    path: task,
    body: { operation: 'start' },
    keep: { refused: 'x-request-id' },
  }),
]

const copy: Step[] = [
  call('advanceClock', 200, 'Move the clock until the copy shows 63 percent', {
    body: { until: { task: '<task>', subtask: 'MIGRATE_LINUX_FILE', percent: 63 } },
  }),
  call('ShowTask', 200, 'A task at 63 percent of its copy', { path: task }),
  call('overviewTasks', 200, 'Tasks with their sub-tasks'),
  call('showTimeline', 200, 'What has happened to a task, and what will happen', { path: task }),
  call('ListTasks', 200, 'Tasks that run', {
    query: { state: 'RUNNING', limit: '50', offset: '0' },
  }),
  call('ShowOverview', 200, 'How many source servers there are in each state'),
  call('DeleteServer', 400, 'Refused: the source server has a task', {
    path: { source_id: '<linux>' },
  }),
  call('DeleteTask', 400, 'Refused: the task runs', { path: task }),
  call('DeleteTasks', 400, 'Refused: one of them runs, and none is deleted', {
    body: { ids: ['<task>'] },
  }),
  call('CollectLog', 200, 'The agent is to upload its log', {
    path: task,
    body: { log_bucket: 'sms-log' },
  }),
  ofUnknownTask('CollectLog', { body: { log_bucket: 'sms-log' } }),
  call('advanceClock', 200, 'Move the clock until the migration has succeeded', {
    body: { until: { task: '<task>', state: 'MIGRATE_SUCCESS' }, max: 'PT1H' },
  }),
  call('ShowTask', 200, 'A task that has succeeded', { path: task }),
  call('UnlockTargetEcs', 200, 'The target may be used again', { path: task }),
  ofUnknownTask('UnlockTargetEcs'),
]

/** A migration of the Windows source that fails. */
const failure: Step[] = [
  call('addScenarios', 200, 'The copy of the Windows server is to fail at 40 percent', {
    body: 'name: broken-disk\nmatch: { source: bike-windows }\nthen:\n  fail: { at: MIGRATE_WINDOWS_BLOCK, percent: 40 }\n',
  }),
  call('addScenarios', 400, 'Refused: a scenario says what happens', {
    body: 'name: broken-disk\n',
  }),
  call('listScenarioLibrary', 200, 'The first of the files that come with the emulator'),
  fromAPage('listScenarioLibrary'),
  call('listScenarios', 200, 'What goes differently in migrations'),
  call('CreateTask', 200, 'A migration of a Windows server', {
    body: windowsTask('<windows>', 'WindowsTask', 'd6f1c3a2-5b0e-4c55-9a0f-3a1a76a8d5e7'),
    keep: { failing: '/id' },
  }),
  call('UpdateTaskStatus', 200, 'The migration of the Windows server begins', {
    path: { task_id: '<failing>' },
    body: { operation: 'start' },
  }),
  call('advanceClock', 200, 'Move the clock until the migration has failed', {
    body: { until: { task: '<failing>', state: 'MIGRATE_FAIL' } },
  }),
  call('ShowTask', 200, 'A task that has failed', { path: { task_id: '<failing>' } }),
  call('ListErrorServers', 200, 'Source servers whose migration has failed, and why', {
    query: { limit: '50', offset: '0' },
  }),
  call('UpdateTask', 200, 'A failed task gets another target address before it is started again', {
    path: { task_id: '<failing>' },
    body: { migration_ip: '172.16.0.21' },
  }),
]

export const migrate: readonly Step[] = [...beginning, ...copy, ...failure]
