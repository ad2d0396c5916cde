import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { type Emulator, type Fixture, linuxServer, start } from '../../src/index.ts'
import { signed } from '../signing.ts'
import { Dashboard, type View } from './page.ts'
import { startProxy } from './proxy.ts'

/** What the dashboard shows and does, each with an emulator of its own that has the tasks of fixtures/fleet.yaml. */

export type Check = (name: string, problem: string | null) => void

type Tools = {
  emulator: Emulator
  /** @param url another way to the emulator. */
  open: (path?: string, view?: View, url?: string) => Promise<Dashboard>
}

const tests: [name: string, test: (tools: Tools) => Promise<void>][] = []
const test = (name: string, run: (tools: Tools) => Promise<void>): void => {
  tests.push([name, run])
}

/** Only tests whose name contains this text. */
const only = process.argv[2] ?? ''

export async function runTests(chromium: Browser, check: Check): Promise<void> {
  for (const [name, run] of tests.filter(([one]) => one.includes(only))) {
    const problem = await runTest(chromium, run).then(
      () => null,
      (error: Error) =>
        `${error.message}\n${error.stack?.split('\n').find((line) => line.includes('test/dashboard')) ?? ''}`,
    )
    check(name, problem)
  }
}

async function runTest(chromium: Browser, run: (tools: Tools) => Promise<void>): Promise<void> {
  const emulator = await start({
    port: 0,
    clock: 'frozen',
    now: '2026-01-01T00:00:00Z',
    pace: 1,
    fixture: ['fixtures/fleet.yaml'],
  })
  const opened: Dashboard[] = []
  try {
    const open: Tools['open'] = async (path, view, url = emulator.url) => {
      const dashboard = await Dashboard.open(chromium, url, path, view)
      opened.push(dashboard)
      return dashboard
    }
    await run({ emulator, open })
    for (const { problems } of opened)
      assert.deepEqual(problems, [], 'what the browser complained of')
  } finally {
    for (const dashboard of opened) await dashboard.close()
    await emulator.close()
  }
}

const task = 'lin-05'
const copy = 'MIGRATE_LINUX_FILE'

test('a migration is clicked through from its start to its end', async ({ emulator, open }) => {
  const dashboard = await open('credentials')
  await dashboard.region('Account emulator').getByText('EMULATORACCESSKEY001').waitFor()
  await dashboard.page.getByRole('link', { name: /^Migrations/ }).click()
  await dashboard.row('lin-03').click()
  await dashboard.becomes('READY')
  await dashboard.button('Start').click()
  await dashboard.becomes('RUNNING')
  await dashboard.at(copy, 63, 'Advance to here')
  await dashboard.row('lin-03').getByText(`${copy} 63 %`).waitFor()
  await dashboard.button('Until idle').click()
  await dashboard.becomes('MIGRATE_SUCCESS')
  const { tasks } = await emulator.client.tasks()
  assert.equal(tasks.find(({ name }) => name === 'lin-03')?.state, 'MIGRATE_SUCCESS')
})

test('what others do is seen without a reload', async ({ emulator, open }) => {
  const dashboard = await open(`migrations/${task}`)
  await dashboard.becomes('RUNNING')
  const before = await dashboard.planned(copy).boundingBox()
  await emulator.client.clock.advanceUntil({ task, subtask: copy, percent: 80 })
  await dashboard.row(task).getByText(`${copy} 80 %`).waitFor()
  const after = await dashboard.planned(copy).boundingBox()
  assert.ok((after?.width ?? 0) < (before?.width ?? 0), 'the planned part is shorter')
  await emulator.client.clock.advanceUntil({ task, state: 'MIGRATE_SUCCESS' })
  await dashboard.becomes('MIGRATE_SUCCESS')
})

test('to advance to a percent is what the command does', async ({ emulator, open }) => {
  await emulator.client.snapshots.save('before')
  await emulator.client.clock.advanceUntil({
    task,
    subtask: copy,
    percent: 63,
    user_op: 'REPLICATE',
  })
  const expected = (await emulator.client.clock.get()).now
  await emulator.client.snapshots.restore('before')
  const dashboard = await open(`migrations/${task}`)
  await dashboard.at(copy, 63, 'Advance to here')
  await dashboard.row(task).getByText(`${copy} 63 %`).waitFor()
  assert.equal((await emulator.client.clock.get()).now, expected)
  assert.equal(await dashboard.now(), expected)
  await dashboard.page
    .getByText(`clock advance --task ${task} --subtask ${copy} --percent 63`)
    .waitFor()
})

