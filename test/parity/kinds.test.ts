import t, { type Test } from 'tap'
import { compareCalls } from '../../src/parity/compare-recording.ts'
import { type DifferenceKind, difference_kinds } from '../../src/parity/differences.ts'
import { recordingOf } from '../../src/parity/recording.ts'
import { linuxSource, newTask, startTest, taskFor } from '../helper.ts'
import { harOf } from './har.ts'
import { Recorder } from './recorder.ts'

/** Each kind of difference, put into a recording once, is found. */

const compare = (har: string) => compareCalls(recordingOf(har, 'run.har'), 'run.har', { known: [] })

type Entries = Recorder['entries']
// biome-ignore lint/suspicious/noExplicitAny: bodies are what the test is about.
type Body = any

/** Changes the body of the answer of one entry. */
const inAnswer =
  (index: number, change: (body: Body) => void) =>
  (entries: Entries): void => {
    const { content } = entries[index]?.response ?? {}
    if (content === undefined) throw new Error(`no entry ${index}`)
    const body: Body = JSON.parse(content.text ?? '')
    change(body)
    content.text = JSON.stringify(body)
  }

/** What is recorded: two sources made after one another, a copy, and a call that is refused. */
async function record(t: Test): Promise<Entries> {
  const cloud = await startTest(t, { pace: 3 })
  const recorder = new Recorder(cloud)
  const { sms, pass } = recorder
  const { task } = await newTask(cloud)
  await cloud.sms('POST', `/v3/tasks/${task}/action`, { operation: 'start' })
  await cloud.control('POST', '/_emulator/clock/advance', {
    until: { task, subtask: 'MIGRATE_LINUX_FILE', percent: 20 },
  })
  await sms('GET', `/v3/tasks/${task}`) // 0
  await pass({ by: '1s' })
  await sms('GET', `/v3/tasks/${task}`) // 1
  for (const mac of ['one', 'two']) {
    await sms('POST', '/v3/sources', {
      ...{ name: mac, os_type: 'LINUX', os_version: 'X', agent_version: '1', networks: [{ mac }] },
    }) // 2, 3
    await pass({ by: '1s' })
  }
  await sms('GET', '/v3/sources?limit=2') // 4
  await sms('GET', '/v3/tasks/nothing') // 5
  const { id: source } = await sms('POST', '/v3/sources', linuxSource()) // 6
  await pass({ by: '1s' })
  const sent = taskFor(source) as { target_server: object }
  const target_server = { ...sent.target_server, vm_id: '9d0f7d46-0d2e-4a8c-9d55-2f2c1f9f0a11' }
  const { id } = await sms('POST', '/v3/tasks', { ...sent, target_server }) // 7
  await sms('POST', `/v3/tasks/${id}/action`, { operation: 'start' }) // 8
  await pass({ until: { task: id, subtask: 'MIGRATE_LINUX_FILE' } })
  await sms('GET', `/v3/tasks/${id}`) // 9
  return recorder.entries
}

type Row = { progress: number }
const copy = (task: Body): Row => task.sub_tasks.findLast((row: Row) => row.progress > 0)

/** How each kind is seeded, and where it must be found. */
const seeds: Record<DifferenceKind, [seed: (entries: Entries) => void, found: string]> = {
  status: [
    (entries) => {
      const [, , , , , refused] = entries
      if (refused) refused.response.status = 410
    },
    'ShowTask status 410 SMS.7703 404 SMS.7703',
  ],
  code: [
    inAnswer(5, (body) => {
      body.error_code = 'SMS.9999'
    }),
    'ShowTask code SMS.9999 SMS.7703',
  ],
  missing: [
    inAnswer(0, (body) => {
      body.color = 'red'
    }),
    'ShowTask color red ',
  ],
  additional: [
    inAnswer(0, (body) => {
      delete body.priority
    }),
    'ShowTask priority  1',
  ],
  type: [
    inAnswer(0, (body) => {
      body.connected = 'yes'
    }),
    'ShowTask connected yes true',
  ],
  null: [
    inAnswer(0, (body) => {
      body.target_server.disks[0].disk_index = null
    }),
    'ShowTask target_server.disks[].disk_index  0',
  ],
  items: [
    inAnswer(4, (body) => {
      body.source_servers.pop()
    }),
    'ListServers source_servers 1 2',
  ],
  word: [
    inAnswer(0, (body) => {
      body.state = 'RUNING'
    }),
    'ShowTask state RUNING RUNNING',
  ],
  order: [
    inAnswer(4, (body) => {
      body.source_servers.reverse()
    }),
    'ListServers source_servers ',
  ],
  value: [
    inAnswer(4, (body) => {
      body.count = 77
    }),
    'ListServers count 77 3',
  ],
  reference: [
    inAnswer(1, (body) => {
      body.target_server.id = '11111111-2222-4333-8444-555555555555'
    }),
    'ShowTask target_server.id 11111111-2222-4333-8444-555555555555 ',
  ],
  form: [
    inAnswer(0, (body) => {
      body.target_server.id = 'a'.repeat(32)
    }),
    'ShowTask target_server.id aaaaaaaa',
  ],
  monotone: [
    inAnswer(1, (body) => {
      copy(body).progress = 0
    }),
    'ShowTask sub_tasks[].progress 0 2',
  ],
  factor: [
    inAnswer(9, (body) => {
      body.total_time = 900_000_000
    }),
    'ShowTask total_time 900000000 ',
  ],
}

t.test('each kind of difference is found once it is seeded', async (t) => {
  t.strictSame(Object.keys(seeds).sort(), Object.keys(difference_kinds).sort())
  const unchanged = JSON.stringify(await record(t))
  const agreed = await compare(JSON.stringify(harOf(...JSON.parse(unchanged))))
  t.strictSame(agreed.differences, [])
  for (const [kind, [seed, found]] of Object.entries(seeds)) {
    const entries: Entries = JSON.parse(unchanged)
    seed(entries)
    const report = await compare(JSON.stringify(harOf(...entries)))
    const texts = report.differences
      .filter((one) => one.kind === kind)
      .map(
        ({ operation, path, real = '', emulated = '' }) =>
          `${operation} ${path} ${real ?? ''} ${emulated ?? ''}`,
      )
    t.ok(
      texts.some((text) => text.startsWith(found)),
      `${kind}: ${JSON.stringify(report.differences)}`,
    )
    t.equal(report.agrees, false)
  }
})
