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

test('the next event is named with its distance, and a button moves there', async ({
  emulator,
  open,
}) => {
  const dashboard = await open('calls')
  const { next } = await emulator.client.tasks({ limit: 1 })
  if (next === null) throw new Error('nothing happens by itself')
  const said = dashboard.region('Next event')
  await said.getByText(new RegExp(`^Next event: ${next.name}: .+ in \\d+ (s|min)`)).waitFor()
  await dashboard.button(`Advance to ${next.at.slice(11, 19)}`).click()
  await dashboard.page.getByText('The clock was moved.').waitFor()
  assert.equal((await emulator.client.clock.get()).now, next.at)
  await dashboard.button('Until idle').click()
  await said.getByText('Nothing happens by itself.').waitFor()
  await dashboard.button('Advance').and(dashboard.page.locator(':disabled')).waitFor()
})

test('the pace is set in the bar', async ({ emulator, open }) => {
  const dashboard = await open('migrations')
  const pace = dashboard.page.getByLabel('pace')
  await pace.fill('60')
  // What is shown anew meanwhile takes nothing away of what is typed.
  await emulator.client.clock.advance({ by: '1s' })
  await dashboard.page.getByText('00:00:01').first().waitFor()
  await pace.press('Enter')
  await dashboard.page.getByText('sms-emulator clock --pace 60').waitFor()
  assert.equal((await emulator.client.clock.get()).pace, 60)
})

test('what may be old is dimmed, says so, and cannot be acted on', async ({ emulator, open }) => {
  const proxy = await startProxy(emulator.url)
  try {
    const dashboard = await open('failures', {}, proxy.url)
    const buttons = ['+1 min', 'Add', 'Add 01-linux-file']
    for (const name of buttons) await dashboard.button(name, 'enabled').waitFor()
    await dashboard.page.getByRole('link', { name: /^Migrations ?16$/ }).waitFor()
    proxy.cut()
    await dashboard.page
      .getByRole('alert')
      .getByText(/^The emulator does not answer/)
      .waitFor()
    for (const name of buttons) await dashboard.button(name, 'disabled').waitFor()
    const opacity = () => dashboard.styleOf('main', 'opacity')
    assert.equal(await opacity(), '0.5')
    await dashboard.page.keyboard.press('.')
    // What is asked for meanwhile gets no answer: what was read stays.
    await dashboard.page.getByRole('link', { name: /^Migrations/ }).click()
    await dashboard.page.getByRole('link', { name: /^Failures/ }).click()
    await dashboard.page.getByRole('link', { name: /^Migrations ?16$/ }).waitFor()
    assert.equal(await dashboard.page.getByText(/^Nothing here yet|Failed to fetch/).count(), 0)
    proxy.mend()
    await dashboard.connection('live').waitFor()
    await dashboard.button('Add', 'enabled').waitFor()
    assert.equal(await opacity(), '1')
    assert.equal(await dashboard.now(), '2026-01-01T00:00:00.000Z')
    dashboard.problems.length = 0
  } finally {
    await proxy.close()
  }
})

test('a notice has its whole command, to be copied', async ({ open }) => {
  const dashboard = await open('failures', { width: 900 })
  await dashboard.page
    .getByRole('textbox', { name: /YAML/ })
    .fill(`name: ${'a long name '.repeat(20)}\nthen:\n  fail: { at: SSL_CONFIG }\n`)
  await dashboard.button('Add').click()
  const command = dashboard.page.locator('.notice code')
  await command.getByText(/scenarios add - <<'END'/).waitFor()
  const cut = await command.evaluate((code) => code.scrollWidth > code.clientWidth)
  assert.ok(!cut, 'nothing is beside what is seen')
  await dashboard.button('Copy the command').click()
  await dashboard.page.getByText('Copied.').waitFor()
  const copied = await dashboard.page.evaluate<string>('navigator.clipboard.readText()')
  assert.match(copied, /^sms-emulator scenarios add - <<'END'\nname: a long name .*\nEND$/s)
})