test('undo takes the last move back and says which calls', async ({ emulator, open }) => {
  const dashboard = await open(`migrations/${task}`)
  const before = await dashboard.now()
  await dashboard.button('+1 min').click()
  await dashboard.button('↶ Undo').and(dashboard.page.locator(':enabled')).waitFor()
  assert.notEqual(await dashboard.now(), before)
  await fetch(`${emulator.url}/v3/tasks`, { headers: await emulator.headers() })
  await dashboard.button('↶ Undo').click()
  await dashboard.page.getByText(/Back at .*ListTasks/).waitFor()
  assert.equal((await emulator.client.clock.get()).now, before)
  assert.equal(await dashboard.now(), before)
})

test('undo says which scenarios it takes back, and which move of another page it does not', async ({
  emulator,
  open,
}) => {
  const dashboard = await open(`migrations/${task}`)
  await dashboard.button('+10 s').click()
  await dashboard.page.getByText('The clock was moved.').waitFor()
  await dashboard.at(copy, 70, 'Fail here')
  await dashboard.page.getByText('1 scenario ·').waitFor()
  await dashboard.button('↶ Undo').click()
  await dashboard.page.getByText(/It takes back "lin-05 fails at/).waitFor()
  assert.equal((await emulator.client.scenarios.list()).scenarios.length, 0)
  await dashboard.button('+10 s').click()
  await dashboard.page.getByText('The clock was moved.').waitFor()
  const other = await open(`migrations/${task}`)
  await other.button('+10 s').click()
  await other.page.getByText('The clock was moved.').waitFor()
  const before = await emulator.client.clock.get()
  await dashboard.button('↶ Undo').click()
  await dashboard.page.getByText(/Another page has moved the clock/).waitFor()
  assert.deepEqual(await emulator.client.clock.get(), before)
})

test('an address with a moment that is none shows now', async ({ open }) => {
  const dashboard = await open(`migrations/${task}?at=abc`)
  await dashboard.region('What a client sees now').waitFor()
})

test('what is open has the keys', async ({ emulator, open }) => {
  const dashboard = await open('migrations')
  const before = await emulator.client.clock.get()
  await dashboard.page.keyboard.press('?')
  await dashboard.page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await dashboard.page.keyboard.press('.')
  await dashboard.page.keyboard.press('Escape')
  await dashboard.page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' })
  assert.deepEqual(await emulator.client.clock.get(), before)
})

test('of an account that was deleted nothing is shown as if it were there', async ({
  emulator,
  open,
}) => {
  await emulator.client.accounts.create({ name: 'short' })
  const dashboard = await open('migrations?account=short')
  await emulator.client.accounts.delete('short')
  await dashboard.page.getByText('no such account').waitFor()
  await dashboard.page.getByText('no clock').waitFor()
  // The browser tells of the answers 404.
  dashboard.problems.length = 0
})

test('a look at another moment moves nothing and is in the address', async ({ emulator, open }) => {
  const dashboard = await open(`migrations/${task}`)
  const before = await emulator.client.clock.get()
  const line = dashboard.page.getByRole('slider')
  const box = await line.boundingBox()
  if (!box) throw new Error('no line of now')
  await dashboard.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await dashboard.page.mouse.down()
  await dashboard.page.mouse.move(box.x - 120, box.y + box.height / 2, { steps: 4 })
  await dashboard.page.mouse.up()
  await dashboard.page.getByText(/A look at the past/).waitFor()
  const shown = (await dashboard.region(/^What a client would see at/).textContent()) ?? ''
  const at = Number(new URL(dashboard.page.url()).searchParams.get('at'))
  assert.ok(at < before.now_ms)
  const { as_of } = await emulator.client.timeline(task, { at: new Date(at) })
  assert.ok(shown.includes(`"state": "${(as_of as { state: string }).state}"`))
  assert.deepEqual(await emulator.client.clock.get(), before)
  await dashboard.page.reload()
  await dashboard.page.getByText(/A look at the past/).waitFor()
  await dashboard.button('Back to now').click()
  await dashboard.region('What a client sees now').waitFor()
})

test('a failure added by a click happens there', async ({ emulator, open }) => {
  const dashboard = await open(`migrations/${task}`)
  await dashboard.at(copy, 70, 'Fail here')
  await dashboard.page.getByText('1 scenario ·').waitFor()
  await dashboard.button('Until idle').click()
  await dashboard.becomes('MIGRATE_FAIL')
  assert.match(await dashboard.bar(copy), /70 %/)
  const { scenarios } = await emulator.client.scenarios.list()
  assert.deepEqual(
    scenarios.map(({ name }) => name),
    [`${task} fails at ${copy} 70 percent`],
  )
})

test('a refused call is a cross, and is explained', async ({ emulator, open }) => {
  const headers = await emulator.headers()
  const { tasks } = await emulator.client.tasks()
  const id = tasks.find(({ name }) => name === task)?.id
  await fetch(`${emulator.url}/v3/tasks/${id}/action`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ operation: 'cutover' }),
  })
  const dashboard = await open(`migrations/${task}`)
  await dashboard.page.locator('.refused').waitFor()
  await dashboard.region('Calls about it').getByRole('link', { name: 'why' }).click()
  await dashboard
    .region('Why')
    .getByText(/continuous sync/)
    .first()
    .waitFor()
  await dashboard.page.goBack()
  await dashboard.becomes('RUNNING')
})

