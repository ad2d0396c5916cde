import t from 'tap'
import {
  isCopy,
  isLaunch,
  isTransfer,
  planRound,
  possibleRows,
  roundName,
  rowNames,
} from '../../src/domain/migration/plan.ts'
import { Timings } from '../../src/schemas/control/timings.ts'
import type { Row, Task } from '../../src/schemas/stored/records.ts'
import { counter, life, plain } from './lives.ts'

/** Which rows a round has (behaviour.md §4.4, §4.5). */

const file = {
  type: 'MIGRATE_FILE',
  os_type: 'LINUX',
  syncing: false,
  vm_template_id: null,
} as const
const block = { ...file, type: 'MIGRATE_BLOCK' } as const
const windows = { ...block, os_type: 'WINDOWS' } as const
const syncing = { ...file, syncing: true } as const
const template = { ...file, vm_template_id: 'template' } as const

t.test('REPLICATE', async (t) => {
  t.strictSame(rowNames('REPLICATE', file, false), [
    'SSL_CONFIG',
    'ATTACH_AGENT_IMAGE',
    'FORMAT_DISK_LINUX_FILE',
    'MIGRATE_LINUX_FILE',
    'CONFIGURE_LINUX_FILE',
    'DETTACH_AGENT_IMAGE',
  ])
  t.strictSame(rowNames('REPLICATE', block, true), [
    'SSL_CONFIG',
    'ATTACH_AGENT_IMAGE',
    'FORMAT_DISK_LINUX_BLOCK',
    'MIGRATE_LINUX_BLOCK',
    'CHECK_CONSISTENCY',
    'CONFIGURE_LINUX_BLOCK',
    'DETTACH_AGENT_IMAGE',
  ])
  t.strictSame(rowNames('REPLICATE', windows, false), [
    'SSL_CONFIG',
    'ATTACH_AGENT_IMAGE',
    'FORMAT_DISK_WINDOWS',
    'MIGRATE_WINDOWS_BLOCK',
    'CONFIGURE_WINDOWS',
    'DETTACH_AGENT_IMAGE',
  ])
  t.equal(rowNames('REPLICATE', template, false)[0], 'CREATE_CLOUD_SERVER')
  t.strictSame(
    rowNames('REPLICATE', syncing, false).length,
    4,
    'continuous sync stops after the copy',
  )
})

t.test('CUTOVER and RESYNC', async (t) => {
  t.strictSame(rowNames('CUTOVER', windows, false), ['CONFIGURE_WINDOWS', 'DETTACH_AGENT_IMAGE'])
  t.strictSame(rowNames('RESYNC', syncing, false), [
    'SSL_CONFIG',
    'ATTACH_AGENT_IMAGE',
    'SYNC_LINUX_FILE',
  ])
  t.strictSame(rowNames('RESYNC', windows, true), [
    'SSL_CONFIG',
    'ATTACH_AGENT_IMAGE',
    'SYNC_WINDOWS_BLOCK',
    'CHECK_CONSISTENCY',
    'CONFIGURE_WINDOWS',
    'DETTACH_AGENT_IMAGE',
  ])
})

t.test('rows that copy, that move data at all, and that begin a launch', async (t) => {
  const names = possibleRows(template)
  t.strictSame(names.filter(isCopy), ['MIGRATE_LINUX_FILE'])
  t.strictSame(names.filter(isTransfer), ['MIGRATE_LINUX_FILE', 'SYNC_LINUX_FILE'])
  t.strictSame(names.filter(isLaunch), ['CONFIGURE_LINUX_FILE'])
})

t.test('the rows that a task can ever have, each once', async (t) => {
  const names = possibleRows(syncing)
  t.strictSame([...new Set(names)], names)
  t.strictSame(
    [...names].sort(),
    [
      'ATTACH_AGENT_IMAGE',
      'CHECK_CONSISTENCY',
      'CLONE_VM',
      'CONFIGURE_LINUX_FILE',
      'CREATE_CLOUD_SERVER',
      'DETTACH_AGENT_IMAGE',
      'FORMAT_DISK_LINUX_FILE',
      'MIGRATE_LINUX_FILE',
      'SSL_CONFIG',
      'SYNC_LINUX_FILE',
    ],
    'as if it had a template and were launched in one round',
  )
  t.strictSame(possibleRows(syncing, 'CLONE'), ['CLONE_VM'])
})

const rowsOf = (...names: string[]) => names.map((user_op) => ({ user_op }) as Row)

t.test('rounds are counted by their kind, from 0', async (t) => {
  t.equal(roundName('REPLICATE', []), 'REPLICATE')
  t.equal(roundName('CUTOVER', rowsOf('REPLICATE', 'REPLICATE')), 'CUTOVER0')
  t.equal(roundName('CUTOVER', rowsOf('CUTOVER0', 'CUTOVER0', 'RESYNC0')), 'CUTOVER1')
  t.equal(roundName('RESYNC', rowsOf('RESYNC0', 'RESYNC1')), 'RESYNC2')
  t.equal(roundName('CLONE', rowsOf('CUTOVER0')), 'CLONE0')
})

t.test('a round is planned as a whole, with nothing begun', async (t) => {
  const { task: whole } = life(plain).current
  const task: Task = { ...whole, ...windows, sub_tasks: rowsOf('CUTOVER0') }
  const rows = planRound('CUTOVER', task, {
    check: false,
    timings: Timings.parse({}),
    ids: counter(),
  })
  t.match(rows, [
    { id: 1, name: 'CONFIGURE_WINDOWS', user_op: 'CUTOVER1' },
    { id: 2, name: 'DETTACH_AGENT_IMAGE', user_op: 'CUTOVER1' },
  ])
  for (const row of rows) t.match(row, { start_date: null, end_date: null, done: 0, error: null })
})
