import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Locator, Page } from 'playwright-core'

/** How long something may take to be there, on a busy machine. */
const patience_ms = 15_000

/** The dashboard as a person uses it: found by the names that a screen reader says, waited for, never slept for. */
export class Dashboard {
  readonly page: Page
  /** What the browser complained of, and requests that left the emulator. */
  readonly problems: string[] = []
  readonly #url: string

  private constructor(page: Page, url: string) {
    this.page = page
    this.#url = url
    page.on('request', (request) => {
      if (!request.url().startsWith(`${url}/`) && !request.url().startsWith('data:'))
        this.problems.push(`it asked ${request.url().slice(0, 100)}`)
    })
    page.on('pageerror', ({ message }) => this.problems.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text().slice(0, 200))
    })
  }

  /** @param path below `/_emulator/ui/`. */
  static async open(
    chromium: Browser,
    url: string,
    path = '',
    { scheme = 'light', width = 1440, height = 900 }: View = {},
  ): Promise<Dashboard> {
    const context = await chromium.newContext({
      colorScheme: scheme,
      viewport: { width, height },
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    context.setDefaultTimeout(patience_ms)
    const dashboard = new Dashboard(await context.newPage(), url)
    await dashboard.go(path)
    return dashboard
  }

  /** Goes to an address of the page and waits until it is live. */
  async go(path: string): Promise<void> {
    await this.page.goto(`${this.#url}/_emulator/ui/${path}`)
    await this.connection('live').waitFor()
  }

  close(): Promise<void> {
    return this.page.context().close()
  }

  connection(state: 'live' | 'reconnecting'): Locator {
    return this.page.locator('.connection', { hasText: new RegExp(`^${state}$`) })
  }

  button(name: string | RegExp, state: 'enabled' | 'disabled' | null = null): Locator {
    const button = this.page.getByRole('button', { name, exact: typeof name === 'string' })
    return state === null ? button : button.and(this.page.locator(`:${state}`))
  }

  /** The row of a task in the list. */
  row(name: string): Locator {
    return this.page.locator('.row', { has: this.page.getByText(name, { exact: true }) })
  }

  /** The part of the page with this name. */
  region(name: string | RegExp): Locator {
    return this.page.getByRole('region', { name })
  }

  /** What a screen reader says of the bars of a sub-task, such as `MIGRATE_LINUX_FILE: 41 %, ends 00:04:29`. */
  async bar(subtask: string): Promise<string> {
    const bar = this.page.getByRole('img', { name: new RegExp(`^${subtask}: `) })
    return (await bar.getAttribute('aria-label')) ?? ''
  }

  /** The planned part of a sub-task. */
  planned(subtask: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${subtask}, planned`) })
  }

  /** Clicks a planned bar where the sub-task has done this percent, and chooses from the menu. */
  async at(subtask: string, percent: number, choice: string): Promise<void> {
    const bar = this.planned(subtask)
    await bar.focus()
    await this.page.keyboard.press('Enter')
    const menu = this.page.getByRole('menu')
    await menu.waitFor()
    const box = await bar.boundingBox()
    const done = /(\d+) %/.exec(await this.bar(subtask))?.[1]
    if (!box || done === undefined) throw new Error(`${subtask} has no planned bar`)
    await this.page.keyboard.press('Escape')
    const share = (percent - Number(done)) / (100 - Number(done))
    await this.page.mouse.click(box.x + box.width * share, box.y + box.height / 2)
    await menu.getByRole('menuitem', { name: choice, exact: true }).click()
  }

  /** What the clock shows, as ISO 8601. */
  async now(): Promise<string> {
    return (await this.page.locator('.clock time').getAttribute('datetime')) ?? ''
  }

  /** The state of the chosen task. */
  get state(): Locator {
    return this.page.locator('h1 .state')
  }

  /** Waits until the state of the chosen task is this. */
  async becomes(state: string): Promise<void> {
    await this.page.locator('h1 .state', { hasText: new RegExp(`^${state}$`) }).waitFor()
  }

  /** How the first element of a selector looks: a property of its style. @param part such as `::before`. */
  styleOf(selector: string, property: string, part = ''): Promise<string> {
    return this.page.evaluate<string>(
      `getComputedStyle(document.querySelector(${JSON.stringify(selector)}), '${part}').${property}`,
    )
  }

  /** What axe finds wrong: rules with the places that break them. */
  async accessibilityProblems(): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze()
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ html }) => html.slice(0, 120))
          .join(' | ')}`,
    )
  }
}

/** How the page is looked at. */
export type View = { scheme?: 'light' | 'dark'; width?: number; height?: number }
