import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import { type Fixture, linuxServer } from '../../src/index.ts'
import type { Dashboard } from './page.ts'
import { copy, type Tools, task, test } from './tools.ts'

/** How the timeline of a migration is read and reached: by eye, by pointer, by keys, in any colors. */

const at = (dashboard: Dashboard): string | null =>
  new URL(dashboard.page.url()).searchParams.get('at')

async function idOf({ emulator }: Pick<Tools, 'emulator'>, name: string): Promise<string> {
  const { tasks } = await emulator.client.tasks()
  return tasks.find((one) => one.name === name)?.id ?? ''
}

test('calls of one moment are one target as wide as a finger, which leads to the refused one', async ({
  emulator,
  open,
}) => {
  const headers = await emulator.headers()
  const path = `${emulator.url}/v3/tasks/${await idOf({ emulator }, task)}`
  await fetch(`${path}/action`, { method: 'POST', headers, body: '{"operation":"cutover"}' })
  for (let call = 0; call < 5; call++) await fetch(path, { headers })
  const dashboard = await open(`migrations/${task}`)
  const calls = dashboard.page.getByRole('link', { name: /^6 calls, 1 refused, / })
  await calls.waitFor()
  const { width = 0, height = 0 } = (await calls.boundingBox()) ?? {}
  assert.ok(width >= 24 && height >= 24, `${width} × ${height}`)
  const shapes = await calls
    .locator('path, circle')
    .evaluateAll((all) => all.map((one) => one.tagName))
  assert.deepEqual(shapes, ['circle', 'path'], 'the refused one is drawn last')
  await calls.click()
  await dashboard
    .region('Why')
    .getByText(/continuous sync/)
    .first()
    .waitFor()
  assert.match(dashboard.page.url(), /\?q=/)
})

test('idle time is shown in full and narrow again, and the address says which', async ({
  open,
}) => {
  const dashboard = await open('migrations/lin-11')
  const idle = dashboard.button(/^Nothing is at work for 1 h/)
  const width = async () => (await idle.boundingBox())?.width ?? 0
  const narrow = await width()
  await idle.click()
  await dashboard.page.locator('[aria-expanded="true"]').waitFor()
  assert.ok((await width()) > 3 * narrow)
  await dashboard.page.reload()
  await dashboard.page.locator('[aria-expanded="true"]').waitFor()
  await idle.focus()
  await dashboard.page.keyboard.press('Enter')
  await dashboard.page.locator('[aria-expanded="false"]').waitFor()
  assert.equal(await width(), narrow)
  assert.equal(new URL(dashboard.page.url()).search, '')
})

test('the line of now is dragged from anywhere, moved by arrows, and Esc leads back', async ({
  emulator,
  open,
}) => {
  const before = await emulator.client.clock.get()
  const dashboard = await open(`migrations/${task}`)
  const { page } = dashboard
  const flag = await page.getByRole('slider').boundingBox()
  const line = await page.locator('.grip').boundingBox()
  if (!flag || !line) throw new Error('no line of now')
  const x = flag.x + flag.width / 2
  const y = line.y + line.height - 30
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x - 100, y, { steps: 3 })
  await page.mouse.up()
  await page.getByText(/A look at the past/).waitFor()
  const dragged = Number(at(dashboard))
  await page.getByRole('slider').focus()
  await page.keyboard.press('ArrowLeft')
  assert.ok(Number(at(dashboard)) < dragged)
  await page.keyboard.press('End')
  await page.getByText(/A look at the future/).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Escape')
  assert.notEqual(at(dashboard), null, 'what is open is closed first')
  await page.keyboard.press('Escape')
  await dashboard.region('What a client sees now').waitFor()
  assert.equal(at(dashboard), null)
  assert.deepEqual(await emulator.client.clock.get(), before)
})

test('the menu of a bar is used by keys alone, and shows what the focused item does', async ({
  emulator,
  open,
}) => {
  const dashboard = await open(`migrations/${task}`)
  const { keyboard } = dashboard.page
  const bar = dashboard.planned(copy)
  const focused = (one: Locator) =>
    one.evaluate((element) => element === element.ownerDocument.activeElement)
  const shows = (text: string | RegExp) =>
    dashboard.page.locator('.menu pre', { hasText: text }).waitFor()
  await bar.focus()
  await keyboard.press('Enter')
  await shows(/clock advance --task lin-05 .* --percent 7\d/)
  await keyboard.press('ArrowUp')
  await shows('agent_lost:')
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowDown')
  await shows(/^name: lin-05 fails/)
  await keyboard.press('ArrowDown')
  await shows('stall:')
  assert.deepEqual(await dashboard.accessibilityProblems(), [])
  await keyboard.press('Escape')
  await dashboard.page.locator('.menu').waitFor({ state: 'detached' })
  assert.ok(await focused(bar), 'the bar has the focus again')
  await keyboard.press('Space')
  const menu = dashboard.page.getByRole('menu')
  const percent = Number(/at (\d+) %/.exec((await menu.getAttribute('aria-label')) ?? '')?.[1])
  await keyboard.press('ArrowRight')
  await keyboard.press('Enter')
  await dashboard
    .row(task)
    .getByText(`${copy} ${percent + 1} %`)
    .waitFor()
  assert.ok((await emulator.client.clock.get()).now_ms > Date.parse('2026-01-01T00:00:00Z'))
})

