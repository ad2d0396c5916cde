import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'

/** The page at `/_emulator/docs/`, as a developer uses it. */

type Check = (name: string, problems: readonly string[]) => void

type Opened = {
  page: Page
  /** What the browser complained of, and requests that left the emulator. */
  problems: string[]
}

/**
 * Opens the page in light and in dark, finds operations, and sends calls with the credentials that it fills in.
 *
 * @param url of the emulator, which has the tasks of fixtures/fleet.yaml
 */
export async function checkDocsPage(chromium: Browser, url: string, check: Check): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    const { page, problems } = await open(chromium, `${url}/_emulator/docs/`, scheme)
    check(`the page of the documents is ${scheme}`, await colorProblems(page, scheme))
    check(`${scheme}: it finds operations`, await searchProblems(page))
    const sent = scheme === 'light' ? await credentialProblems(page, url) : await listing(page)
    check(`${scheme}: it sends calls as a user`, sent)
    check(`${scheme}: labels can be read`, await contrastProblems(page))
    for (const document of ['control', 'sources', 'states', 'errors']) {
      await page.goto(`${url}/_emulator/docs/?document=${document}`)
      await page.locator('.opblock, .printed h1').first().waitFor()
      check(`${scheme}: ${document} is as wide as its window`, await widthProblems(page))
    }
    check(`${scheme}: it asks nobody else, and breaks no rule of its policy`, problems)
    await page.context().close()
  }
  check('its search looks into every tab', await tabProblems(chromium, url))
  check('it fills in bodies that work', await bodyProblems(chromium, url))
  check('it shows summaries and operationIds', await namingProblems(chromium, url))
  check('it asks for the control token where it has to', await tokenProblems(chromium, url))
}

async function open(chromium: Browser, url: string, colorScheme: 'light' | 'dark') {
  const context = await chromium.newContext({ colorScheme })
  const page = await context.newPage()
  const opened: Opened = { page, problems: [] }
  page.on('request', (request) => {
    if (!request.url().startsWith(`${new URL(url).origin}/`)) {
      opened.problems.push(`it asked ${request.url().slice(0, 100)}`)
    }
  })
  page.on('response', (answer) => {
    if (answer.status() >= 400) opened.problems.push(`${answer.status()} ${answer.url()}`)
  })
  page.on('pageerror', ({ message }) => opened.problems.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') opened.problems.push(message.text().slice(0, 200))
  })
  await page.goto(url)
  await page.locator('.opblock').first().waitFor()
  return opened
}

/** The parts whose colors are of a theme: each is as dark as the browser asks. */
async function colorProblems(page: Page, scheme: string): Promise<string[]> {
  const dark = await page.evaluate<Record<string, boolean>>(`
    Object.fromEntries(['body', '.bar', '.swagger-ui', '.opblock'].map((part) => {
      const { backgroundColor } = getComputedStyle(document.querySelector(part))
      return [part, backgroundColor.match(/\\d+/g).slice(0, 3).every((value) => value < 80)]
    }))`)
  return Object.entries(dark).flatMap(([part, isDark]) =>
    isDark === (scheme === 'dark') ? [] : [`${part} is ${isDark ? 'dark' : 'light'}`],
  )
}

/** What is typed, and operations that are then there or not. */
const searches: [phrase: string, found: string, hidden: string][] = [
  ['listtasks', 'ListTasks', 'RegisterServer'],
  ['/v3/vm/templates', 'CreateTemplate', 'ListTasks'],
  ['paravirtualization', 'RegisterServer', 'ShowConfig'],
]

async function searchProblems(page: Page): Promise<string[]> {
  const problems = []
  for (const [phrase, found, hidden] of searches) {
    await page.getByRole('searchbox', { name: 'Find operations' }).fill(phrase)
    await operation(page, hidden).waitFor({ state: 'detached' })
    if (!(await operation(page, found).isVisible())) problems.push(`${phrase}: no ${found}`)
  }
  await page.getByRole('searchbox').fill('')
  await operation(page, 'ShowConfig').waitFor()
  return problems
}

const operation = (page: Page, id: string) => page.locator(`[id$="-${id}"]`)

/** Sends an operation as the page has filled it in. */
async function sendingProblems(
  page: Page,
  id: string,
  status: number,
  part: RegExp,
): Promise<string[]> {
  const block = operation(page, id)
  await block.locator('.opblock-summary-control').click()
  await block.getByRole('button', { name: 'Execute' }).click()
  const answer = block.locator('.live-responses-table tbody')
  const got = (await answer.locator('.response-col_status').first().textContent()) ?? ''
  const body = (await answer.locator('.microlight').first().textContent()) ?? ''
  const note = (await page.locator('.note').textContent()) ?? ''
  return [
    ...(got.startsWith(String(status)) ? [] : [`${id} got ${got}`]),
    ...(part.test(body) ? [] : [body.slice(0, 200)]),
    ...(/developer of account emulator/.test(note) ? [] : [note]),
  ]
}

const listing = (page: Page) => sendingProblems(page, 'ListTasks', 200, /"count": [1-9]/)

/** Lists tasks, shows one of them, and logs in. */
async function credentialProblems(page: Page, url: string): Promise<string[]> {
  const list = await listing(page)
  const one = await sendingProblems(page, 'ShowTask', 200, /"sub_tasks"/)
  await page.goto(`${url}/_emulator/docs/?document=iam`)
  const login = await sendingProblems(page, 'KeystoneCreateToken', 201, /"developer"/)
  const shown = await sendingProblems(page, 'KeystoneValidateToken', 200, /"developer"/)
  const listed = await sendingProblems(page, 'KeystoneListProjects', 200, /"ap-southeast-1"/)
  return [...list, ...one, ...login, ...shown, ...listed]
}

