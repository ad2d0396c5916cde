import t, { type Test } from 'tap'
import { checkText } from '../../src/domain/history/check-text.ts'
import { importCalls, importedText } from '../../src/parity/import.ts'
import { recordingOf } from '../../src/parity/recording.ts'
import { rehearseFixtures } from '../../src/process/rehearsal.ts'
import { startTest } from '../helper.ts'
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
    list.map(({ id, name, state, migration_cycle }) => ({ id, name, state, migration_cycle })).sort((a, b) => String(a.id).localeCompare(String(b.id)))
  t.strictSame(imported.listed, [])
  t.strictSame(briefly(again.body.source_servers), briefly(source_servers))
})
