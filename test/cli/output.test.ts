import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { commands } from '../../src/cli/commands.ts'
import { LivePicture, pictureLines } from '../../src/cli/live-tasks.ts'
import { Output, span, wantsColor } from '../../src/cli/output.ts'
import type { Clock, TaskOverview } from '../../src/client/types.ts'
import { standIn } from './stand-in.ts'
import { commandWith, sink } from './tool.ts'

/** How it looks: on a terminal, piped, with colors or without; and completion. */

const unplanned = { began: null, ends: null }
const task: TaskOverview = {
  actions: [],
  ahead: null,
  id: 't1',
  name: 'move',
  state: 'RUNNING',
  source: { id: 's1', name: 'web-1' },
  migration_cycle: 'replicating',
  connected: true,
  subtask: 'MIGRATE_LINUX_FILE',
  percent: 50,
  speed: 50,
  remaining_ms: 90_000,
  rows: [
    {
      name: 'SSL_CONFIG',
      user_op: 'REPLICATE',
      percent: 100,
      ended: true,
      error: null,
      ...unplanned,
    },
    {
      name: 'MIGRATE_LINUX_FILE',
      user_op: 'REPLICATE',
      percent: 50,
      ended: false,
      error: null,
      ...unplanned,
    },
  ],
}
const clock: Clock = {
  mode: 'flowing',
  now: '2026-01-01T00:00:05.000Z',
  now_ms: 1767225605000,
  pace: 60,
}
const failed: TaskOverview = {
  ...task,
  name: 'lost',
  id: 't2',
  state: 'MIGRATE_FAIL',
  connected: false,
  rows: [
    {
      name: 'SSL_CONFIG',
      user_op: 'REPLICATE',
      percent: 3,
      ended: true,
      error: 'SMS.3802',
      ...unplanned,
    },
  ],
}
const done: TaskOverview = { ...task, id: 't3', state: 'MIGRATE_SUCCESS', speed: 0 }

t.test('colors: by force, not by wish, else on a terminal that can', async (t) => {
  const color = (environment: Record<string, string>, isTTY: boolean) =>
    wantsColor({ ...sink(), isTTY }, environment)
  t.ok(color({}, true))
  t.notOk(color({}, false))
  t.notOk(color({ NO_COLOR: '1' }, true))
  t.ok(color({ NO_COLOR: '' }, true), 'an empty one says nothing')
  t.ok(color({ FORCE_COLOR: '1' }, false))
  t.notOk(color({ FORCE_COLOR: '0' }, true))
  t.notOk(color({ TERM: 'dumb' }, true))
})

t.test('a terminal gets colors, a pipe does not', async (t) => {
  const { url } = await standIn(t, {
    'GET /tasks': () => ({ count: 2, tasks: [failed, done] }),
    'GET /clock': () => clock,
  })
  const run = (environment: object, isTTY: boolean) =>
    commandWith({ SMS_EMULATOR_URL: url, ...environment }, isTTY)('tasks')
  t.ok((await run({}, true)).stdout.includes('\u001b[31mMIGRATE_FAIL'))
  t.notOk((await run({}, false)).stdout.includes('\u001b'))
  t.notOk((await run({ NO_COLOR: '1' }, true)).stdout.includes('\u001b'))
  t.ok((await run({ FORCE_COLOR: '1' }, false)).stdout.includes('\u001b[32mMIGRATE_SUCCESS'))
})

t.test('spans as people say them', async (t) => {
  const spans = [null, 0, 400, 1_000, 2_250, 61_000, 3_600_000, 90_061_000]
  t.strictSame(spans.map(span), ['-', '0s', '0.4s', '1s', '2.3s', '1m 1s', '1h', '1d 1h'])
})

t.test('the cells of a table begin below each other, whatever they hold', async (t) => {
  const out = new Output({ stdout: sink(true), stderr: sink() }, { FORCE_COLOR: '1' })
  const rows = [
    ['東京', out.style('red', 'no'), 1],
    ['web-1', 'yes', 22],
    ['👍\n', '', 3],
  ]
  const lines = out.table(['name', 'ok', 'count'], rows, 'none').map((line) => out.drawn(line))
  t.strictSame(
    lines.map((line) => line.replaceAll('\u001b', '␛')),
    [
      '␛[1mname␛[22m      ␛[1mok␛[22m   ␛[1mcount␛[22m',
      '東京      ␛[31mno␛[39m   1',
      'web-1     yes  22',
      '👍\\u000a       3',
    ],
  )
})