test('a signature that differs is shown with the line', async ({ emulator, open }) => {
  const { ak, sk } = emulator.credentials
  // The client forgets the slash that ends the canonical URI.
  const target = '/v3/tasks'
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const headers = { host: new URL(emulator.url).host }
  const request = signed({ ak, sk, target, headers, date, uri: target })
  await fetch(emulator.url + target, { headers: request.headers as Record<string, string> })
  const dashboard = await open('calls?status=4xx')
  await dashboard.page.getByRole('link', { name: 'ListTasks' }).first().click()
  const row = dashboard.region('Why').locator('.differs')
  await row.getByText('/v3/tasks', { exact: true }).waitFor()
  await row.getByText('/v3/tasks/', { exact: true }).waitFor()
})

test('a broken connection is told, and what was missed is there afterward', async ({
  emulator,
  open,
}) => {
  const proxy = await startProxy(emulator.url)
  try {
    const dashboard = await open(`migrations/${task}`, {}, proxy.url)
    await dashboard.becomes('RUNNING')
    proxy.cut()
    await dashboard.connection('reconnecting').waitFor()
    await emulator.client.clock.advanceUntil({ task, state: 'MIGRATE_SUCCESS' })
    proxy.mend()
    await dashboard.connection('live').waitFor()
    await dashboard.becomes('MIGRATE_SUCCESS')
    // The browser tells of each connection that broke.
    dashboard.problems.length = 0
  } finally {
    await proxy.close()
  }
})

test('of a thousand rows only those that are seen are there', async ({ emulator, open }) => {
  const sources = Array.from({ length: 980 }, (_, at) =>
    linuxServer({ name: `many-${String(at).padStart(4, '0')}` }),
  )
  await emulator.client.fixtures.load({ accounts: [{ name: 'emulator', sources }] } as Fixture)
  const dashboard = await open('migrations?state=no+task')
  await dashboard.row('many-0979').or(dashboard.row('many-0000')).first().waitFor()
  const drawn = await dashboard.page.locator('.row').count()
  assert.ok(drawn < 60, `${drawn} rows are drawn`)
  await dashboard.page.getByRole('searchbox', { name: 'Search' }).fill('many-0500')
  await dashboard.row('many-0500').waitFor()
  assert.equal(await dashboard.page.locator('.row').count(), 1)
})

test('a copied address shows the same, and back leads back', async ({ open }) => {
  const dashboard = await open('migrations')
  await dashboard.button(/^running \d/).click()
  await dashboard.row('lin-04').click()
  await dashboard.becomes('RUNNING')
  const address = new URL(dashboard.page.url())
  const copied = await open(address.pathname.slice('/_emulator/ui/'.length) + address.search)
  await copied.page.getByRole('heading', { name: /^lin-04/ }).waitFor()
  assert.equal(
    await copied.page.locator('.row').count(),
    await dashboard.page.locator('.row').count(),
  )
  await dashboard.page.getByRole('link', { name: /^Snapshots/ }).click()
  await dashboard.page.goBack()
  await dashboard.page.getByRole('heading', { name: /^lin-04/ }).waitFor()
})

test('keys move the choice and the clock', async ({ emulator, open }) => {
  const dashboard = await open('migrations')
  const { page } = dashboard
  const chosen = page.locator('.row[aria-current]')
  await dashboard.row('lin-03').waitFor()
  await page.keyboard.press('j')
  await chosen.waitFor()
  const first = (await chosen.locator('b').textContent()) ?? ''
  await page.keyboard.press('j')
  await page.locator('.row[aria-current] b', { hasNotText: first }).waitFor()
  await page.keyboard.press('k')
  await page.locator('.row[aria-current] b', { hasText: first }).waitFor()
  const before = await emulator.client.clock.get()
  await page.keyboard.press('.')
  await dashboard.button('↶ Undo').and(page.locator(':enabled')).waitFor()
  assert.ok((await emulator.client.clock.get()).now_ms > before.now_ms)
  await page.keyboard.press('u')
  await page.getByText(/^Back at/).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await page.keyboard.type('win-19')
  await dashboard.row('win-19').waitFor()
})

