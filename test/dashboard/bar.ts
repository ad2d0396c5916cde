import assert from 'node:assert/strict'
import { startProxy } from './proxy.ts'
import { copy, task, test } from './tools.ts'

/** The bar on every view: the clock, undo, the keys, the connection. */

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
