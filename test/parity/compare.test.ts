import t, { type Test } from 'tap'
import type { ConfigInput } from '../../src/config.ts'
import { compareCalls, type ParityReport } from '../../src/parity/compare-recording.ts'
import { recordingOf } from '../../src/parity/recording.ts'
import { linuxSource, startTest, taskFor } from '../helper.ts'
import { Recorder } from './recorder.ts'

/** A recording of the cloud, which another emulator plays, is compared with a fresh one. */

const compare = (har: string) => compareCalls(recordingOf(har, 'run.har'), 'run.har', { known: [] })

/** A cloud that is configured in another way, and a recorder of the calls to it. */
async function cloudOf(t: Test, settings: ConfigInput = {}): Promise<Recorder> {
  return new Recorder(await startTest(t, { pace: 7, ...settings }))
}

/** A whole migration as a client makes and polls it. */
async function migrate({ sms, login, pass }: Recorder): Promise<{ source: string; task: string }> {
  await login()
  await sms('GET', '/v3/sources')
  const { id: source } = await sms('POST', '/v3/sources', linuxSource())
  await pass({ by: '1s' })
  await sms('GET', `/v3/sources/${source}`)
  const { id: task } = await sms('POST', '/v3/tasks', taskFor(source, { syncing: true }))
  await sms('GET', `/v3/tasks/${task}`)
  await sms('POST', `/v3/tasks/${task}/action`, { operation: 'start' })
  for (let poll = 0; poll < 12; poll++) {
    await pass({ by: '20s' })
    await sms('GET', `/v3/tasks/${task}`)
  }
  await pass({ until: { task, state: 'SYNCING' } })
  await sms('GET', `/v3/tasks/${task}`)
  await sms('POST', `/v3/tasks/${task}/action`, { operation: 'cutover' })
  await pass({ until: { task, state: 'MIGRATE_SUCCESS' } })
  await sms('GET', `/v3/tasks/${task}`)
  await sms('GET', '/v3/tasks')
  await sms('GET', `/v3/sources/${source}`)
  await sms('GET', '/v3/tasks/nothing')
  await sms('DELETE', `/v3/tasks/${task}`)
  await sms('GET', '/v3/sources')
  return { source, task }
}

const brief = ({ differences }: ParityReport) =>
  differences.map(({ operation, path, kind, real, emulated }) =>
    [operation, path, kind, real, emulated].join(' '),
  )

t.test('an unchanged recording of a migration agrees wholly', async (t) => {
  const recorder = await cloudOf(t)
  await migrate(recorder)
  const report = await compare(recorder.har)
  t.strictSame(brief(report), [])
  t.strictSame(report.listed, [])
  t.ok(report.agrees)
  t.equal(report.calls, recorder.entries.length)
})

t.test('an unchanged recording of a fleet agrees wholly', async (t) => {
  const recorder = await cloudOf(t, { fixture: ['fixtures/fleet.yaml'] })
  const { sms, pass } = recorder
  const { source_servers } = await sms('GET', '/v3/sources?limit=200')
  const { tasks } = await sms('GET', '/v3/tasks?limit=200')
  await sms('GET', '/v3/vm/templates')
  await sms('GET', '/v3/migprojects')
  await sms('GET', '/v3/sources/overview')
  for (const { id } of source_servers) await sms('GET', `/v3/sources/${id}`)
  for (const { id } of tasks) {
    await sms('GET', `/v3/tasks/${id}`)
    await pass({ by: '5s' })
  }
  const report = await compare(recorder.har)
  t.strictSame(brief(report), [])
  t.strictSame(report.listed, [])
})
