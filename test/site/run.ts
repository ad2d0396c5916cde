import { execSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { findChromium, startChromium } from '../browser/chromium.ts'

/**
 * `npm test -- site`: the site of the pages: its build, its links, its search, its documents.
 *
 * Without Chromium it says so and does the rest; with `CI=true` that is a failure.
 */

const folder = '.build/site'
const origin = 'http://localhost'
const base = '/emulator/'

let passed = 0
let failed = 0

async function check(name: string, problemsOf: () => Promise<string[]> | string[]): Promise<void> {
  let problems: string[]
  try {
    problems = await problemsOf()
  } catch (error) {
    problems = [String(error)]
  }
  if (problems.length === 0) passed++
  else failed++
  console.log(`${problems.length === 0 ? 'ok' : 'not ok'} ${name}`)
  for (const problem of problems.slice(0, 10)) console.log(`  ${problem}`)
}

/** The file that a server answers with to a path of the site. */
function fileAt(pathname: string): string | undefined {
  const path = decodeURIComponent(pathname.slice(base.length))
  const names = path === '' || path.endsWith('/') ? [`${path}index.html`] : [path, `${path}.html`]
  return names.find((name) => existsSync(join(folder, name)))
}

/** What is wrong with the links in the HTML of the site. */
function deadLinks(): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const pages = new Map(
    files
      .filter((file) => file.endsWith('.html'))
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  )
  const problems = new Set(pages.size > 100 ? [] : [`there are only ${pages.size} pages`])
  for (const [file, html] of pages) {
    for (const [, href = ''] of html.matchAll(/href="([^"]*)"/g)) {
      const url = new URL(href.replaceAll('&amp;', '&'), new URL(file, `${origin}${base}`))
      if (url.origin !== origin) continue
      const target = fileAt(url.pathname)
      const heading = decodeURIComponent(url.hash.slice(1))
      if (target === undefined) problems.add(`${file} leads to ${href}, which is not there`)
      else if (heading !== '' && !pages.get(target)?.includes(`id="${heading}"`)) {
        problems.add(`${file} leads to ${href}, and there is no such heading`)
      }
    }
  }
  return [...problems]
}

/** What is wrong with what a reader does. */
async function look(page: Page): Promise<string[]> {
  const problems: string[] = []
  page.on('pageerror', ({ message }) => problems.push(message))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  await page.route(`${origin}/**`, async (route) => {
    const file = fileAt(new URL(route.request().url()).pathname)
    await route.fulfill(file ? { path: join(folder, file) } : { status: 404 })
  })
  await page.goto(`${origin}${base}`)
  await page.getByRole('button', { name: 'Search' }).first().click()
  await page.getByRole('searchbox').fill('advance until')
  await page.locator('.result', { hasText: 'The control API' }).first().click()
  await page.waitForURL('**/docs/control-api**')

  const menu = page.locator('.VPNavBarMenu .VPFlyout', { hasText: 'OpenAPI' })
  const addresses = await menu.locator('a').evaluateAll((links) => links.map(String))
  if (addresses.length < 4) problems.push(`the menu has ${addresses.length} documents`)
  for (const address of addresses) {
    await page.goto(address)
    await page.locator('.opblock').first().waitFor()
  }
  return problems
}

await check('it can be built', () => {
  execSync('npm run site', { stdio: ['ignore', 'inherit', 'inherit'] })
  return []
})
await check('every link leads to a page, and to a heading that it has', deadLinks)
const command = findChromium()
if (command) {
  const chromium = await startChromium(command, [])
  const page = await chromium.newPage()
  page.setDefaultTimeout(120_000)
  await check('its search finds a page, and its OpenAPI documents show their operations', () =>
    look(page),
  )
  await chromium.close()
} else if (process.env.CI === 'true') {
  await check('Chromium is there', () => ['it is not'])
} else {
  console.log('Chromium is missing, so the search and the OpenAPI documents were not tried')
}
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
