import assert from 'node:assert/strict'
import { signed } from '../signing.ts'
import { task, test } from './tools.ts'

/** The view of calls. */

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

test('calls are filtered by status, operation, task and text, and the address has it', async ({
  emulator,
  open,
}) => {
  const headers = await emulator.headers()
  const { tasks } = await emulator.client.tasks()
  const [one, other] = ['lin-05', 'lin-04'].map(
    (name) => tasks.find((task) => task.name === name)?.id,
  )
  for (const path of [
    `tasks/${one}`,
    `tasks/${other}`,
    'tasks',
    `tasks/${one}?wrong=1`,
    'tasks/no-such',
  ])
    await fetch(`${emulator.url}/v3/${path}`, { headers })
  const dashboard = await open('calls')
  const rows = dashboard.page.locator('.choose tbody tr')
  const are = async (count: number): Promise<void> => {
    await rows.nth(count - 1).waitFor()
    await rows.nth(count).waitFor({ state: 'detached' })
  }
  await dashboard.page.getByRole('combobox', { name: 'Operation' }).selectOption('ShowTask')
  await are(4)
  await dashboard.page.getByRole('combobox', { name: 'Task' }).selectOption('lin-05')
  await are(2)
  await dashboard.page.getByRole('searchbox', { name: 'Search' }).fill('wrong')
  await are(1)
  const query = new URL(dashboard.page.url()).search
  assert.deepEqual(Object.fromEntries(new URLSearchParams(query)), {
    operation: 'ShowTask',
    task: one,
    q: 'wrong',
  })
  const copied = await open(`calls${query}`)
  await copied.page.getByRole('link', { name: 'ShowTask' }).waitFor()
  assert.equal(await copied.page.locator('.choose tbody tr').count(), await rows.count())
  await copied.button('5xx').click()
  await copied.page.getByText('No call fits the filter.').waitFor()
})

test('the user of a call has a name, and ids are copied by a click', async ({ emulator, open }) => {
  await fetch(`${emulator.url}/v3/tasks`, { headers: await emulator.headers() })
  const { users } = await emulator.client.credentials()
  const dashboard = await open('calls?operation=ListTasks')
  await dashboard.page.getByRole('link', { name: 'ListTasks' }).click()
  const call = dashboard.region('Call')
  const user = users.find(({ name }) => name === emulator.credentials.user)
  await call.getByText(`user ${user?.name}`).waitFor()
  await dashboard.button(/^Copy the id of the user/).click()
  await dashboard.page.getByText('Copied.').waitFor()
  assert.equal(await dashboard.page.evaluate<string>('navigator.clipboard.readText()'), user?.id)
})
