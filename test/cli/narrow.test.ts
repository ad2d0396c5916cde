import t from 'tap'
import { pictureLines } from '../../src/cli/live-tasks.ts'
import { Output, shortened } from '../../src/cli/output.ts'
import type { Clock, TaskOverview } from '../../src/client/types.ts'
import { standIn } from './stand-in.ts'
import { commandWith, sink } from './tool.ts'

/** Tables and pictures where there is little room: nothing wraps, and what matters stays. */

const rows = [
  {
    name: 'SSL_CONFIG',
    user_op: 'REPLICATE',
    percent: 100,
    ended: true,
    error: null,
    began: null,
    ends: null,
  },
  {
    name: 'MIGRATE_LINUX_FILE',
    user_op: 'REPLICATE',
    percent: 63,
    ended: false,
    error: null,
    began: null,
    ends: null,
  },
]
const task: TaskOverview = {
  actions: [],
  ahead: null,
  id: '11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  name: 'nightly-migration-of-the-web-server-in-the-first-rack',
  state: 'RUNNING',
  source: { id: 's1', name: 'web-server-in-the-first-rack-of-the-old-hall' },
  migration_cycle: 'replicating',
  connected: true,
  subtask: 'MIGRATE_LINUX_FILE',
  percent: 63,
  speed: 50,
  remaining_ms: 90_000,
  rows,
}
const again: TaskOverview = { ...task, id: '22222222-aaaa-4aaa-8aaa-aaaaaaaaaaaa' }
const failed: TaskOverview = {
  ...task,
  id: '33333333-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  name: 'bad',
  state: 'MIGRATE_FAIL',
  subtask: null,
  percent: null,
  speed: 0,
  rows: rows.map((row) => ({ ...row, error: row.ended ? null : 'SMS.1404' })),
}
const clock: Clock = { mode: 'frozen', now: '2026-01-01T00:00:05.000Z', now_ms: 1, pace: 60 }
const notice =
  'The clock of account emulator is frozen at 2026-01-01T00:00:05.000Z; 3 timers wait, the next at 2026-01-01T00:01:00.000Z: advance it (POST /_emulator/clock/advance) or start with --clock flowing.'
const many = Array.from({ length: 30 }, (_, index) => ({
  ...([task, again, failed][index % 3] ?? task),
  id: `${String(index).padStart(8, '0')}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`,
}))

const screenOf = (columns: number, rows = 40) =>
  new Output(
    { stdout: Object.assign(sink(true), { columns, rows }), stderr: sink() },
    { NO_COLOR: '1' },
  )

t.test('--watch at 60 columns shortens names, and keeps sub-task and number', async (t) => {
  const running = many.map((one, index) => ({ ...task, id: one.id, name: `${task.name}-${index}` }))
  const lines = pictureLines({ tasks: running, clock }, screenOf(60, 24))
  t.match(lines.join('\n'), /^night\S+…\S+-1 {2}RUNNING {2}MIGRATE_LINUX_FILE +63 %$/m)
  const states = ['MIGRATE_SUCCESS', 'SYNC_SUCCESS', 'ABORT', 'READY', 'SYNCING'] as const
  const all = [...running, failed, ...states.map((state) => ({ ...failed, state }))]
  const more = pictureLines({ tasks: all, clock }, screenOf(60, 40))
  t.match(more.join('\n'), /^night\S*…\S+ +RUNNING {10}MIGRATE_\S+_FILE +63 %$/m)
  t.match(more.join('\n'), /^bad\S* \S+ +MIGRATE_FAIL {5}MIGRATE_\S+_FILE +SMS\.1404$/m)
  t.match(more[1], /^36 tasks: 30 RUNNING, .*, …$/, 'its heading is one line')
})

t.test(
  'nothing in the picture is wider than the screen, of the fewest tasks and many',
  async (t) => {
    for (const columns of [40, 50, 60, 72, 80, 100]) {
      for (const tasks of [[], [task], [task, again], [failed, task], many]) {
        for (const line of pictureLines({ tasks, clock, notice }, screenOf(columns))) {
          t.ok(line.length <= columns, `${columns}: ${line}`)
        }
      }
    }
  },
)

t.test('tasks of the same name are told apart by the beginning of their id', async (t) => {
  const lines = pictureLines({ tasks: [task, again], clock }, screenOf(80)).join('\n')
  t.match(lines, /^nightly\S+…\S+ 11111111 {2}RUNNING/m)
  t.match(lines, /^nightly\S+…\S+ 22222222 {2}RUNNING/m)
  const alone = pictureLines({ tasks: [task, failed], clock }, screenOf(120)).join('\n')
  t.match(alone, new RegExp(`^${task.name} {2}RUNNING`, 'm'), 'and others by their name alone')
})

t.test('--watch says why nothing happens', async (t) => {
  const text = pictureLines({ tasks: [task], clock, notice }, screenOf(60)).join(' ')
  t.match(text, /is frozen at 2026-01-01T00:00:05\.000Z; 3 timers wait/)
  t.match(text, /move it with sms-emulator clock advance 10m, or let it flow with/)
  let asked = 0
  const { url } = await standIn(t, {
    'GET /tasks': () => {
      if (++asked === 3) process.emit('SIGINT')
      return { notice, count: 1, tasks: [task] }
    },
  })
  const { stdout } = await commandWith({ SMS_EMULATOR_URL: url })(
    ...['tasks', '--watch', '--interval', '0.05'],
  )
  t.equal(stdout.match(/is frozen at/g)?.length, 1, 'also in a pipe, once')
})