/** An output on a terminal of this size. */
const screenWith = (columns: number, rows: number) => {
  const screen = Object.assign(sink(true), { columns, rows })
  return new Output({ stdout: screen, stderr: sink() }, { NO_COLOR: '1' })
}

t.test(
  'the picture has the clock, a heading for each task and a bar for each sub-task',
  async (t) => {
    t.strictSame(pictureLines({ tasks: [task, failed, done], clock }, screenWith(80, 40)), [
      'clock flowing at 2026-01-01 00:00:05 UTC, pace 60',
      '3 tasks: 1 RUNNING, 1 MIGRATE_FAIL, 1 MIGRATE_SUCCESS',
      'move t1  RUNNING  web-1  50.0 Mbit/s  1m 30s left',
      `  REPLICATE  SSL_CONFIG          ${'█'.repeat(30)} 100 %`,
      `  REPLICATE  MIGRATE_LINUX_FILE  ${'█'.repeat(15)}${'░'.repeat(15)}  50 %`,
      'lost  MIGRATE_FAIL  web-1  50.0 Mbit/s  1m 30s left  agent lost',
      `  REPLICATE  SSL_CONFIG  █${'░'.repeat(29)}   3 %  SMS.3802`,
      'move t3  MIGRATE_SUCCESS  web-1',
    ])
    t.match(pictureLines({ tasks: [], clock }, screenWith(80, 40)), [/^clock/, 'no tasks'])
  },
)

t.test('the picture fits every screen, and no number is cut off', async (t) => {
  const many = Array.from({ length: 300 }, (_, index) => ({
    ...[task, failed, done][index % 3],
    id: `t${index}`,
    name: `a-name-as-long-as-names-may-be-${index}`,
  })) as TaskOverview[]
  for (const columns of [40, 60, 80, 100, 200]) {
    for (const rows of [12, 24, 60]) {
      for (const tasks of [[task, failed], many]) {
        const lines = pictureLines({ tasks, clock }, screenWith(columns, rows))
        const size = `${tasks.length} tasks in ${columns} x ${rows}`
        t.ok(lines.length <= rows - 2, size)
        for (const line of lines) t.ok(line.length <= columns, `${size}: ${line}`)
        t.match(lines.join('\n'), / 50 %/, size)
      }
    }
  }
})

t.test('many tasks are a line each, those at work first', async (t) => {
  const idle = Array.from({ length: 20 }, (_, index) => ({
    ...done,
    id: `d${index}`,
    name: `done-${index}`,
    subtask: null,
    percent: null,
  }))
  const lines = pictureLines({ tasks: [...idle, task], clock }, screenWith(80, 24))
  t.match(lines[1], '21 tasks: 20 MIGRATE_SUCCESS, 1 RUNNING')
  t.match(lines[2], /^move +RUNNING +MIGRATE_LINUX_FILE {2}█+░+ {2}50 %$/)
  t.match(lines[3], /^done-0 +MIGRATE_SUCCESS$/)
  t.match(lines.at(-1), /^… and \d+ more tasks$/)
})

t.test('a picture is drawn on a terminal', async (t) => {
  const screen = sink(true)
  const picture = new LivePicture(new Output({ stdout: screen, stderr: sink() }, { NO_COLOR: '1' }))
  picture.draw({ tasks: [task, failed], clock })
  picture.draw({ tasks: [task], clock })
  picture.draw({ tasks: [], clock })
  picture.stop()
  t.match(screen.text, /SSL_CONFIG +█{30} 100 %/)
  t.match(screen.text, /MIGRATE_LINUX_FILE +█{15}░{15} +50 %/)
  t.match(screen.text, /no tasks/)
})

