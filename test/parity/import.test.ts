import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checkText } from '../../src/domain/history/check-text.ts'
import { importCalls, importedText } from '../../src/parity/import.ts'
import { recordingOf } from '../../src/parity/recording.ts'
import { rehearseFixtures } from '../../src/process/rehearsal.ts'
import { commandWith } from '../cli/tool.ts'
import { act, newTask, startTest, until } from '../helper.ts'
import { entryOf, harOf } from './har.ts'
import { Recorder } from './recorder.ts'

/** A recording becomes a fixture. */

const importOf = (har: string) => importCalls(recordingOf(har, 'run.har'), 'run.har')

/** Loads the text of a fixture as `validate` does, and starts an emulator with it. */
async function loaded(t: Test, text: string) {
  const { fixture, problems } = checkText(text)
  t.strictSame(problems, [])
  if (!fixture) throw new Error('no fixture')
  await rehearseFixtures([{ fixture, text }])
  return startTest(t, {}, fixture.accounts)
}

t.test('import: the fleet of a recording is shown by the fixture as it was', async (t) => {
  const cloud = await startTest(t, { fixture: ['fixtures/fleet.yaml'] })
  const recorder = new Recorder(cloud)
  await recorder.sms('GET', '/v3/vm/templates')
  await recorder.sms('GET', '/v3/migprojects')
  const { source_servers } = await recorder.sms('GET', '/v3/sources?limit=200')
  const { tasks } = await recorder.sms('GET', '/v3/tasks?limit=200')
  for (const { id } of source_servers) await recorder.sms('GET', `/v3/sources/${id}`)
  for (const { id } of tasks) await recorder.sms('GET', `/v3/tasks/${id}`)
  const imported = await importOf(recorder.har)
  const text = importedText(imported, 'fleet.yaml')
  const emulator = await loaded(t, text)
  const again = await emulator.sms('GET', '/v3/sources?limit=200')
  const briefly = (list: Record<string, unknown>[]) =>
    list
      .map(({ id, name, state, migration_cycle }) => ({ id, name, state, migration_cycle }))
      .sort((a, b) => String(a.id).localeCompare(String(b.id)))
  t.strictSame(imported.listed, [])
  t.strictSame(briefly(again.body.source_servers), briefly(source_servers))
})

t.test('import: the command writes a fixture that the command validate accepts', async (t) => {
  const folder = t.testdir({ 'run.har': await copyingHar(t) })
  const command = commandWith({})
  const file = `${folder}/fleet.yaml`
  const ran = await command('import', `${folder}/run.har`, '-o', file)
  t.match(ran, { exit: 0, stderr: '' })
  t.match(ran.stdout, /fleet\.yaml: sources 1, tasks 1, calls 2/)
  t.match(await command('validate', file), { exit: 0, stdout: /valid \(fixture\)/ })
  t.match(
    readFileSync(file, 'utf8'),
    /steps:\n +- start\n +- until:\n +subtask: MIGRATE_LINUX_FILE\n/,
  )
  t.strictSame(readdirSync(folder).sort(), ['fleet.yaml', 'run.har'])
})

t.test(
  'import: what is no recording is refused in a sentence, and no file is written',
  async (t) => {
    const har = await copyingHar(t)
    const command = commandWith({})
    const folder = t.testdir({
      'cut.har': har.slice(0, -20),
      'list.har': '[]',
      'other.har': JSON.stringify(harOf(entryOf({ url: 'https://example.com/' }))),
      'empty.har': JSON.stringify(harOf()),
      'refused.har': JSON.stringify(
        harOf(entryOf({ status: 404, answered: { error_code: 'SMS.7703' } })),
      ),
    })
    const before = readdirSync(folder)
    for (const name of [...before, 'missing.har', '.']) {
      const ran = await command('import', join(folder, name), '-o', join(folder, 'fleet.yaml'))
      t.match(ran, { exit: 2, stdout: '' }, name)
      t.match(ran.stderr, /^sms-emulator: [^\n]+\.\n$/, name)
    }
    t.strictSame(readdirSync(folder), before)
    await command('import', join(folder, 'cut.har'), '-o', join(folder, 'no', 'fleet.yaml'))
  },
)

t.test('import: what no steps can reach and fields that nobody knows are listed', async (t) => {
  const cloud = await startTest(t)
  const { task, source } = await newTask(cloud)
  const recorder = new Recorder(cloud)
  const shown = await recorder.sms('GET', `/v3/tasks/${task}`)
  const entry = entryOf({
    url: `https://sms.ap-southeast-3.myhuaweicloud.com/v3/tasks/${task}`,
    answered: { ...shown, state: 'MIGRATE_FAIL', color: 'red', sub_tasks: [] },
  })
  const { listed, fixture } = await importOf(JSON.stringify(harOf(entry)))
  t.strictSame(
    listed.map(({ where }) => where),
    [`sources ${source}`, `sources ${source}, networks`, `tasks ${task}`, 'ShowTask color'],
  )
  t.match(
    listed[2]?.what,
    /it was in the state MIGRATE_FAIL, which nothing in a fixture leads to: it is RUNNING/,
  )
  t.match(fixture, { accounts: [{ sources: [{ id: source }], tasks: [{ id: task }] }] })
})

/** A recording of one server in the middle of its copy. */
async function copyingHar(t: Test): Promise<string> {
  const cloud = await startTest(t)
  const { task, source } = await newTask(cloud)
  await act(cloud, task, 'start')
  await until(cloud, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 41 })
  const recorder = new Recorder(cloud)
  await recorder.sms('GET', `/v3/sources/${source}`)
  await recorder.sms('GET', `/v3/tasks/${task}`)
  return recorder.har
}
