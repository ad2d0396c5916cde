import assert from 'node:assert/strict'
import { test } from './tools.ts'

/** The palette of commands. */

test('the palette leads by keys to tasks, sources, views and actions, and says what has no match', async ({
  emulator,
  open,
}) => {
  const dashboard = await open('migrations')
  const { page } = dashboard
  const field = page.getByRole('combobox', { name: 'Command' })
  const chosen = page.locator('[role="option"][aria-selected="true"]')
  const ask = async (text: string): Promise<void> => {
    await page.keyboard.press('Control+k')
    await field.fill(text)
  }
  await ask('lin-05')
  await chosen.getByText('lin-05 · RUNNING').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^lin-05/ }).waitFor()
  await ask('source server')
  const name = (await chosen.textContent())?.split(' · ')[0] ?? ''
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: new RegExp(`^${name}`) }).waitFor()
  await ask('go to')
  await page.keyboard.press('ArrowDown')
  await chosen.getByText('Go to servers').waitFor()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await chosen.getByText('Go to credentials').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'credentials' }).waitFor()
  const before = await emulator.client.clock.get()
  await ask('1 minute')
  await page.keyboard.press('Enter')
  await page.getByText('The clock was moved.').waitFor()
  assert.equal((await emulator.client.clock.get()).now_ms, before.now_ms + 60_000)
  await ask('keys')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Close what is open').waitFor()
  await page.keyboard.press('Escape')
  await ask('nowhere to be found')
  await page.getByText('No match for “nowhere to be found”.').waitFor()
  await page.keyboard.press('Enter')
  assert.deepEqual(await dashboard.accessibilityProblems(), [])
  await page.keyboard.press('Escape')
  await field.waitFor({ state: 'hidden' })
})

test('the palette that is opened again at once stays open', async ({ open }) => {
  const { page } = await open('migrations')
  const field = page.getByRole('combobox', { name: 'Command' })
  await page.keyboard.press('Control+k')
  await field.waitFor()
  // Pressed between its closing and the event that tells of it.
  await page.evaluate(`new Promise((resolve) => {
    const box = document.querySelector('dialog[open]')
    const press = () =>
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))
    new MutationObserver((_, observer) => {
      observer.disconnect()
      press()
    }).observe(box, { attributeFilter: ['open'] })
    box.addEventListener('close', () => setTimeout(resolve), { once: true })
    press()
  })`)
  await field.waitFor()
})

test('the palette is on the key of the machine', async ({ open }) => {
  const dashboard = await open('calls')
  const { page } = dashboard
  await dashboard.button('Ctrl K: all commands').waitFor()
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'platform', { value: 'MacIntel' })
  })
  await page.reload()
  await dashboard.button('⌘K: all commands').waitFor()
  await page.keyboard.press('Meta+k')
  await page.getByRole('dialog', { name: 'Commands' }).waitFor()
})
