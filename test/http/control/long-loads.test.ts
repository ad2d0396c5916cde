import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import t from 'tap'
import { loadContents } from '../../../src/operations/control/fixture-contents.ts'
import { isLong, loadStep } from '../../../src/operations/control/fixture-draft.ts'
import { loadingOf, prepareAccount } from '../../../src/operations/control/fixture-entry.ts'
import type { Fixture } from '../../../src/schemas/control/fixture.ts'
import {
  credentials,
  leastSource,
  linuxSource,
  startTest,
  type TestEmulator,
} from '../../helper.ts'
import { afterFirstStep, busy, countSteps } from '../../long-moves.ts'
import { signed } from '../../signing.ts'

/** Fixtures and snapshots that are loaded in steps: others are served in between, and nobody sees what is half done. */

const fixtures = '/_emulator/fixtures'
const keys = { ak: 'EMULATORACCESSKEY001', sk: 'emulatorSecretKeyForLocalTestsOnly000001' }

/** An emulator that loads everything in steps. */
async function inSteps(...given: Parameters<typeof startTest>): Promise<TestEmulator> {
  const test = await startTest(...given)
  test.emulator.limits.load_at_once = 0
  return test
}

/** The contents of an account that has lived for a day, as an export; made once. */
let life: Promise<string> | undefined
function lived(t: Parameters<typeof startTest>[0]): Promise<string> {
  life ??= live(t)
  return life
}

async function live(t: Parameters<typeof startTest>[0]): Promise<string> {
  const { control } = await startTest(t, { fixture: ['fixtures/fleet.yaml'] })
  await control('POST', '/_emulator/scenarios', { name: 'slow', effects: [] })
  await control('POST', '/_emulator/clock/advance', { by: 'P1D' })
  return JSON.stringify((await control('GET', fixtures)).body)
}

/** What is loaded one after the other, each into what the one before has left. */
const loads: Record<string, (exported: string) => [query: string, text: string][]> = {
  'what is described': () => [['', readFileSync('fixtures/fleet.yaml', 'utf8')]],
  'into an account that has something already': () => [
    ['', readFileSync('fixtures/walkthrough.yaml', 'utf8')],
    ['', JSON.stringify({ accounts: busy('emulator', 3) })],
  ],
  'in the place of what there is': () => [
    ['', readFileSync('fixtures/fleet.yaml', 'utf8')],
    ['?replace=true', readFileSync('fixtures/cross-region.yaml', 'utf8')],
  ],
  'several accounts, of which some are new': () => [
    [
      '',
      JSON.stringify({ accounts: [...busy('emulator', 2), ...busy('new', 2), ...busy('b', 1)] }),
    ],
  ],
  'an export': (exported) => [['?replace=true', exported]],
  'an export, as another account': (exported) => [
    ['', JSON.stringify({ accounts: [{ name: 'other' }] })],
    ['?account=other', exported],
  ],
}

/** Rows without their positions, which follow from what was in the table before. */
const withoutPositions = ({ emulator }: TestEmulator) =>
  Object.entries(emulator.dump()).map(([table, rows]) => [
    table,
    rows.map((row) => ({ ...(row as object), ordinal: undefined })),
  ])

for (const [what, load] of Object.entries(loads)) {
  t.test(`loadFixture: ${what}: by steps it is the same as at once`, async (t) => {
    const [steps, atOnce] = [await inSteps(t), await startTest(t)]
    const count = countSteps(steps)
    for (const [query, text] of load(await lived(t))) {
      const [one, other] = [
        await steps.control('POST', fixtures + query, text),
        await atOnce.control('POST', fixtures + query, text),
      ]
      t.equal(one.status, 200)
      t.strictSame(one.body, other.body)
    }
    t.strictSame(withoutPositions(steps), withoutPositions(atOnce))
    t.ok(count.steps > 1)
    const move = ['POST', '/_emulator/clock/advance', { by: 'PT6H' }] as const
    t.strictSame((await steps.control(...move)).body, (await atOnce.control(...move)).body)
    t.strictSame(withoutPositions(steps), withoutPositions(atOnce), 'and goes on the same')
  })
}

