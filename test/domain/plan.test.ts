import t from 'tap'
import { rowNames } from '../../src/domain/migration/plan.ts'

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
