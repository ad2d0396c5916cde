import t from 'tap'
import { act, newTask, scenario, startTest, type TestEmulator, until } from '../helper.ts'
import { fresh, fromTemplate, type Story, story, template } from './story.ts'

/** What a progress bar sees: milestones where things are set up, even steps while data are copied. */

/** A task to whose source these consequences apply, in an emulator of its own. */
async function going(
  t: Parameters<typeof fresh>[0],
  then: object,
  given: { in?: TestEmulator; task?: object } = {},
): Promise<Story> {
  const emulator = given.in ?? (await fresh(t))
  const body = scenario('it', then)
  t.match(await emulator.control('POST', '/_emulator/scenarios', body), { status: 200 })
  return await story(t, { ...given, in: emulator })
}

const seconds = (clock: string): number => {
  const [hours = 0, minutes = 0, rest = 0] = clock.split(':').map(Number)
  return (hours * 60 + minutes) * 60 + rest
}

/** What a third party's log of one complete run shows at its polls (behaviour.md §4.7). */
const polls: [clock: string, shown: string][] = [
  ['11:34:28', 'CREATE_CLOUD_SERVER 40'],
  ['11:35:02', 'CREATE_CLOUD_SERVER 80'],
  ['11:35:37', 'ATTACH_AGENT_IMAGE 5'],
  ['11:36:11', 'ATTACH_AGENT_IMAGE 20'],
  ['11:36:44', 'ATTACH_AGENT_IMAGE 80'],
  ['11:37:18', 'ATTACH_AGENT_IMAGE 80'],
  ['11:37:52', 'ATTACH_AGENT_IMAGE 80'],
  ['11:38:26', 'ATTACH_AGENT_IMAGE 80'],
  ['11:39:00', 'ATTACH_AGENT_IMAGE 80'],
  ['11:39:35', 'ATTACH_AGENT_IMAGE 80'],
  ['11:40:08', 'ATTACH_AGENT_IMAGE 95'],
  ['11:40:42', 'FORMAT_DISK_LINUX_FILE 1'],
  ['11:41:16', 'MIGRATE_LINUX_FILE 0'],
  ['11:41:49', 'MIGRATE_LINUX_FILE 2'],
  ['12:17:51', 'MIGRATE_LINUX_FILE 79'],
  ['12:18:54', 'CONFIGURE_LINUX_FILE 15'],
  ['12:19:58', 'DETTACH_AGENT_IMAGE 20'],
  ['12:21:02', 'DETTACH_AGENT_IMAGE 80'],
]

/** When the rows of that run began, between the polls; the copy shows 79 when it ends. */
const observed = {
  copy: { ends_at: 79 },
  timings: {
    rounds: {
      REPLICATE: {
        CREATE_CLOUD_SERVER: { after: 'PT0S', lasts: 'PT72S' }, // from 11:34:00
        SSL_CONFIG: { lasts: 'PT8S' },
        ATTACH_AGENT_IMAGE: { lasts: 'PT305S' }, // from 11:35:20
        FORMAT_DISK_LINUX_FILE: { after: 'PT16S', lasts: 'PT30S' }, // from 11:40:41
        MIGRATE_LINUX_FILE: { after: 'PT6S', lasts: 'PT37M14S' }, // from 11:41:17
        CONFIGURE_LINUX_FILE: { after: 'PT10S', lasts: 'PT68S' }, // from 12:18:41
        DETTACH_AGENT_IMAGE: { after: 'PT1S', lasts: 'PT118S' }, // from 12:19:50
      },
    },
  },
}

t.test('a run that a third party polled shows the same again', async (t) => {
  const emulator = await fresh(t)
  const task = fromTemplate(await template(emulator))
  const its = await going(t, observed, { in: emulator, task })
  await its.does('start')
  let now = seconds('11:34:00')
  for (const [clock, shown] of polls) {
    const then = seconds(clock)
    await its.passes(`PT${then - now}S`)
    now = then
    const { sub_tasks, state } = await its.task()
    t.match({ state, sub_tasks }, { state: 'RUNNING', sub_tasks: { length: 7 } })
    const [name, percent] = shown.split(' ')
    const place = sub_tasks.findIndex((row: { name: string }) => row.name === name)
    for (const [index, { progress, name }] of sub_tasks.entries()) {
      const wanted = index === place ? Number(percent) : index < place ? 100 : 0
      // The copy's percents were rounded up at some polls, and down at others.
      const isNear = name.startsWith('MIGRATE_') && Math.abs(progress - wanted) <= 1
      t.ok(progress === wanted || isNear, `${clock} ${name}: ${progress} for ${wanted}`)
    }
  }
  await its.passes(`PT${seconds('12:22:06') - now}S`)
  t.match(await its.task(), { state: 'MIGRATE_SUCCESS' })
})

