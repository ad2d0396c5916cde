import assert from 'node:assert/strict'
import { type Fixture, linuxServer } from '../../src/index.ts'
import { copy, task, test } from './tools.ts'

/** The list of migrations, and the page around it. */

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

test('of a thousand rows only those that are seen are there', async ({ emulator, open }) => {
  const sources = Array.from({ length: 980 }, (_, at) =>
    linuxServer({ name: `many-${String(at).padStart(4, '0')}` }),
  )
  await emulator.client.fixtures.load({ accounts: [{ name: 'emulator', sources }] } as Fixture)
  const dashboard = await open('migrations?state=no+task')
  await dashboard.row('many-0979').or(dashboard.row('many-0000')).first().waitFor()
  const drawn = await dashboard.page.locator('.row').count()
  assert.ok(drawn < 60, `${drawn} rows are drawn`)
  await dashboard.page.locator('.rows').hover()
  await dashboard.page.mouse.wheel(0, 1_000_000)
  await dashboard.row('many-0979').waitFor()
  const drawnAtEnd = await dashboard.page.locator('.row').count()
  assert.ok(drawnAtEnd < 60, `${drawnAtEnd} rows are drawn at the end`)
  await dashboard.row('many-0979').click()
  await dashboard.page.getByRole('heading', { name: /^many-0979/ }).waitFor()
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

test('what failed and what runs is first in the list, and the keys follow its order', async ({
  emulator,
  open,
}) => {
  await emulator.client.scenarios.add(
    'name: x\nmatch: { task: lin-05 }\nthen: { fail: { at: MIGRATE_LINUX_FILE, percent: 90 } }',
  )
  await emulator.client.clock.advanceUntil({ task, state: 'MIGRATE_FAIL' })
  const dashboard = await open('migrations')
  await dashboard.row(task).waitFor()
  const chosen = dashboard.page.locator('.row[aria-current] b')
  assert.equal(await chosen.textContent(), task)
  const names = await dashboard.page.locator('.row b').allTextContents()
  for (const name of names.slice(1, 5)) {
    await dashboard.page.keyboard.press('j')
    await chosen.getByText(name, { exact: true }).waitFor()
  }
  const states = await dashboard.page.locator('.row .state').allTextContents()
  const first = states.findIndex((state) => state.endsWith('SUCCESS'))
  assert.ok(
    states.slice(first).every((state) => state.endsWith('SUCCESS')),
    states.join(),
  )
})
