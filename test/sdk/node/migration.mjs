import assert from 'node:assert/strict'
import { advance, sms } from './emulator.mjs'
import { newSource, newTask } from './operations.mjs'
import { check } from './report.mjs'

/** A whole migration: register, create, start, wait, done. */
async function migrate() {
  const call = sms()
  const source = await newSource('app-01')
  const task = await newTask('move-app-01', source, '3f2a7c1e-93a5-4f0e-8f57-0f6f3b8f2c11')
  const path = { task_id: task }
  await call('UpdateTaskStatus', { path, body: { operation: 'start' } })

  await advance({ until: { task, subtask: 'MIGRATE_LINUX_FILE', percent: 63 } })
  const copying = await call('ShowTask', { path })
  const row = copying.sub_tasks.find(({ name }) => name === 'MIGRATE_LINUX_FILE')
  assert.equal(row.progress, 63)

  await advance({ until: { task, state: 'MIGRATE_SUCCESS' } })
  const { state, sub_tasks } = await call('ShowTask', { path })
  assert.equal(state, 'MIGRATE_SUCCESS')
  assert.ok(sub_tasks.every(({ progress }) => progress === 100))
  const server = await call('ShowServer', { path: { source_id: source } })
  assert.equal(server.state, 'finished')
}

export const migration = () => check('migration', 'a whole migration', 'core', migrate)
