import t from 'tap'
import { exampleBody, linuxSource, startTest, type TestEmulator, taskFor } from '../helper.ts'
import {
  begins,
  blocks,
  fromTemplate,
  library,
  old_kernel,
  story,
  template,
  windows,
} from './story.ts'

/** What is refused, and why (behaviour.md §9). */

const refusal = (error_code: string, status = 400) => ({ status, body: { error_code } })

/** An emulator in which a file of the library, which is about calls, counts for the account. */
async function withLibrary(t: Parameters<typeof startTest>[0], name: string) {
  const emulator = await startTest(t)
  await emulator.control('POST', '/_emulator/scenarios', library(name))
  return emulator
}

const create = ({ sms }: TestEmulator, source: string, change: object = {}) =>
  sms('POST', '/v3/tasks', taskFor(source, change))

const another_target = {
  target_server: { ...(taskFor('').target_server as object), vm_id: 'another' },
}

type Check = { name: string; result: string; error_code: string | null }

/** The item of a source's check with this name. */
async function checkOf({ sms }: TestEmulator, source: string, name: string) {
  const { body } = await sms('GET', `/v3/sources/${source}`)
  const { result, error_code } = body.checks.find((check: Check) => check.name === name)
  return `${body.state}[${body.migration_cycle}] ${result} ${error_code}`
}

t.test('6 Linux block on an unfit kernel', async (t) => {
  const reported = await begins(t, { source: { linux_block_check: old_kernel } })
  const asked = await begins(t, { scenario: '06-unfit-kernel', ...blocks })
  for (const { emulator, source } of [reported, asked]) {
    t.equal(
      await checkOf(emulator, source, 'LINUX_BLOCK_SUPPORT'),
      'waiting[checking] WARN SMS.6617',
    )
    t.match(await create(emulator, source, { type: 'MIGRATE_BLOCK' }), refusal('SMS.6617'))
    t.match(await create(emulator, source, { type: 'MIGRATE_FILE' }), { status: 200 })
  }
})

t.test('19 delete rules', async (t) => {
  const its = await story(t)
  const url = `/v3/tasks/${its.task_id}`
  await its.does('start')
  t.match(await its.call('DELETE', url), refusal('SMS.7719'))
  await its.does('stop')
  t.match(await its.call('DELETE', url), refusal('SMS.7719'), 'not while it is still stopping')
  await its.until('ABORT')
  t.match(await its.call('DELETE', url), { status: 200 })
  t.match(await its.listed(), { state: 'waiting', current_task: null })
  t.match(await its.source(), { state: 'waiting', migration_cycle: 'checking' })
})

t.test('19 delete rules, without an agent', async (t) => {
  const its = await story(t, { scenario: '19-delete-rules' })
  await its.does('start')
  await its.until('MIGRATE_LINUX_FILE', 49)
  t.match(await its.call('DELETE', `/v3/tasks/${its.task_id}`), refusal('SMS.7719'))
  await its.passes('PT10S')
  await its.shows('RUNNING/replicate[replicating]')
  t.match(await its.source(), { connected: false })
  t.match(await its.call('DELETE', `/v3/tasks/${its.task_id}`), { status: 200 })
})

t.test('20 source delete rules', async (t) => {
  const its = await story(t)
  const url = `/v3/sources/${its.source_id}`
  t.match(await its.call('DELETE', url), refusal('SMS.7601'))
  await its.call('DELETE', `/v3/tasks/${its.task_id}`)
  t.match(await its.call('DELETE', url), { status: 200 })
  t.match(await its.call('GET', url), refusal('SMS.7602', 404))
  t.match(await its.call('GET', `${url}/command`), refusal('SMS.7602', 404))
  const again = await its.call('POST', '/v3/sources', linuxSource({ id: its.source_id }))
  t.equal(again.status, 200)
  t.not(again.body.id, its.source_id, 'a new id')
})

t.test('24 registration refused or unavailable', async (t) => {
  const reported = await begins(t, { source: { boot_loader: 'LILO' } })
  const asked = await begins(t, { scenario: '24-boot-loader' })
  for (const { emulator, source } of [reported, asked]) {
    t.equal(await checkOf(emulator, source, 'BOOT_LOADER'), 'unavailable[checking] ERROR SMS.6516')
    t.match(await create(emulator, source), refusal('SMS.6520'))
  }
  for (const [name, code] of [
    ['', 'SMS.6001'],
    ['x'.repeat(65), 'SMS.6002'],
    ['a b', 'SMS.6003'],
  ] as const) {
    t.match(
      await asked.emulator.sms('POST', '/v3/sources', linuxSource({ name })),
      refusal(code),
      `"${name}"`,
    )
  }
})

