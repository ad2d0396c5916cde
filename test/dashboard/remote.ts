import assert from 'node:assert/strict'
import { start } from '../../src/index.ts'
import { Dashboard } from './page.ts'
import { own_address, test } from './tools.ts'

/** The page on another machine: at an address of this one that is not loopback. */

const token = 'secret-of-the-control-api'

test('on another machine the token leaves the address, lasts a reload, and is asked for in other tabs', async ({
  chromium,
}) => {
  // Without a network nobody else can be there.
  if (own_address === undefined) return
  const emulator = await start({ port: 0, host: '0.0.0.0', controlToken: token })
  const url = `http://${own_address}:${new URL(emulator.url).port}`
  const dashboard = await Dashboard.open(chromium, url, `calls?status=4xx#token=${token}`)
  try {
    const { page } = dashboard
    assert.equal(page.url(), `${url}/_emulator/ui/calls?status=4xx`)
    await page.getByText('No call fits the filter.').waitFor()
    await page.reload()
    await dashboard.connection('live').waitFor()
    // Which browsers heed over HTTPS only.
    const heeded = dashboard.problems.filter((text) => !text.includes('Opener-Policy'))
    assert.deepEqual(heeded, [])
    const other = await page.context().newPage()
    await other.goto(`${url}/_emulator/ui/calls`)
    await other
      .getByRole('alert')
      .getByText(/Open the address that sms-emulator start prints/)
      .waitFor()
    assert.equal(await other.getByRole('button').count(), 0)
  } finally {
    await dashboard.close()
    await emulator.close()
  }
})