const mistaken: Record<string, object[]> = {
  'a source that is not there': [
    { name: 'emulator', sources: [linuxSource()] },
    { name: 'b', tasks: [{ source: 'none' }] },
  ],
  'a source that is there twice': [
    {
      name: 'emulator',
      sources: [linuxSource({ id: 'a'.repeat(8) }), linuxSource({ id: 'a'.repeat(8) })],
    },
  ],
  'two default projects': [
    {
      name: 'emulator',
      migprojects: ['one', 'two'].map((name) => ({ id: name, name, isdefault: true })),
    },
  ],
  'a subnet of a network that is not there': [
    {
      name: 'emulator',
      companions: { subnets: [{ name: 's', vpc: 'none', cidr: '10.0.0.0/24' }] },
    },
  ],
  'more sources than an account holds': [
    { name: 'emulator', sources: Array(1_001).fill(leastSource('s')) },
  ],
}

for (const [what, accounts] of Object.entries(mistaken)) {
  t.test(`loadFixture: ${what}: the refusal by steps is the one at once`, async (t) => {
    const [steps, atOnce] = [await inSteps(t), await startTest(t)]
    const before = steps.emulator.dump()
    const fixture = JSON.stringify({ accounts })
    for (const query of ['', '?replace=true']) {
      const [one, other] = [
        await steps.control('POST', fixtures + query, fixture),
        await atOnce.control('POST', fixtures + query, fixture),
      ]
      t.ok(one.status >= 400 && one.status < 500, `${one.status}`)
      const { code, message, details } = one.body.error
      t.match(other, { status: one.status, body: { error: { code, message, details } } })
      t.strictSame(steps.emulator.dump(), before, 'and nothing of it is there')
    }
  })
}

t.test('loadFixture: what is there already is refused with what helps', async (t) => {
  const { control } = await inSteps(t)
  const fixture = { accounts: [{ name: 'emulator', sources: [linuxSource({ id: 'source-1' })] }] }
  t.equal((await control('POST', fixtures, fixture)).status, 200)
  t.match(await control('POST', fixtures, fixture), {
    status: 409,
    body: { error: { message: /Source source-1 exists already/ } },
  })
})

t.test('loadFixture: others are served meanwhile, and see nothing of it', async (t) => {
  const test = await inSteps(t, {}, busy('small', 1))
  const ended: string[] = []
  const call = async (name: string, method: string, path: string, body?: unknown) => {
    const answer = await test.control(method, `/_emulator/${path}`, body)
    ended.push(name)
    return answer
  }
  const meanwhile = afterFirstStep(test, () => [
    call('its own clock', 'GET', 'clock?account=emulator'),
    call('the accounts', 'GET', 'accounts'),
    call('a move of another', 'POST', 'clock/advance?account=small', { by: 'PT1H' }),
  ])
  const accounts = [...busy('emulator', 40), ...busy('new', 40)]
  const loaded = await call('load', 'POST', 'fixtures', { accounts })
  t.match(loaded, { status: 200, body: { sources: 80, tasks: 80 } })
  const [own, all] = await Promise.all(await meanwhile)
  t.strictSame(ended.slice(0, 2).sort(), ['a move of another', 'the accounts'])
  t.equal(own?.status, 200)
  const names = all?.body.accounts.map(({ name }: { name: string }) => name)
  t.notOk(names.includes('new'), 'an account that is not loaded yet is not there')
})

for (const [what, path] of [
  ['a reset of the account', 'reset?account=emulator'],
  ['a reset of all', 'reset?all=true'],
] as const) {
  t.test(`loadFixture: ${what} meanwhile: it is refused, and nothing of it is there`, async (t) => {
    const test = await inSteps(t)
    const reset = afterFirstStep(test, () => test.control('POST', `/_emulator/${path}`))
    const accounts = [...busy('emulator', 20), ...busy('new', 20)]
    const answer = await test.control('POST', fixtures, { accounts })
    t.match(answer, { status: 409, body: { error: { message: /was reset while/ } } })
    t.match((await reset).status, /^20[01]$/)
    const { body } = await test.control('GET', fixtures)
    t.strictSame(body.accounts[0].sources, [])
    t.equal((await test.control('POST', fixtures, { accounts })).status, 200, 'nobody waits for it')
  })
}

t.test(
  'loadFixture: a reset of all meanwhile refuses one that only makes accounts, too',
  async (t) => {
    const test = await inSteps(t)
    const reset = afterFirstStep(test, () => test.control('POST', '/_emulator/reset?all=true'))
    const answer = await test.control('POST', fixtures, { accounts: busy('new', 20) })
    t.match(answer, { status: 409, body: { error: { message: /Account "new" was reset while/ } } })
    t.equal((await reset).status, 200)
    t.equal(test.emulator.accounts.find('new'), undefined)
  },
)

