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
  await dashboard.button('Replace the account by mine').click()
  await dashboard.page.getByText('The account is as it was in mine.').waitFor()
  assert.deepEqual(await emulator.client.clock.get(), before)
  await dashboard.button('Delete mine').click()
  await dashboard.button('Delete mine for good').click()
  await dashboard.page.getByText('mine is deleted.').waitFor()
})

test('the snapshot of undo is not listed, and none is deleted by one click', async ({
  emulator,
  open,
}) => {
  const dashboard = await open('snapshots')
  await dashboard.button('+10 s').click()
  await dashboard.page.getByText('The clock was moved.').waitFor()
  const kept = async () =>
    (await emulator.client.snapshots.list()).snapshots.map(({ name }) => name)
  assert.deepEqual(await kept(), ['ui-undo'])
  await dashboard.page.getByText(/^No snapshot yet/).waitFor()
  await dashboard.page.getByRole('textbox', { name: 'Name of the snapshot' }).fill('mine')
  await dashboard.button('Save the account as it is').click()
  await dashboard.button('Delete mine').click()
  await dashboard.button('Cancel').click()
  await dashboard.button('Delete mine').waitFor()
  assert.equal(await dashboard.page.locator('tbody tr').count(), 1)
  await dashboard.page.getByRole('link', { name: /^Snapshots ?1$/ }).waitFor()
  assert.equal((await kept()).length, 2)
})
