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