t.test(
  'loadFixture: who waits for a replacement that is refused is served by what there is',
  async (t) => {
    const test = await inSteps(t)
    const token = await test.login()
    const meanwhile = afterFirstStep(test, () => [
      test.call('GET', '/v3/sources', { headers: { 'x-auth-token': token } }),
      test.control('GET', '/_emulator/clock'),
    ])
    const [entry] = busy('emulator', 20)
    const accounts = [{ ...entry, tasks: [...(entry?.tasks ?? []), { source: 'none' }] }]
    t.equal((await test.control('POST', `${fixtures}?replace=true`, { accounts })).status, 400)
    const statuses = (await Promise.all(await meanwhile)).map(({ status }) => status)
    t.strictSame(statuses, [200, 200])
  },
)

t.test('loadFixture: who waits for a replacement is served by what comes', async (t) => {
  const test = await inSteps(t)
  const target = '/v3/sources'
  const { headers } = signed({ ...keys, target })
  const meanwhile = afterFirstStep(test, () => [
    test.call('POST', '/v3/auth/tokens', { payload: credentials() }),
    test.call('GET', target, { headers }),
    test.control('GET', '/_emulator/clock'),
    test.control('POST', '/_emulator/snapshots/s'),
    test.control('POST', '/_emulator/clock/advance', { by: 'PT1H' }),
  ])
  const url = `${fixtures}?replace=true`
  t.equal((await test.control('POST', url, { accounts: busy('emulator', 20) })).status, 200)
  const statuses = (await Promise.all(await meanwhile)).map(({ status }) => status)
  t.strictSame(statuses, [201, 200, 200, 200, 200])
})

t.test(
  'loadFixture: two replacements of an account at once come one after the other',
  async (t) => {
    const { control } = await inSteps(t)
    const answers = await Promise.all(
      [20, 3].map((amount) =>
        control('POST', `${fixtures}?replace=true`, { accounts: busy('emulator', amount) }),
      ),
    )
    t.match(answers, [{ status: 200 }, { status: 200 }])
    t.equal((await control('GET', fixtures)).body.accounts[0].sources.length, 3)
  },
)

t.test(
  'loadFixture: an account that comes meanwhile is added to, as if it had been there',
  async (t) => {
    const test = await inSteps(t)
    const accounts = busy('new', 20)
    const made = afterFirstStep(test, () =>
      test.control('POST', fixtures, { accounts: [{ name: 'new', sources: [linuxSource()] }] }),
    )
    t.equal((await test.control('POST', fixtures, { accounts })).status, 200)
    t.equal((await made).status, 200)
    const { body } = await test.control('GET', `${fixtures}?account=new`)
    t.equal(body.accounts[0].sources.length, 21)
  },
)

t.test('loadFixture: an account that comes meanwhile and is busy is waited for', async (t) => {
  const { emulator, control } = await startTest(t, {}, busy('slow', 60))
  const [slow, fresh] = [
    control('POST', '/_emulator/clock/advance?account=slow', { by: 'P1D' }),
    control('POST', fixtures, { accounts: busy('fresh', 60) }),
  ]
  emulator.limits.load_at_once = 0
  const added = { name: 'fresh', sources: [linuxSource({ name: 'added', ip: '10.9.9.9' })] }
  const load = control('POST', fixtures, { accounts: [{ name: 'slow' }, added] })
  const move = fresh.then(() =>
    control('POST', '/_emulator/clock/advance?account=fresh', { by: 'P1D' }),
  )
  t.equal((await slow).status, 200)
  t.equal((await load).status, 200)
  const { body } = await move
  const told = body.events.map((event: object) => JSON.stringify(event))
  t.equal(new Set(told).size, told.length, 'nothing happens twice')
  const exported = (await control('GET', `${fixtures}?account=fresh`)).body.accounts[0]
  t.equal(exported.sources.length, 61)
})

