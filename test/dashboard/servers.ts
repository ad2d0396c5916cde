import assert from 'node:assert/strict'
import { buildServer, takeAsTarget } from './cloud.ts'
import { test } from './tools.ts'

/** The view of cloud servers and networks. */

test('without a server the view has the networks and the command that makes one', async ({
  emulator,
  open,
}) => {
  const dashboard = await open('servers')
  const { page } = dashboard
  await page.getByText(/^No cloud server yet/).waitFor()
  await dashboard.region('Networks').getByText('vpc-default').waitFor()
  await dashboard.region('Security groups').getByText('default').waitFor()
  const lines = (await dashboard.region('Make a server').locator('pre').textContent()) ?? ''
  const [, document = ''] = /^sms-emulator load - <<'END'\n(.*)END$/s.exec(lines) ?? []
  await emulator.client.fixtures.load(document)
  await page.getByRole('row', { name: /^target ACTIVE .* 40 \+ 100 GB$/ }).waitFor()
})

test('a server is seen while it is built, and once it is', async ({ emulator, open }) => {
  const dashboard = await open('servers')
  const { page } = dashboard
  await page.getByText(/^No cloud server yet/).waitFor()
  await buildServer(emulator, 'web-1-target')
  const row = page.getByRole('row', { name: /^web-1-target/ })
  await row.getByText('BUILD · spawning').waitFor()
  await row.getByText('40 + 100 GB').waitFor()
  await page.getByRole('link', { name: /^Servers ?1$/ }).waitFor()
  await dashboard.button('Until idle').click()
  await row.getByText('ACTIVE', { exact: true }).waitFor()
})

test('a server leads to the migration that moves it, and that to the server', async ({
  emulator,
  open,
}) => {
  await buildServer(emulator, 'web-1-target')
  const id = await takeAsTarget(emulator, 'lin-05')
  const dashboard = await open('servers')
  const { page } = dashboard
  const row = page.getByRole('row', { name: /^lin-05-target SHUTOFF/ })
  await row.getByRole('link', { name: 'lin-05', exact: true }).click()
  await page.getByRole('heading', { name: /^lin-05/ }).waitFor()
  await page.getByRole('link', { name: 'lin-05-target' }).click()
  await dashboard.region('lin-05-target').getByText(id).first().waitFor()
  assert.match(page.url(), new RegExp(`/servers/${id}$`))
  await dashboard.button('Until idle').click()
  await page.getByRole('row', { name: /^lin-05-target ACTIVE –/ }).waitFor()
})

test('servers are searched, chosen by keys, and found in the palette; the address has it', async ({
  emulator,
  open,
}) => {
  await buildServer(emulator, 'web-1-target')
  await takeAsTarget(emulator, 'lin-05')
  const dashboard = await open('servers')
  const { page } = dashboard
  await page.getByRole('row', { name: /^web-1-target BUILD/ }).waitFor()
  await page.keyboard.press('j')
  await page.locator('tr[aria-current]').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('web-1')
  await page.getByRole('row', { name: /^lin-05-target/ }).waitFor({ state: 'detached' })
  assert.match(page.url(), /\?q=web-1$/)
  await page.reload()
  await page.getByRole('row', { name: /^web-1-target BUILD/ }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Command' }).fill('cloud server')
  await page.keyboard.press('Enter')
  await page.locator('tr[aria-current]').waitFor()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    assert.deepEqual(await dashboard.accessibilityProblems(), [], colorScheme)
  }
})