/** The percents that a sub-task shows, each once, looked at a hundred times on its way. */
async function shownBy(its: Story, subtask: string, lasts: number): Promise<number[]> {
  const seen = new Set<number>()
  await its.until(subtask)
  for (let look = 0; look < 100; look++) {
    const { sub_tasks } = await its.task()
    const row = sub_tasks.find(({ name }: { name: string }) => name === subtask)
    seen.add(row.progress)
    await its.passes(`PT${lasts / 100}S`)
  }
  return [...seen]
}

t.test(
  'ShowTask: sub-tasks that set things up show milestones, those that copy or compare move evenly',
  async (t) => {
    const rows = {
      SSL_CONFIG: [0, 50],
      ATTACH_AGENT_IMAGE: [0, 5, 20, 80, 90, 95],
      FORMAT_DISK_LINUX_FILE: [1, 10],
      MIGRATE_LINUX_FILE: Array.from({ length: 99 }, (_, index) => index + 1),
      CHECK_CONSISTENCY: Array.from({ length: 100 }, (_, index) => index),
      CONFIGURE_LINUX_FILE: [15],
      DETTACH_AGENT_IMAGE: [20, 80],
    }
    const lasting = Object.fromEntries(
      Object.keys(rows).map((name) => [name, { lasts: 'PT1000S' }]),
    )
    const task = { is_need_consistency_check: true }
    const its = await going(t, { timings: { rounds: { REPLICATE: lasting } } }, { task })
    await its.does('start')
    for (const [name, percents] of Object.entries(rows)) {
      t.strictSame(await shownBy(its, name, 1000), percents, name)
    }
  },
)

t.test('with progress: even every sub-task moves evenly', async (t) => {
  const its = await going(t, { timings: { progress: 'even' } })
  await its.does('start')
  for (const percent of [1, 33, 50, 99]) {
    await its.until('ATTACH_AGENT_IMAGE', percent)
    await its.shows('RUNNING/initialize[replicating]', [
      'SSL_CONFIG 100',
      `ATTACH_AGENT_IMAGE ${percent}`,
    ])
  }
})

t.test('advanceClock: waiting for a percent ends at the first moment that shows it', async (t) => {
  const its = await going(t, {})
  await its.does('start')
  const shown = async () => (await its.task()).subtask_info
  for (const [wanted, is] of [
    [5, 5],
    [6, 20],
    [50, 80],
    [80, 80],
    [91, 95],
  ]) {
    await its.until('ATTACH_AGENT_IMAGE', wanted)
    t.equal(await shown(), `ATTACH_AGENT_IMAGE-${is}`)
  }
  await its.until('ATTACH_AGENT_IMAGE', 99)
  t.equal(await shown(), 'FORMAT_DISK_LINUX_FILE-1', 'what is never shown is reached by the end')
})

t.test('the percent of a scenario is a share of the work, whatever is shown there', async (t) => {
  const stall = [40, 60].map((percent) => ({ at: 'DETTACH_AGENT_IMAGE', percent, for: 'PT1H' }))
  const its = await going(t, {
    stall,
    timings: { rounds: { REPLICATE: { DETTACH_AGENT_IMAGE: { lasts: 'PT100S' } } } },
  })
  await its.does('start')
  await its.until('DETTACH_AGENT_IMAGE')
  await its.passes('PT41S')
  t.equal((await its.task()).subtask_info, 'DETTACH_AGENT_IMAGE-20')
  await its.passes('PT1H20S')
  t.equal((await its.task()).subtask_info, 'DETTACH_AGENT_IMAGE-80')
})

