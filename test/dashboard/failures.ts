import assert from 'node:assert/strict'
import { test } from './tools.ts'

/** The view of failures. */

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

test('a file of the library says what it does, and what it adds is shown', async ({
  emulator,
  open,
}) => {
  const dashboard = await open('failures')
  await dashboard.page
    .locator('summary', { hasText: 'One partition cannot be copied, once' })
    .waitFor()
  assert.equal(await dashboard.button(/^Remove all/).count(), 0)
  await dashboard.button('Add 13-partition-copy-fails').click()
  await dashboard.page.getByText('Added: 13-partition-copy-fails.').waitFor()
  const added = dashboard.page.getByRole('article', { name: '13-partition-copy-fails' })
  await added.getByText('added', { exact: true }).waitFor()
  await dashboard.button('Remove all scenarios').click()
  await dashboard.button('Cancel').click()
  assert.equal((await emulator.client.scenarios.list()).scenarios.length, 1)
  await dashboard.button('Remove all scenarios').click()
  await dashboard.button('Remove it for good').click()
  await dashboard.page.getByText(/^Every migration goes well/).waitFor()
  assert.equal((await emulator.client.scenarios.list()).scenarios.length, 0)
})
