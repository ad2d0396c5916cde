import assert from 'node:assert/strict'
import { test } from './tools.ts'

/** The view of snapshots. */

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