t.test('25 environment warning', async (t) => {
  const reported = await begins(t, { source: { ...windows.source, oem_system: true } })
  const asked = await begins(t, { scenario: '25-environment-warning', source: windows.source })
  for (const { emulator, source } of [reported, asked]) {
    t.equal(await checkOf(emulator, source, 'OEM_SYSTEM'), 'waiting[checking] WARN SMS.6510')
    t.match(await create(emulator, source, windows.task), { status: 200 })
  }
})

t.test('26 quota', async (t) => {
  const { sms } = await withLibrary(t, '26-quota')
  const calls = [
    ['/v3/sources', linuxSource(), 'SMS.6501'],
    ['/v3/migprojects', exampleBody('CreateMigproject'), 'SMS.8115'],
    ['/v3/vm/templates', exampleBody('CreateTemplate'), 'SMS.7113'],
  ] as const
  for (const [url, body, code] of calls) {
    t.match(await sms('POST', url, body), refusal(code))
    t.match(await sms('POST', url, body), { status: 200 }, 'once')
  }
})

t.test('27 offline source', async (t) => {
  const emulator = await withLibrary(t, '27-offline-source')
  const { source } = await begins(t, { in: emulator })
  t.match(await create(emulator, source), refusal('SMS.6603'))
  const { body: asked } = await create(emulator, source)
  const start = () => emulator.sms('POST', `/v3/tasks/${asked.id}/action`, { operation: 'start' })
  t.match(await start(), refusal('SMS.6603'))
  t.match(await start(), { status: 200 })

  const its = await story(t)
  await its.agent({ connected: false })
  await its.isRefused('start', 'SMS.6603')
  await its.call('DELETE', `/v3/tasks/${its.task_id}`)
  t.match(await create(its.emulator, its.source_id), refusal('SMS.6603'))
  await its.agent({ connected: true })
  t.match(await create(its.emulator, its.source_id), { status: 200 })
})

t.test('28 target taken', async (t) => {
  const its = await story(t)
  const { source } = await begins(t, { in: its.emulator })
  t.match(await create(its.emulator, source), refusal('SMS.7605'), 'a second task for the target')
  t.match(
    await create(its.emulator, its.source_id, another_target),
    refusal('SMS.7605'),
    'a second task for the source',
  )
  await its.emulator.control('POST', '/_emulator/scenarios', library('28-target-taken'))
  t.match(await create(its.emulator, source, another_target), refusal('SMS.7605'))
  t.match(await create(its.emulator, source, another_target), { status: 200 })
})

t.test('29 public IP rules', async (t) => {
  const { emulator, source } = await begins(t)
  t.match(await create(emulator, source, { use_public_ip: true }), refusal('SMS.6602'))
  t.match(await create(emulator, source, { use_public_ip: undefined }), refusal('SMS.6602'))
  await emulator.control('POST', '/_emulator/scenarios', library('29-public-ip'))
  t.match(await create(emulator, source, { use_public_ip: false }), refusal('SMS.6602'), 'asked')
  t.match(await create(emulator, source, { use_public_ip: false }), { status: 200 })
})

t.test('30 UEFI', async (t) => {
  const { emulator, source } = await begins(t, { source: { firmware: 'UEFI' } })
  const task = fromTemplate(await template(emulator))
  t.match(await create(emulator, source, task), refusal('SMS.6535'))
  // The firmware of a target is the cloud's, which is not emulated: 6561 comes by the scenario.
  await emulator.control('POST', '/_emulator/scenarios', library('30-uefi'))
  t.match(await create(emulator, source), refusal('SMS.6535'))
  t.match(await create(emulator, source), refusal('SMS.6561'))
  t.match(await create(emulator, source), { status: 200 })
})

t.test('39 project in use', async (t) => {
  const { emulator, source } = await begins(t)
  const { sms } = emulator
  const url = '/v3/migprojects'
  const project = (name: string) => ({ ...exampleBody('CreateMigproject'), name, isdefault: false })
  const { body: one } = await sms('POST', url, project('one'))
  t.match(await sms('POST', url, project('one')), refusal('SMS.7312'))
  await sms('PUT', `/v3/sources/${source}`, { migprojectid: one.id })
  t.match(await sms('DELETE', `${url}/${one.id}`), refusal('SMS.7311'))
  await sms('PUT', `${url}/${one.id}/default`, {})
  t.match(await sms('DELETE', `${url}/${one.id}`), refusal('SMS.7303'))

  await emulator.control('POST', '/_emulator/scenarios', library('39-project-in-use'))
  const { body: two } = await sms('POST', url, project('two'))
  t.match(two, { error_code: 'SMS.7312' })
  t.match(await sms('DELETE', `${url}/x`), refusal('SMS.7303'))
  t.match(await sms('DELETE', `${url}/x`), refusal('SMS.7311'))
  t.match(await sms('DELETE', `${url}/x`), refusal('SMS.7301', 404), 'as it would be')
})
