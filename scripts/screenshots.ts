import { start } from '../src/index.ts'
import { findChromium, startChromium } from '../test/browser/chromium.ts'
import { buildServer, takeAsTarget } from '../test/dashboard/cloud.ts'
import { Dashboard } from '../test/dashboard/page.ts'

/**
 * `node --import tsx scripts/screenshots.ts`: the pictures of the dashboard in README and docs, docs/pictures/dashboard-*.png, from
 * fixtures/fleet.yaml. With a folder as its argument, every view in light and dark, wide and narrow, to be looked at.
 */

const now = '2026-01-01T00:00:00Z'
const views = [
  'migrations/lin-05',
  'migrations/lin-11',
  'servers',
  'servers/lin-05-target',
  'calls',
  'failures',
  'snapshots',
  'coverage',
  'credentials',
]

const [folder] = process.argv.slice(2)
const command = findChromium()
if (!command) throw new Error('Chromium is missing.')
const chromium = await startChromium(command, [])
const emulator = await start({
  port: 0,
  clock: 'frozen',
  now,
  pace: 1,
  fixture: ['fixtures/fleet.yaml'],
})
try {
  await meetSomething()
  if (folder !== undefined) await haveServers()
  if (folder === undefined) {
    for (const scheme of ['light', 'dark'] as const)
      await shoot('migrations/lin-05', `docs/pictures/dashboard-${scheme}.png`, { scheme })
  } else {
    for (const scheme of ['light', 'dark'] as const)
      for (const width of [1440, 900])
        for (const view of views)
          await shoot(view, `${folder}/${view.replace('/', '-')}-${scheme}-${width}.png`, {
            scheme,
            width,
          })
  }
} finally {
  await chromium.close()
  await emulator.close()
}

/** A client that polls, and asks for something that is refused. */
async function meetSomething(): Promise<void> {
  const { client, url } = emulator
  const headers = await emulator.headers()
  const { tasks } = await client.tasks()
  const path = `${url}/v3/tasks/${tasks.find(({ name }) => name === 'lin-05')?.id}`
  for (const minutes of [1, 1, 1]) {
    await fetch(path, { headers })
    await client.clock.advance({ by: `${minutes}m` })
  }
  await fetch(`${path}/action`, { method: 'POST', headers, body: '{"operation":"cutover"}' })
  await client.clock.advance({ by: '20s' })
  await client.scenarios.add(
    'name: one partition cannot be copied\nmatch: { task: win-19 }\nthen: { fail: { at: MIGRATE_*, percent: 63, code: SMS.1807 } }',
  )
  await client.faults.add({ match: { operation: 'ListTasks' }, effect: { status: 503 } })
  await client.snapshots.save('before-the-launch')
  for (let call = 0; call < 24; call++) await fetch(path, { headers })
}

/** One that is built already, one that a migration moves, one that is built now. */
async function haveServers(): Promise<void> {
  await buildServer(emulator, 'web-1-target')
  await takeAsTarget(emulator, 'lin-05')
  await emulator.client.clock.advance({ by: '30s' })
  await buildServer(emulator, 'web-2-target')
}

async function shoot(
  view: string,
  path: string,
  look: { scheme: 'light' | 'dark'; width?: number },
): Promise<void> {
  const dashboard = await Dashboard.open(chromium, emulator.url, view, look)
  await dashboard.page
    .locator(view.startsWith('migrations') ? '.json' : '.card, .choose')
    .first()
    .waitFor()
  await dashboard.page.screenshot({ path })
  await dashboard.close()
}