t.test('a copy that was estimated too large ends before its percentage does', async (t) => {
  const its = await going(t, { copy: { ends_at: 79 } })
  await its.does('start')
  await its.until('MIGRATE_LINUX_FILE', 40)
  const half = await its.source()
  t.equal(Math.round((100 * half.replicatesize) / half.totalsize), 40)
  const { remain_seconds: promised, migrate_speed } = await its.task()
  t.equal(migrate_speed, 50)
  const left = ((half.totalsize - half.replicatesize) * 8) / 50_000
  t.ok(Math.abs(promised - left) < 1500, 'what remains is of the estimate')
  await its.until('MIGRATE_LINUX_FILE', 79)
  await its.until('MIGRATE_LINUX_FILE', 80)
  const { sub_tasks } = await its.task()
  t.match(sub_tasks[3], { progress: 100, end_date: Number })
  await its.until('MIGRATE_SUCCESS')
})

t.test('a copy ends at a whole percent from 1 to 99', async (t) => {
  const emulator = await fresh(t)
  for (const ends_at of [0, 100, 1.5, 'half']) {
    const body = scenario('it', { copy: { ends_at } })
    t.match(await emulator.control('POST', '/_emulator/scenarios', body), { status: 400 })
  }
})

t.test(
  'a program that plays the agent is shown as it reports, also from the middle on',
  async (t) => {
    const its = await going(t, { copy: { ends_at: 49 } })
    const report = async (subtask_name: string, progress: number) => {
      const numbers = { replicatesize: 0, totalsize: 0, process_trace: '', migrate_speed: 0 }
      const body = { subtask_name, progress, ...numbers }
      t.match(await its.call('PUT', `/v3/tasks/${its.task_id}/progress`, body), { status: 200 })
    }
    const shown = async (place: number) => (await its.task()).sub_tasks[place].progress
    await its.does('start')
    await its.until('ATTACH_AGENT_IMAGE', 20)
    await its.agent({ mode: 'external' })
    t.equal(await shown(1), 20)
    for (const [reported, is] of [
      [10, 20],
      [33, 33],
      [81, 81],
      [97, 97],
    ] as const) {
      await report('ATTACH_AGENT_IMAGE', reported)
      t.equal(await shown(1), is)
    }
    await its.agent({ mode: 'simulated' })
    t.equal(await shown(1), 97, 'nor does it fall when the emulator takes it up')
    await its.until('FORMAT_DISK_LINUX_FILE', 1)
    t.equal(await shown(2), 1, 'the next sub-task shows milestones again')

    await its.until('MIGRATE_LINUX_FILE', 30)
    await its.agent({ mode: 'external' })
    await report('MIGRATE_LINUX_FILE', 31)
    t.equal(await shown(3), 31)
    await report('MIGRATE_LINUX_FILE', 60)
    await its.agent({ mode: 'simulated' })
    t.equal(await shown(3), 60)
    await its.until('MIGRATE_LINUX_FILE', 90)
    t.equal(await shown(3), 90)
  },
)

t.test(
  'the windows of a speed limit change no row whose length is fixed, also a copy',
  async (t) => {
    /** When each row began, and how far and until when it was planned. */
    const planned = async (speed_limit: object[]) => {
      const emulator = await startTest(t)
      const rounds = { REPLICATE: { MIGRATE_LINUX_FILE: { lasts: 'PT10M' } } }
      const fixed = scenario('fixed', { timings: { rounds }, copy: { ends_at: 49 } })
      await emulator.control('POST', '/_emulator/scenarios', fixed)
      const { task } = await newTask(emulator)
      await emulator.sms('POST', `/v3/tasks/${task}/speed-limit`, { speed_limit })
      await act(emulator, task, 'start')
      const { body } = await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
      return (body.events as { type: string; at: string; data: { name: string } & object }[])
        .filter(({ type }) => /^subtask.(began|retimed)$/.test(type))
        .map(({ at, data }) => ({ at, ...data, speed: null }))
    }
    const plain = await planned([])
    t.ok(plain.length >= 5)
    // An edge within the first row, one within the copy, and one between its end and the end of its estimate.
    const windows = [
      { start: '12:01', end: '12:09', speed: 1, over_speed_threshold: 10 },
      { start: '12:18', end: '12:19', speed: 2, over_speed_threshold: 10 },
    ]
    t.strictSame(await planned(windows), plain)
  },
)