test('the detail moves time to what comes next, and to the end', async ({ emulator, open }) => {
  const dashboard = await open(`migrations/${task}`)
  await dashboard.page.getByText('done in').waitFor()
  await dashboard.button(`Advance until ${copy} ends in 4 min 29 s`).click()
  await dashboard.button(/^Advance until CONFIGURE_LINUX_FILE ends/).waitFor()
  await dashboard.button(/^Until MIGRATE_SUCCESS in /).click()
  await dashboard.becomes('MIGRATE_SUCCESS')
  const { tasks } = await emulator.client.tasks()
  assert.equal(tasks.find(({ name }) => name === task)?.state, 'MIGRATE_SUCCESS')
})

test('a loss of the agent that is planned is told as what will happen', async ({ open }) => {
  const dashboard = await open(`migrations/${task}`)
  await dashboard.at(copy, 70, 'Lose the agent here')
  await dashboard.page.getByText(/^agent lost at 70 % in .*, does not return$/).waitFor()
  assert.equal(await dashboard.page.getByText('done in').count(), 0)
})

test('what changed in the response is marked for some seconds', async ({ emulator, open }) => {
  const dashboard = await open(`migrations/${task}`)
  await dashboard.region('What a client sees now').getByText('"RUNNING"').waitFor()
  await emulator.client.clock.advance({ by: '5s' })
  const mark = dashboard.page.locator('.json mark').first()
  await mark.waitFor()
  const faded = await dashboard.page.evaluate<string>(`(() => {
    const mark = document.querySelector('.json mark')
    for (const animation of mark.getAnimations()) animation.finish()
    return getComputedStyle(mark).backgroundColor
  })()`)
  assert.equal(faded, 'rgba(0, 0, 0, 0)')
})

test('in forced colors and without motion past, planned and failed differ by shape', async ({
  emulator,
  open,
}) => {
  await emulator.client.scenarios.add(
    `name: broken\nmatch: { source: lin-05-* }\nthen: { fail: { at: ${copy}, percent: 63 } }`,
  )
  const dashboard = await open('')
  await dashboard.page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  await dashboard.go(`migrations/${task}`)
  await dashboard.page.locator('.failure').waitFor()
  const look = (selector: string) =>
    dashboard.page.evaluate<{ fill: string; stroke: string; isDashed: boolean }>(`(() => {
      const { fill, stroke, strokeDasharray } =
        getComputedStyle(document.querySelector('.timeline ${selector}'))
      return { fill, stroke, isDashed: strokeDasharray !== 'none' }
    })()`)
  const past = await look('.bar:not(.planned)')
  const planned = await look('.bar.planned')
  const failure = await look('.failure')
  assert.notEqual(planned.fill, planned.stroke, 'a planned bar has a border')
  assert.ok(planned.isDashed && !past.isDashed)
  assert.notEqual(past.fill, planned.fill)
  assert.notEqual(failure.stroke, planned.fill)
  await dashboard.page
    .locator('.timeline')
    .getByText(/fails at 63 %/)
    .waitFor()
})

/** Twenty tasks that copy, and nothing else that happens for minutes. */
async function startCopies({ emulator }: Pick<Tools, 'emulator'>): Promise<void> {
  const names = Array.from({ length: 20 }, (_, index) => `copy-${String(index).padStart(2, '0')}`)
  await emulator.client.fixtures.load({
    accounts: [
      {
        name: 'copies',
        sources: names.map((name) => linuxServer({ name })),
        tasks: names.map((name) => ({
          ...{ source: name, name },
          steps: ['start', { until: { subtask: copy, percent: 41 } }],
        })),
      },
    ],
  } as Fixture)
}

test('twenty bars move as the clock flows without a request, and nothing is built anew', async ({
  emulator,
  open,
}) => {
  await startCopies({ emulator })
  const { clock } = emulator.client.account('copies')
  const dashboard = await open('migrations/copy-05?account=copies')
  const { page } = dashboard
  await dashboard.row('copy-05').getByText(`${copy} 41 %`).waitFor()
  await clock.set({ mode: 'flowing' })
  await dashboard.region(/^What a client saw at/).waitFor()
  await dashboard.row('copy-05').getByText(`${copy} 42 %`).waitFor()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  const { built, changed } = await page.evaluate<Record<string, number>>(`
    new Promise((resolve) => {
      let built = 0, changed = 0, frames = 0
      const observer = new MutationObserver((all) => {
        for (const { addedNodes } of all) addedNodes.length > 0 ? built++ : changed++
      })
      observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
      const frame = () => {
        if (++frames < 240) return requestAnimationFrame(frame)
        observer.disconnect()
        resolve({ built, changed })
      }
      requestAnimationFrame(frame)
    })`)
  await dashboard
    .row('copy-05')
    .getByText(/4[3-9] %/)
    .waitFor()
  await dashboard
    .row('copy-00')
    .getByText(/4[3-9] %/)
    .waitFor()
  assert.deepEqual(asked, [], 'what was asked')
  assert.ok((changed ?? 0) > 0, 'something moves')
  assert.ok((built ?? 0) < 24, `${built} parts were built in 240 frames`)
  await clock.set({ mode: 'frozen' })
  await dashboard.region('What a client sees now').waitFor()
  const [, shown] = /(\d+) %/.exec((await dashboard.row('copy-05').textContent()) ?? '') ?? []
  const { tasks } = await emulator.client.account('copies').tasks({ task: 'copy-05' })
  assert.equal(Number(shown), tasks[0]?.percent)
})
