import { readFileSync } from 'node:fs'
import t from 'tap'
import { run } from '../../src/cli/main.ts'
import { commandWith, sink } from '../cli/tool.ts'
import { startTest } from '../helper.ts'
import { entryOf, harOf } from './har.ts'
import { Recorder } from './recorder.ts'

/** `sms-emulator parity`: what it prints, and how it ends. */

const command = commandWith({})

/** A recording that agrees. */
async function agreeingEntries(t: { teardown(work: () => unknown): void }) {
  const recorder = new Recorder(await startTest(t))
  await recorder.sms('GET', '/v3/sources')
  await recorder.sms('GET', '/v3/tasks/nothing')
  return recorder.entries
}

const differing = entryOf({
  url: 'https://sms.ap-southeast-3.myhuaweicloud.com/v3/tasks',
  answered: { count: 7, tasks: [], color: 'red' },
})

const no_known = 'known: []\n'

t.test('parity: ends with 0 where all agree, and with 1 at a new difference', async (t) => {
  const entries = await agreeingEntries(t)
  const folder = t.testdir({
    'same.har': JSON.stringify(harOf(...entries)),
    'other.har': JSON.stringify(harOf(...entries, differing)),
    'none.yaml': no_known,
  })
  const known = ['--known', `${folder}/none.yaml`]
  const same = await command('parity', `${folder}/same.har`, ...known)
  t.match(same, { exit: 0, stderr: '' })
  t.match(same.stdout, /2 calls of 2 operations in ap-southeast-3, .*: all agree\./)
  const other = await command('parity', `${folder}/other.har`, ...known)
  t.match(other, { exit: 1, stderr: '' })
  t.match(other.stdout, /\| ListTasks \| `color` \| missing \| `"<string 3>"` \| \| 1 \| 2 \|/)
  t.match(other.stdout, /\| ListTasks \| `count` \| value \| `7` \| `0` \| 1 \| 2 \|/)
  const json = await command('parity', `${folder}/other.har`, ...known, '--report', 'json')
  t.match(json.json, {
    agrees: false,
    calls: 3,
    differences: [{ path: 'count' }, { path: 'color' }],
  })
  const junit = await command('parity', `${folder}/other.har`, ...known, '--report', 'junit')
  t.match(junit.stdout, /<testsuite name="operations" tests="3" failures="1"/)
})

t.test(
  'parity: a known difference is no new one, and one that is met no more is told',
  async (t) => {
    const folder = t.testdir({
      'other.har': JSON.stringify(harOf(differing)),
      'known.yaml': `known:
  - { operation: ListTasks, path: co*, kind: value, because: counts were made up for this test }
  - { operation: "List*", path: color, kind: missing, because: colors were made up for this test }
  - { operation: ListTasks, path: size, kind: missing, because: nobody has ever seen this one }
  - { operation: ShowTask, path: size, kind: missing, because: no task is shown in the recording }
`,
    })
    const args = ['parity', `${folder}/other.har`, '--known', `${folder}/known.yaml`]
    const { exit, json } = await command(...args, '--json')
    t.equal(exit, 0)
    t.match(json, {
      agrees: true,
      differences: [],
      known: [{ because: /^counts/ }, { because: /^colors/ }],
    })
    t.strictSame(
      json.removable.map(({ operation, path }: { operation: string; path: string }) => [
        operation,
        path,
      ]),
      [['ListTasks', 'size']],
    )
    t.match((await command(...args)).stdout, /## Known, and met no more/)
  },
)

t.test(
  'parity: what cannot be compared ends with 2 and a sentence, and writes nothing',
  async (t) => {
    const folder = t.testdir({
      'cut.har': '{"log": {"entries": [',
      'unknown.har': JSON.stringify(
        harOf(entryOf({ url: 'https://sms.ap-southeast-3.myhuaweicloud.com/v9/nothing' })),
      ),
      'good.har': JSON.stringify(harOf(differing)),
      'local.har': JSON.stringify(harOf(entryOf({ url: 'http://127.0.0.1:7670/v3/tasks' }))),
      'known.yaml': 'known: [{ operation: A }]\n',
      'observed.json': '{"operations": {"A": 1}}',
    })
    const ends = async (...args: string[]) => {
      const ran = await command('parity', ...args, '-o', `${folder}/report.md`)
      t.match(ran, { exit: 2, stdout: '' }, args.join(' '))
      t.match(ran.stderr, /^sms-emulator: [^\n]+\.\n$/, args.join(' '))
      t.throws(() => readFileSync(`${folder}/report.md`))
    }
    await ends(`${folder}/cut.har`)
    await ends(`${folder}/unknown.har`)
    await ends(`${folder}/missing.har`)
    await ends(`${folder}/good.har`, '--known', `${folder}/known.yaml`)
    await ends(`${folder}/good.har`, '--known', `${folder}/missing.yaml`)
    await ends(`${folder}/good.har`, '--observed', `${folder}/observed.json`)
    await ends(`${folder}/local.har`, '--observed', `${folder}/new.json`)
    t.equal(readFileSync(`${folder}/observed.json`, 'utf8'), '{"operations": {"A": 1}}')
  },
)

t.test(
  'parity: what agreed is noted with its date and region, and what differs is taken out',
  async (t) => {
    const entries = await agreeingEntries(t)
    const folder = t.testdir({
      'same.har': JSON.stringify(harOf(...entries)),
      'other.har': JSON.stringify(harOf(differing)),
      'observed.json': JSON.stringify({
        operations: { ListTasks: { date: '2025-01-01', region: 'cn-north-4', calls: 9 } },
      }),
    })
    const file = `${folder}/observed.json`
    const read = () => JSON.parse(readFileSync(file, 'utf8'))
    const seen = { date: '2026-01-01', region: 'ap-southeast-3', calls: 1 }
    await command('parity', `${folder}/same.har`, '--observed', file)
    t.strictSame(read(), {
      operations: {
        ListServers: seen,
        ListTasks: { date: '2025-01-01', region: 'cn-north-4', calls: 9 },
        ShowTask: seen,
      },
    })
    await command('parity', `${folder}/other.har`, '--observed', file)
    t.strictSame(Object.keys(read().operations), ['ListServers', 'ShowTask'])
  },
)

t.test('parity: a terminal shows how much is compared, and nothing of it at the end', async (t) => {
  const folder = t.testdir({ 'same.har': JSON.stringify(harOf(...(await agreeingEntries(t)))) })
  const [stdout, stderr] = [sink(), sink(true)]
  const exit = await run(['parity', `${folder}/same.har`], { environment: {}, stdout, stderr })
  t.equal(exit, 0)
  t.match(stderr.text, /comparing █+░+ 50 % of 2/)
  t.ok(stderr.text.endsWith('\r\u001b[K'))
})
