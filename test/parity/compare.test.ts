import t, { type Test } from 'tap'
import type { ConfigInput } from '../../src/config.ts'
import { compareCalls, type ParityReport } from '../../src/parity/compare-recording.ts'
import { recordingOf } from '../../src/parity/recording.ts'
import { redactRecording } from '../../src/parity/redact.ts'
import { linuxSource, scenario, startTest, taskFor } from '../helper.ts'
import { harOf } from './har.ts'
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
  const redacted = redactRecording(recordingOf(recorder.har, 'run.har'))
  const hidden = await compareCalls(redacted, 'run.har', { known: [] })
  t.strictSame(brief(hidden), [], 'nor does one without what is private')
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
  const redacted = redactRecording(recordingOf(recorder.har, 'run.har'))
  const hidden = await compareCalls(redacted, 'run.har', { known: [] })
  t.strictSame(brief(hidden), [], 'nor does one without what is private')
  t.strictSame(hidden.listed, [])
})

t.test(
  'a cloud that fails, degrades its answers and paces otherwise is told from this one',
  async (t) => {
    const recorder = await cloudOf(t, { degrade: ['missing', 'nulls'] })
    const { cloud, sms, pass } = recorder
    await cloud.control(
      'POST',
      '/_emulator/scenarios',
      scenario('no network', { fail: { subtask: 'MIGRATE_LINUX_FILE', at: 40, code: 'SMS.3802' } }),
    )
    const { id: source } = await sms('POST', '/v3/sources', linuxSource())
    await pass({ by: '1s' })
    const { id: task } = await sms('POST', '/v3/tasks', taskFor(source))
    await sms('POST', `/v3/tasks/${task}/action`, { operation: 'start' })
    await pass({ until: { task, state: 'MIGRATE_FAIL' } })
    await sms('GET', `/v3/tasks/${task}`)
    const report = await compare(recorder.har)
    t.notOk(report.agrees)
    const kinds = new Set(report.differences.map(({ kind }) => kind))
    t.ok(kinds.has('additional'), 'fields that the cloud leaves out')
    t.ok(kinds.has('null'), 'fields that the cloud has as null')
    // The failure is reported by the agent, and so is the state.
    t.notOk(report.differences.some(({ path }) => path === 'state'))
  },
)

t.test('a thousand calls are compared, and the progress of each is told', async (t) => {
  const recorder = await cloudOf(t)
  await recorder.sms('GET', '/v3/sources')
  const [first] = recorder.entries
  const told: number[] = []
  const har = JSON.stringify(
    harOf(...Array.from({ length: 1000 }, () => first).flatMap((one) => one ?? [])),
  )
  const report = await compareCalls(recordingOf(har, 'run.har'), 'run.har', {
    known: [],
    onProgress: (done) => told.push(done),
  })
  t.match(report, { calls: 1000, agrees: true })
  t.strictSame([told.length, told[0], told.at(-1)], [1000, 1, 1000])
})
