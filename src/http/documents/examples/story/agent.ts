import { call, type Step } from '../step.ts'
import { linuxTask } from './machines.ts'
import { ofUnknownTask, unknown_id } from './refusals.ts'

/** Chapter 5: what an agent asks and reports, and the end: everything is deleted. */

const agent_task = { task_id: '<agent_task>' }
const no_task = 'Refused: there is no such task'
const no_source = 'Refused: there is no such source server'
const comparison = {
  consistency_result: [
    {
      dir_check: '/root/test',
      num_total_files: 100,
      num_different_files: 1,
      num_target_miss_files: 0,
      num_target_more_files: 0,
    },
  ],
}
const progress = {
  subtask_name: 'MIGRATE_LINUX_FILE',
  progress: 30,
  replicatesize: 856458854,
  totalsize: 2854862848,
  process_trace: '/usr/lib',
  migrate_speed: 80,
  compress_rate: 1.5,
  remain_time: 90,
}

const work: Step[] = [
  call('showAgent', 200, 'Who acts as the agent of a source server', {
    path: { source: '<other>' },
  }),
  call('showAgent', 404, no_source, { path: { source: 'shop-web' } }),
  call('updateAgent', 200, 'A program acts as the agent from now on', {
    path: { source: '<other>' },
    body: { mode: 'external' },
  }),
  call('updateAgent', 404, no_source, { path: { source: 'shop-web' }, body: { mode: 'external' } }),
  call('CreateTask', 200, 'A migration whose agent is a program', {
    body: {
      ...linuxTask('<other>', 'DatabaseTask', '0c1b6d1e-8a0f-4a0e-b1c8-7d5c3c1d9f10'),
      vm_template_id: '<template>',
    },
    keep: { agent_task: '/id' },
  }),
  call('UpdateTaskStatus', 200, 'The migration begins when the agent has asked', {
    path: agent_task,
    body: { operation: 'start' },
  }),
  call('ShowCommand', 200, 'The agent is to start', { path: { server_id: '<other>' } }),
  call('UpdateCopyState', 200, 'The agent reports that it prepares the copy', {
    path: { source_id: '<other>' },
    body: { copystate: 'INIT', migrationcycle: 'replicating' },
  }),
  call('UpdateCopyState', 400, 'Refused: the state does not belong to the stage', {
    path: { source_id: '<other>' },
    body: { copystate: 'waiting', migrationcycle: 'cutovered' },
  }),
  call('UpdateTaskSpeed', 200, 'The agent reports how far a sub-task has come', {
    path: agent_task,
    body: progress,
  }),
  ofUnknownTask('UpdateTaskSpeed', { body: progress }),
  call('ShowTargetPassword', 200, 'The password that the target gets, while its task copies', {
    path: { id: '<template>' },
  }),
  call('UpdateConsistencyResult', 200, 'The agent reports what it has compared', {
    path: agent_task,
    body: comparison,
  }),
  ofUnknownTask('UpdateConsistencyResult', { body: comparison }),
  call('ShowConsistencyResult', 200, 'What was compared', { path: agent_task }),
  ofUnknownTask('ShowConsistencyResult'),
  call('ExportConsistencyResults', 200, 'What was compared, as CSV', {
    headers: { 'x-language': 'en-us' },
    body: {
      task_info: [{ task_id: '<agent_task>', source_id: '<other>', source_name: 'shop-database' }],
    },
  }),
  call('ExportConsistencyResults', 404, no_task, {
    body: {
      task_info: [{ task_id: unknown_id, source_id: '<other>', source_name: 'shop-database' }],
    },
  }),
  call('UpdateTaskStatus', 200, 'The migration is to pause', {
    path: agent_task,
    body: { operation: 'stop' },
  }),
  call('ShowCommand', 200, 'The agent is to stop', { path: { server_id: '<other>' } }),
  call('UpdateCommandResult', 400, 'Refused: the agent was told something else', {
    path: { server_id: '<other>' },
    body: { command_name: 'START', result: 'success', result_detail: {} },
  }),
  call('UpdateCommandResult', 200, 'The agent has stopped', {
    path: { server_id: '<other>' },
    body: { command_name: 'STOP', result: 'success', result_detail: { msg: 'stopped' } },
  }),
]

const end: Step[] = [
  call('removeScenarios', 200, 'The scenario is removed', { query: { name: 'broken-disk' } }),
  call('removeScenarios', 404, 'Refused: there is no such scenario', {
    query: { name: 'broken-disc' },
  }),
  call('DeleteTask', 200, 'The task is deleted', { path: { task_id: '<task>' } }),
  call('DeleteTasks', 200, 'The tasks are gone', { body: { ids: ['<failing>', '<agent_task>'] } }),
  call('DeleteServer', 200, 'The source server is deleted', { path: { source_id: '<linux>' } }),
  call('DeleteServers', 404, 'Refused: one of them does not exist, and none is deleted', {
    body: { ids: ['<windows>', '<linux>'] },
  }),
  call('DeleteServers', 200, 'The source servers are gone', {
    body: { ids: ['<windows>', '<other>'] },
  }),
  call('DeleteTemplates', 200, 'The templates are gone', { body: { ids: ['<template>'] } }),
]

export const actAsAgent: readonly Step[] = [...work, ...end]
