import assert from 'node:assert/strict'
import { test } from './tools.ts'

/** What holds for every view. */

const looks = [
  'migrations/lin-05',
  'migrations/lin-11',
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
