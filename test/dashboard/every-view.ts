import assert from 'node:assert/strict'
import { test } from './tools.ts'

/** What holds for every view. */

const looks = [
  'migrations/lin-05',
  'migrations/lin-11',
  'servers',
  'calls',
  'failures',
  'snapshots',
  'coverage',
  'credentials',
] as const

for (const scheme of ['light', 'dark'] as const)
  test(`every view is accessible, ${scheme}`, async ({ open }) => {
    const dashboard = await open('', { scheme })
    for (const path of looks) {
      await dashboard.go(path)
      await dashboard.page.locator('main').waitFor()
      assert.deepEqual(await dashboard.accessibilityProblems(), [], path)
    }
  })

test('at 900 pixels nothing is cut off', async ({ open }) => {
  const dashboard = await open('', { width: 900 })
  for (const path of looks) {
    await dashboard.go(path)
    await dashboard.page.locator('main').waitFor()
    const wide = await dashboard.page.evaluate<number>('document.documentElement.scrollWidth')
    assert.ok(wide <= 900, `${path} is ${wide} wide`)
  }
})

test('in forced colors every view is accessible, and what is chosen and each state is seen', async ({
  emulator,
  open,
}) => {
  await fetch(`${emulator.url}/v3/tasks`, { headers: await emulator.headers() })
  const dashboard = await open('')
  const { page } = dashboard
  await page.emulateMedia({ forcedColors: 'active' })
  for (const path of looks.filter((one) => !one.startsWith('migrations/'))) {
    await dashboard.go(path)
    await page.locator('main').waitFor()
    assert.deepEqual(await dashboard.accessibilityProblems(), [], path)
  }
  await dashboard.go('migrations')
  await dashboard.row('lin-05').waitFor()
  // Backgrounds are taken away, so that only borders and outlines are left to be seen.
  assert.equal(await dashboard.styleOf('.row .state.running', 'borderTopWidth', '::before'), '4px')
  assert.equal(await dashboard.styleOf('.row .state.hollow', 'borderTopWidth', '::before'), '2px')
  assert.equal(await dashboard.styleOf('.connection', 'borderTopWidth', '::before'), '4px')
  for (const chosen of ['.row[aria-current]', '.chip[aria-pressed="true"]'])
    assert.equal(await dashboard.styleOf(chosen, 'outlineStyle'), 'solid', chosen)
  await page.keyboard.press('Control+k')
  assert.equal(
    await dashboard.styleOf('[role="option"][aria-selected="true"]', 'outlineStyle'),
    'solid',
  )
})

test('no view asks another machine or breaks the policy of the page, and either would be seen', async ({
  open,
}) => {
  const dashboard = await open('')
  const { page, problems } = dashboard
  for (const path of looks) {
    await dashboard.go(path)
    await page.locator('main').waitFor()
  }
  assert.deepEqual(problems, [])
  const documents = page.getByRole('link', { name: 'API docs' })
  assert.equal(await documents.getAttribute('href'), '/_emulator/docs/')
  const told = page.waitForEvent('console')
  await page.evaluate("fetch('https://elsewhere.example/').catch(() => {})")
  assert.match((await told).text(), /Content Security Policy/)
  assert.ok(problems.length > 0)
  problems.length = 0
})