t.test('loadFixture: an account that is named twice has both, in their order', async (t) => {
  const accounts = [
    { name: 'n', sources: [linuxSource({ name: 'one' })] },
    { name: 'n', tasks: [{ source: 'one', name: 'task' }] },
  ]
  const [steps, atOnce] = [await inSteps(t), await startTest(t)]
  const [one, other] = [
    await steps.control('POST', fixtures, { accounts }),
    await atOnce.control('POST', fixtures, { accounts }),
  ]
  t.equal(one.status, 200)
  t.strictSame(one.body, other.body)
  t.strictSame(steps.emulator.dump(), atOnce.emulator.dump())
})

for (const [what, clock, query] of [
  ['is stopped', { mode: 'frozen' }, ''],
  ['is stopped in a new account', { mode: 'frozen' }, '?replace=true'],
  ['is set', { now: '2026-01-01T12:00:01Z' }, ''],
] as const) {
  t.test(`loadFixture: a clock that flows and ${what} is that of the contents`, async (t) => {
    const [steps, atOnce] = [
      await inSteps(t, { clock: 'flowing' }),
      await startTest(t, { clock: 'flowing' }),
    ]
    const { pause } = steps.emulator.time
    steps.emulator.time.pause = () => {
      steps.wall.now += 60_000
      return pause()
    }
    const accounts = busy('emulator', 20).map((entry) => ({ ...entry, clock }))
    for (const { control } of [steps, atOnce]) {
      t.match(await control('POST', fixtures + query, { accounts }), { status: 200 })
    }
    const first = async ({ control }: TestEmulator) =>
      (await control('GET', fixtures)).body.accounts[0].tasks
    steps.wall.now = atOnce.wall.now
    t.strictSame(await first(steps), await first(atOnce))
  })
}

t.test('a draft is closed, however its loading ends', async (t) => {
  const test = await inSteps(t)
  const { accounts } = test.emulator
  const { openDraft } = accounts
  let [opened, closed] = [0, 0]
  accounts.openDraft = () => {
    opened++
    const draft = openDraft()
    return {
      ...draft,
      close: () => {
        closed++
        draft.close()
      },
    }
  }
  const source = linuxSource({ id: 'source-1' })
  const good = { accounts: [{ name: 'a', sources: [source] }] }
  const bad = { accounts: [{ name: 'b', tasks: [{ source: 'none' }] }] }
  for (const fixture of [good, bad, good]) {
    await test.control('POST', fixtures, fixture)
    await test.control('POST', '/_emulator/snapshots/kept', fixture)
  }
  accounts.renew = () => {
    throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
  }
  t.equal((await test.control('POST', `${fixtures}?replace=true`, good)).status, 507)
  t.ok(opened >= 6)
  t.equal(closed, opened)
})

t.test('what a fixture loads in steps is in the tables that a draft brings back', async (t) => {
  const { emulator } = await startTest(t)
  const exported: Fixture = JSON.parse(await lived(t))
  const draft = emulator.accounts.openDraft()
  t.teardown(draft.close)
  const [entry] = exported.accounts
  if (!entry) throw new Error('an export has an account')
  const loading = loadingOf(exported, false)
  const account = prepareAccount(draft.accounts, entry, loading)
  const { stores } = account.internals
  const others = () => [
    ...['agreements', 'clocks', 'identitySettings'].map((name) => stores[name as 'clocks'].find()),
    ...['faults', 'migprojects', 'projects', 'scenarios', 'templates', 'users'].map((name) =>
      stores[name as 'users'].all(),
    ),
  ]
  const before = others()
  const contents = loadContents(entry, 'accounts.0', loading)
  while (!loadStep(account, contents));
  t.equal(stores.tasks.count(), entry.tasks?.length)
  t.strictSame(others(), before)
})

t.test('a fixture is long by its events, too, and many short ones are none', async (t) => {
  const { emulator } = await startTest(t)
  const event = { at: 0, type: 'source.registered', source: 'a', data: {} }
  const of = (...accounts: object[]) =>
    isLong(emulator.accounts, { accounts } as unknown as Fixture)
  t.ok(of({ name: 'a', events: Array(12_900).fill(event) }))
  t.ok(of({ name: 'a', sources: Array(129).fill(linuxSource()) }))
  t.notOk(of({ name: 'a', sources: Array(129).fill(linuxSource()) }, { name: 'b' }))
  t.ok(of({ name: 'a', sources: Array(513).fill(linuxSource()) }, ...Array(8).fill({ name: 'b' })))
  t.notOk(of({ name: 'a' }))
})

