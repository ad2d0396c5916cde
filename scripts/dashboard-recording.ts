import { writeFileSync } from 'node:fs'
import gifenc from 'gifenc'
import { PNG } from 'pngjs'
import { start } from '../src/index.ts'
import { findChromium, startChromium } from '../test/browser/chromium.ts'
import { Dashboard } from '../test/dashboard/page.ts'

/**
 * `node --import tsx scripts/dashboard-recording.ts`: docs/pictures/dashboard.gif, a migration that is moved to 63 % by a
 * click, broken further on, and started again.
 */

const size = { width: 1180, height: 640 }
const colors_max = 96
const task = 'lin-05'
const copy = 'MIGRATE_LINUX_FILE'

const command = findChromium()
if (!command) throw new Error('Chromium is missing.')
const chromium = await startChromium(command, [])
const now = '2026-01-01T00:00:00Z'
const fixture = ['fixtures/fleet.yaml']
const emulator = await start({ port: 0, clock: 'frozen', now, pace: 1, fixture })
const gif = gifenc.GIFEncoder()
try {
  const dashboard = await Dashboard.open(chromium, emulator.url, `migrations/${task}`, size)
  await dashboard.becomes('RUNNING')
  await keep(dashboard, 1500)
  await dashboard.at(copy, 63, 'Advance to here')
  await dashboard.row(task).getByText(`${copy} 63 %`).waitFor()
  await keep(dashboard, 2000)
  await dashboard.at(copy, 80, 'Fail here')
  await dashboard.page.getByText('1 scenario ·').waitFor()
  await keep(dashboard, 2000)
  await dashboard.button('Until idle').click()
  await dashboard.becomes('MIGRATE_FAIL')
  await keep(dashboard, 2000)
  await dashboard.button('Start').click()
  await dashboard.becomes('RUNNING')
  await keep(dashboard, 1500)
  await dashboard.button('Until idle').click()
  await dashboard.becomes('MIGRATE_SUCCESS')
  await keep(dashboard, 2500)
  await dashboard.close()
} finally {
  await chromium.close()
  await emulator.close()
}
gif.finish()
writeFileSync('docs/pictures/dashboard.gif', gif.bytes())

/** Adds what is seen now. @param delay how long it is shown, in milliseconds. */
async function keep({ page }: Dashboard, delay: number): Promise<void> {
  const { data, width, height } = PNG.sync.read(await page.screenshot())
  const palette = gifenc.quantize(data, colors_max)
  gif.writeFrame(gifenc.applyPalette(data, palette), width, height, { palette, delay })
}