t.test('tasks keeps to COLUMNS, or to those of the terminal', async (t) => {
  const { url } = await standIn(t, {
    'GET /tasks': () => ({ count: 3, tasks: [task, again, failed] }),
    'GET /clock': () => clock,
  })
  const run = (environment: object, isTTY = false) =>
    commandWith({ SMS_EMULATOR_URL: url, NO_COLOR: '1', ...environment }, isTTY)('tasks')
  const widest = ({ stdout }: { stdout: string }) =>
    Math.max(...stdout.split('\n').map((line) => line.length))
  for (const columns of [60, 72, 100]) {
    for (const isTTY of [true, false]) {
      const answer = await run({ COLUMNS: String(columns) }, isTTY)
      t.ok(widest(answer) <= columns, `${columns}`)
      t.match(answer.stdout, /^bad +MIGRATE_FAIL +SMS\.1404 +MIGRATE_LINUX_FILE/m)
      t.match(answer.stdout, /^nigh\S*…\S* 11111111 +RUNNING/m)
      t.match(answer.stdout, `not shown in ${columns} columns: `)
    }
  }
  t.ok(widest(await run({}, true)) <= 120, 'the terminal of the tests has 120')
  const whole = await run({})
  t.match(whole.stdout, /^name +state +error +sub-task +% .* id$/m)
  t.match(whole.stdout, /^bad +MIGRATE_FAIL +SMS\.1404 +MIGRATE_LINUX_FILE +63 /m)
  t.match(whole.stdout, new RegExp(`^${task.name} .*${task.id}$`, 'm'), 'nothing limits a pipe')
  t.strictSame(await run({ COLUMNS: 'wide' }), whole)
})

t.test('servers keeps to COLUMNS, and has the networks below', async (t) => {
  const project = { id: 'a'.repeat(32), name: 'ap-southeast-1' }
  const of_region = { project, region: 'ap-southeast-1' }
  const server = {
    ...{ id: 'f2a6d9c4-7b1e-4d85-93c0-2e8b5a7f1d64', name: 'web-1-target', status: 'SHUTOFF' },
    ...{ ...of_region, zone: 'ap-southeast-1a', flavor: 's6.large.2', addresses: ['192.168.0.7'] },
    ...{ image: 'Ubuntu 18.04 server 64bit', volumes: [{ size_gb: 40 }, { size_gb: 100 }] },
    ...{ moving_by: { id: 't', name: 'move-web-1', state: 'RUNNING' }, job: null },
  }
  const subnets = [{ id: 's', name: 'subnet-default', cidr: '192.168.0.0/24' }]
  const { url } = await standIn(t, {
    'GET /servers': () => ({
      ...{ count: 2, servers: [server] },
      networks: [{ ...of_region, id: 'v', name: 'vpc-default', cidr: '192.168.0.0/16', subnets }],
      security_groups: [{ ...of_region, id: 'g', name: 'default', rules: 4 }],
    }),
    'GET /clock': () => clock,
  })
  const run = (environment: object) =>
    commandWith({ SMS_EMULATOR_URL: url, NO_COLOR: '1', ...environment })('servers')
  for (const columns of [60, 100]) {
    const { stdout } = await run({ COLUMNS: String(columns) })
    const widest = Math.max(...stdout.split('\n').map((line) => line.length))
    t.ok(widest <= columns, `${columns}: ${widest}`)
    t.match(stdout, /^web-1-target +SHUTOFF +move-web-1 +192\.168\.0\.7/m)
    t.match(stdout, /^vpc-default +192\.168\.0\.0\/16 +ap-southeast-1/m)
    t.match(stdout, /^default +ap-southeast-1 +4/m)
  }
  const { stdout } = await run({})
  t.match(stdout, /s6\.large\.2 +ap-southeast-1a +40\+100 GB +Ubuntu 18\.04 .*2e8b5a7f1d64$/m)
  t.match(stdout, /^vpc-default .* subnet-default 192\.168\.0\.0\/24 +v$/m)
  t.match(stdout, '… and 1 more; --limit shows more')
})

t.test('a text is shortened by the columns that it takes', async (t) => {
  t.equal(shortened('short', 5), 'short')
  t.equal(shortened('migration-of-web-1', 12), 'migratio…b-1')
  t.equal(shortened('迁移任务一号服务器', 10), '迁移任…器', 'these take two each')
})

t.test('the help of the command and of each part keeps to COLUMNS', async (t) => {
  for (const columns of [60, 72, 100]) {
    const run = commandWith({ COLUMNS: `${columns}` })
    for (const args of [['help'], ['help', 'start'], ['clock', '--help'], ['help', 'bundle']]) {
      const { stdout } = await run(...args)
      const lines = stdout.split('\n').filter((line) => line.trim().includes(' '))
      const widest = Math.max(...lines.map((line) => line.length))
      t.ok(widest <= columns && widest > columns - 12, `${columns}: ${args} has ${widest}`)
    }
  }
})