t.test('loadFixture: a full disk at the end: nothing of it is there', async (t) => {
  const test = await inSteps(t)
  const before = test.emulator.dump()
  const { commits } = test.emulator.accounts
  const { atomically } = commits
  // The transaction at the end is the first one after the steps.
  const failed = afterFirstStep(test, () => {
    commits.atomically = () => {
      commits.atomically = atomically
      throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
    }
  })
  const answer = await test.control('POST', fixtures, { accounts: busy('emulator', 20) })
  await failed
  t.equal(answer.status, 507)
  t.strictSame(test.emulator.dump(), before)
  t.equal((await test.control('GET', '/_emulator/clock')).status, 200, 'and nobody waits for it')
})

t.test('loadFixture: a stop does not wait for it', async (t) => {
  const test = await inSteps(t)
  const closed = afterFirstStep(test, () => test.app.close())
  const answer = await test.control('POST', fixtures, { accounts: busy('emulator', 40) })
  await closed
  t.match(answer, { status: 503, body: { error: { message: /is stopping/ } } })
})

t.test('loadFixture: a flowing clock flows on, and what is due meanwhile happens', async (t) => {
  const test = await inSteps(t, { clock: 'flowing' })
  const later = afterFirstStep(test, () => {
    test.wall.now += 3_600_000
  })
  t.equal((await test.control('POST', fixtures, { accounts: busy('emulator', 20) })).status, 200)
  await later
  const direct = await startTest(t, { clock: 'flowing' })
  await direct.control('POST', fixtures, { accounts: busy('emulator', 20) })
  direct.wall.now += 3_600_000
  const tasks = async ({ sms }: TestEmulator) => (await sms('GET', '/v3/tasks?limit=50')).body
  t.strictSame(await tasks(test), await tasks(direct))
})

t.test('saveSnapshot: one that is uploaded by steps is the same as at once', async (t) => {
  const exported = await lived(t)
  const [steps, atOnce] = [await inSteps(t), await startTest(t)]
  const count = countSteps(steps)
  const path = '/_emulator/snapshots/kept'
  for (const test of [steps, atOnce]) {
    const { status, body } = await test.control('POST', path, exported)
    t.match({ status, body }, { status: 200, body: { name: 'kept', sources: 20 } })
  }
  t.ok(count.steps > 1)
  t.strictSame(steps.emulator.dump(), atOnce.emulator.dump())
  for (const { control } of [steps, atOnce]) t.equal((await control('PUT', path)).status, 200)
  t.strictSame(steps.emulator.dump(), atOnce.emulator.dump())
  const { body } = await steps.control('GET', fixtures)
  const [was, is] = [JSON.parse(exported), body].map(({ accounts: [account] }) => account)
  for (const list of ['sources', 'tasks', 'events', 'timers'])
    t.strictSame(is[list], was[list], list)
})

t.test('saveSnapshot: an upload has no scenarios but its own', async (t) => {
  const { control, emulator } = await startTest(t, { scenario: ['fixtures/scenarios'] })
  t.ok(emulator.accounts.get().rules.scenarios.all().length > 0)
  await control('POST', '/_emulator/snapshots/kept', { accounts: [{ name: 'emulator' }] })
  await control('PUT', '/_emulator/snapshots/kept')
  t.strictSame((await control('GET', '/_emulator/scenarios')).body.scenarios, [])
})

t.test('saveSnapshot: what is deleted right after its upload was there', async (t) => {
  const test = await inSteps(t)
  const deleted = afterFirstStep(test, () => test.control('DELETE', '/_emulator/snapshots/kept'))
  const answer = await test.control('POST', '/_emulator/snapshots/kept', await lived(t))
  t.match(answer, { status: 200, body: { name: 'kept' } })
  t.equal((await deleted).status, 200)
})

t.test('saveSnapshot: a reset while it is uploaded: it is refused, and is not there', async (t) => {
  const test = await inSteps(t)
  const reset = afterFirstStep(test, () => test.control('POST', '/_emulator/reset?all=true'))
  const answer = await test.control('POST', '/_emulator/snapshots/kept', await lived(t))
  t.match(answer, { status: 409, body: { error: { message: /was reset while/ } } })
  t.equal((await reset).status, 200)
  t.strictSame((await test.control('GET', '/_emulator/snapshots')).body, { snapshots: [] })
})