/** What a terminal shows after all that was written to it: lines, as far as the picture uses it. */
function screenOf(written: string): string[] {
  const lines = ['']
  let [row, column] = [0, 0]
  const tokens = /␛\[(\?25[hl]|\?7[hl]|[\d;]*m|(\d*)([A-Z]))|\n|[^␛\n]+/g
  const readable = written.replaceAll('\u001b', '␛')
  for (const [token, control, count, move] of readable.matchAll(tokens)) {
    const line = lines[row] ?? ''
    if (token === '\n') [row, column] = [row + 1, 0]
    else if (control === undefined) {
      lines[row] = line.slice(0, column) + token + line.slice(column + token.length)
      column += token.length
    } else if (move === 'A') row -= Number(count)
    else if (move === 'G') column = Number(count) - 1
    else if (move === 'K') lines[row] = line.slice(0, column)
    else if (move === 'J') lines.splice(row, lines.length, line.slice(0, column))
  }
  return lines.map((line) => line.trimEnd()).filter(Boolean)
}

t.test('a picture drawn anew shows nothing of the one before', async (t) => {
  const rows = Array.from({ length: 5 }, () => failed.rows).flat()
  const lists = [
    [task, { ...failed, rows }],
    [done, { ...failed, rows: [] }, task],
    [{ ...task, rows }],
    [],
    [failed, task],
  ]
  const screen = sink(true)
  const picture = new LivePicture(new Output({ stdout: screen, stderr: sink() }, { NO_COLOR: '1' }))
  for (const list of lists) {
    picture.draw({ tasks: list, clock })
    const alone = sink(true)
    const other = new LivePicture(new Output({ stdout: alone, stderr: sink() }, { NO_COLOR: '1' }))
    other.draw({ tasks: list, clock })
    t.strictSame(screenOf(screen.text), screenOf(alone.text))
    other.stop()
  }
  picture.stop()
  t.match(screenOf(screen.text)[0], /^clock flowing/)
})

t.test('piped, --watch tells what has changed; Ctrl-C ends it well', async (t) => {
  const percents = [10, 10, 20]
  let asked = 0
  const { url } = await standIn(t, {
    'GET /tasks': () => {
      const percent = percents[asked++] ?? 20
      if (asked > percents.length) process.emit('SIGINT')
      return { count: 1, tasks: [{ ...task, percent }] }
    },
  })
  const run = commandWith({ SMS_EMULATOR_URL: url })
  t.match(await run('tasks', '--watch', '--interval', '0.05'), {
    exit: 0,
    stdout: 'move  RUNNING  MIGRATE_LINUX_FILE 10 %\nmove  RUNNING  MIGRATE_LINUX_FILE 20 %\n',
  })
})

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const shells = (['bash', 'zsh', 'fish'] as const).filter(
  (shell) => spawnSync(shell, ['-c', 'true']).status === 0,
)

t.test('completion knows every command and option', async (t) => {
  const sms = commandWith({})
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout, exit } = await sms('completion', shell)
    t.equal(exit, 0)
    for (const { name, options = [] } of commands) {
      for (const word of name.split(' ')) t.ok(stdout.includes(word), `${shell} ${name}`)
      for (const { flags } of options) {
        const flag = /--([\w-]+)/.exec(flags)?.[1] ?? ''
        t.ok(stdout.includes(shell === 'fish' ? `-l ${flag}` : `--${flag}`), `${shell} ${flag}`)
      }
    }
    if (!shells.some((known) => known === shell)) continue
    const file = join(folder, shell)
    writeFileSync(file, stdout)
    t.equal(spawnSync(shell, ['-n', file]).status, 0, `${shell} reads it`)
  }
})

const needs_bash = { skip: shells.includes('bash') ? false : 'bash is not installed' }

t.test('bash completes commands, sub-commands, options and their values', needs_bash, async (t) => {
  const { stdout } = await commandWith({})('completion', 'bash')
  const complete = (...words: string[]) =>
    execFileSync('bash', ['-s'], {
      encoding: 'utf8',
      input: `${stdout}
COMP_WORDS=(sms-emulator ${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length}
_sms_emulator
echo "\${COMPREPLY[@]}"`,
    }).trim()
  t.equal(complete('cl'), 'clock')
  t.match(complete('clock', ''), /^advance --mode --now --pace/)
  t.match(complete('clock', 'advance', '--per'), /^--percent$/)
  t.equal(complete('clock', '--mode', 'f'), 'frozen flowing')
  t.equal(complete('snapshot', 're'), 'restore')
  t.equal(complete('completion', ''), 'bash zsh fish --help')
  t.equal(complete('clock', '--json', 'adv'), 'advance', 'options in between do not matter')
})