test('the hint of a frozen clock offers to advance', async ({ emulator, open }) => {
  const headers = await emulator.headers()
  const { tasks } = await emulator.client.tasks()
  const id = tasks.find(({ name }) => name === task)?.id
  const dashboard = await open(`migrations/${task}`)
  await dashboard.becomes('RUNNING')
  for (let call = 0; call < 20; call++) await fetch(`${emulator.url}/v3/tasks/${id}`, { headers })
  await dashboard.page.getByText(/frozen at/).waitFor()
  await dashboard.button('Advance to the next event').click()
  await dashboard.page.getByText('The clock was moved.').waitFor()
})

test('snapshots are saved and brought back', async ({ emulator, open }) => {
  const dashboard = await open('snapshots')
  await dashboard.page.getByRole('textbox', { name: 'Name of the snapshot' }).fill('mine')
  await dashboard.button('Save the account as it is').click()
  await dashboard.button('Restore mine').waitFor()
  const before = await emulator.client.clock.get()
  await emulator.client.clock.advance({ by: '1h' })
  await dashboard.button('Restore mine').click()
  await dashboard.page.getByText('The account is as it was in mine.').waitFor()
  assert.deepEqual(await emulator.client.clock.get(), before)
  await dashboard.button('Delete mine').click()
  await dashboard.page.getByText('mine is deleted.').waitFor()
})

test('a scenario is checked, added, and removed', async ({ emulator, open }) => {
  const dashboard = await open('failures')
  const editor = dashboard.page.getByRole('textbox', { name: /YAML/ })
  await editor.fill('name: x\nthen:\n  fail: { at: NOWHERE }\n')
  await dashboard.button('Check').click()
  await dashboard.page.getByText(/line 3/).waitFor()
  await editor.fill('name: x\nthen:\n  fail: { at: SSL_CONFIG }\n')
  await dashboard.button('Check').click()
  await dashboard.page.getByText('It is valid.').waitFor()
  await dashboard.button('Add').click()
  await dashboard.button('Remove x').waitFor()
  assert.equal((await emulator.client.scenarios.list()).scenarios.length, 1)
  await dashboard.button('Remove x').click()
  await dashboard.page.getByText(/^Every migration goes well/).waitFor()
})

test('another account is shown with what is its own, also while a read is under way', async ({
  emulator,
  open,
}) => {
  await emulator.client.accounts.create({ name: 'empty' })
  const dashboard = await open('migrations')
  await dashboard.row('lin-05').waitFor()
  const { page } = dashboard
  // The list of the former account takes long, and is asked for when the other one is chosen.
  let answer = (): void => {}
  const asked = new Promise<void>((resolve) => {
    void page.route('**/_emulator/tasks?account=emulator&limit=1000', async (route) => {
      resolve()
      await new Promise<void>((go) => {
        answer = go
      })
      await route.continue()
    })
  })
  await emulator.client.clock.advance({ by: '1s' })
  await asked
  await page.getByRole('combobox', { name: 'Account' }).selectOption('empty')
  answer()
  await page.getByText(/^Nothing here yet/).waitFor()
  assert.equal(await page.locator('.row').count(), 0)
})

const looks = [
  'migrations/lin-05',
  'migrations/lin-11',
  'calls',
  'failures',
  'snapshots',
  'coverage',
  'credentials',
] as const

for (const scheme of ['light', 'dark'] as const)
  test(`every view is accessible, ${scheme}`, async ({ open }) => {
    const dashboard = await open('', { scheme })
    for (const path of looks) {
      await dashboard.go(path)
      await dashboard.page.locator('main').waitFor()
      assert.deepEqual(await dashboard.accessibilityProblems(), [], path)
    }
  })

test('at 900 pixels nothing is cut off', async ({ open }) => {
  const dashboard = await open('', { width: 900 })
  for (const path of looks) {
    await dashboard.go(path)
    await dashboard.page.locator('main').waitFor()
    const wide = await dashboard.page.evaluate<number>('document.documentElement.scrollWidth')
    assert.ok(wide <= 900, `${path} is ${wide} wide`)
  }
})