/** The ratio of WCAG 2 between a label and what is behind it. */
async function contrastProblems(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    ['get', 'post', 'put', 'delete'].map((one) => '.opblock-' + one + ' .opblock-summary-method')
      .concat('.btn.execute', '.json-schema-2020-12-expand-deep-button')
      .flatMap((selector) => {
        const label = document.querySelector(selector)
        if (label === null) return []
        const light = (color) => {
          const [r, g, b] = color.match(/[\\d.]+/g).map((value) => {
            const part = value / 255
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
          })
          return 0.2126 * r + 0.7152 * g + 0.0722 * b
        }
        let behind = label
        while (/^rgba.*, 0\\)$/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement
        const [a, b] = [
          light(getComputedStyle(label).color),
          light(getComputedStyle(behind).backgroundColor),
        ].sort((one, other) => other - one)
        const ratio = (a + 0.05) / (b + 0.05)
        return ratio >= 4.5 ? [] : [selector + ': ' + ratio.toFixed(2)]
      })`)
}

/** Nothing but a table in its own box may be wider than a window of 900 pixels. */
async function widthProblems(page: Page): Promise<string[]> {
  const size = page.viewportSize()
  await page.setViewportSize({ width: 900, height: 800 })
  const width = await page.evaluate<number>('document.documentElement.scrollWidth')
  if (size) await page.setViewportSize(size)
  return width <= 900 ? [] : [`it is ${width} wide`]
}

/** The best comes first, other tabs are counted, and a link to one of them shows the rows that fit. */
async function tabProblems(chromium: Browser, url: string): Promise<string[]> {
  const { page } = await open(chromium, `${url}/_emulator/docs/`, 'light')
  const problems = []
  const search = page.getByRole('searchbox', { name: 'Find operations' })
  await search.fill('createtask')
  await operation(page, 'ListTasks').waitFor({ state: 'detached' })
  const first = await page.locator('.opblock').first().getAttribute('id')
  if (!first?.endsWith('-CreateTask')) problems.push(`first is ${first}`)
  await search.fill('nothing like it')
  await page.getByText('Nothing fits “nothing like it” here.').waitFor()
  await search.fill('SMS.7719')
  await page.getByRole('link', { name: /^Errors: \d/ }).click()
  await page.locator('.printed tbody tr[hidden]').first().waitFor({ state: 'attached' })
  const rows = await page.locator('.printed tbody tr:visible').allTextContents()
  if (rows.length === 0) problems.push('no row of SMS.7719')
  problems.push(...rows.filter((row) => !row.includes('SMS.7719')))
  await page.context().close()
  return problems
}

/** Sends operations whose bodies need ids that are there. */
async function bodyProblems(chromium: Browser, url: string): Promise<string[]> {
  const { page, problems } = await open(chromium, `${url}/_emulator/docs/`, 'light')
  for (const id of ['CreateTask', 'UpdateTaskStatus', 'DeleteTasks']) {
    problems.push(...(await sendingProblems(page, id, 200, /\{/)))
  }
  await page.context().close()
  return problems
}

type Operation = { operationId: string; summary?: string }

async function namingProblems(chromium: Browser, url: string): Promise<string[]> {
  const { page } = await open(chromium, `${url}/_emulator/docs/?document=control`, 'light')
  const paths: Record<string, Record<string, Operation>> = JSON.parse(
    readFileSync('openapi/control.json', 'utf8'),
  ).paths
  const printed = Object.values(paths).flatMap((methods) => Object.values(methods))
  const problems = []
  for (const { operationId, summary } of printed) {
    const line = operation(page, operationId).locator('.opblock-summary')
    const shown = (await line.textContent()) ?? ''
    // The browser may break a name into lines, at its joints.
    for (const text of [operationId, summary ?? '']) {
      if (!shown.replaceAll('\u200b', '').includes(text)) problems.push(`${text}: ${shown}`)
    }
  }
  const logos = await page.locator('img, a[href*="swagger"], .topbar').count()
  await page.context().close()
  return logos === 0 ? problems : [...problems, `${logos} logos`]
}

/** The browser is told what it would be from another machine. */
async function tokenProblems(chromium: Browser, url: string): Promise<string[]> {
  const context = await chromium.newContext()
  const page = await context.newPage()
  await page.route(/_emulator\/(accounts|credentials|tasks|sources|openapi)/, (route) =>
    route.request().headers()['x-emulator-token'] === 'known'
      ? route.continue()
      : route.fulfill({ status: 401, json: { error: { message: 'It needs its token.' } } }),
  )
  await page.goto(`${url}/_emulator/docs/`)
  await page.getByLabel('Control token').fill('known')
  await page.getByRole('button', { name: 'Use it' }).click()
  await operation(page, 'ListTasks').waitFor()
  const typed = await listing(page)

  const another = await context.newPage()
  await another.route(/_emulator\/accounts/, (route) => {
    const token = route.request().headers()['x-emulator-token'] ?? 'none'
    return route.fulfill({ json: { accounts: [{ name: token }] } })
  })
  await another.goto(`${url}/_emulator/docs/#token=printed`)
  await another.locator('option').waitFor({ state: 'attached' })
  const sent = await another.locator('option').first().textContent()
  const left = another.url()
  await context.close()
  return [
    ...typed,
    ...(sent === 'printed' ? [] : [`of #token=printed it sent ${sent}`]),
    ...(left.includes('token') ? [`the token stays in ${left}`] : []),
  ]
}
