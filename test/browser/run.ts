import type { Browser, Page } from 'playwright-core'
import { type Attempt, attemptsOn } from './attempts.ts'
import { findChromium, startChromium } from './chromium.ts'
import { checkDocsPage } from './docs-page.ts'
import { startRecorderTarget } from './recorder.ts'
import { type Site, startSite } from './site.ts'
import { type Arrival, startTarget, type Target } from './target.ts'

/**
 * `npm test -- browser`: hostile pages in Chromium try every route, and the page of the documents works.
 *
 * Without Chromium it says so and does nothing; with `CI=true` that is a failure.
 */
const limit_s = 300

/** Names that Chromium takes for this machine: one that was bought, and one as Compose gives. */
const evil = 'evil.com'
const short = 'emulator'

let passed = 0
let failed = 0

function check(name: string, problems: readonly string[]): void {
  if (problems.length === 0) passed++
  else failed++
  console.log(`${problems.length === 0 ? 'ok' : 'not ok'} ${name}`)
  for (const problem of problems.slice(0, 5)) console.log(`  ${problem}`)
}

// Whoever is told to stop takes its children along.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** Ends the process, and by that whatever was left running. */
function finish(): never {
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}

async function run(command: string): Promise<void> {
  const site = await startSite()
  const friend = await startSite()
  const former = await startSite()
  const chromium = await startChromium(command, [evil, short])
  let target: Target | undefined
  try {
    // DNS rebinding: the name and port of the attacker's page turn out to be the emulator's.
    const rebound = await openPage(chromium, `http://${evil}:${former.port}/`)
    await former.close()
    target = await startTarget(former.port, `http://localhost:${friend.port}`)

    const attempts = attemptsOn(target.prey)
    for (const scene of await scenesOf(chromium, site, target, rebound)) {
      await play(scene, target, attempts)
    }
    await tryRecorder(chromium, site, target, attempts)
    await welcome(chromium, friend, target)
    await openFromElsewhere(chromium, site, target)
    await checkDocsPage(chromium, target.url, check)
    await bite(target, attempts)
  } finally {
    await chromium.close()
    await target?.stop()
    await Promise.all([site.close(), friend.close()])
  }
}

/** A page of its own, loaded. */
async function openPage(chromium: Browser, url: string): Promise<Page> {
  const page = await chromium.newPage()
  await page.goto(url)
  return page
}

/** A page, and the address by which it calls the emulator. */
type Scene = {
  name: string
  page: Page
  from: 'attack' | 'attackFromSandbox'
  at: string
  /** The page may read what it is told, as the browser takes the emulator for its own. */
  reads?: boolean
  /** The browser says nothing of itself in a GET to such a name. */
  silent?: boolean
}

async function scenesOf(
  chromium: Browser,
  site: Site,
  { url }: Target,
  rebound: Page,
): Promise<Scene[]> {
  const { port } = new URL(url)
  const foreign = await openPage(chromium, `http://${evil}:${site.port}/`)
  const neighbor = await openPage(chromium, `http://localhost:${site.port}/`)
  const [whole, framed] = ['attack', 'attackFromSandbox'] as const
  return [
    { name: 'another site', page: foreign, from: whole, at: url },
    { name: 'another port', page: neighbor, from: whole, at: `http://localhost:${port}` },
    { name: 'null origin', page: foreign, from: framed, at: url },
    { name: 'rebound', page: rebound, from: whole, at: `http://${evil}:${port}`, reads: true },
    { name: 'rebound, null origin', page: rebound, from: framed, at: `http://${evil}:${port}` },
    { name: 'short name', page: foreign, from: whole, at: `http://${short}:${port}`, silent: true },
  ]
}

/** What a page tried, and what it got to see. */
type Outcome = { way: string; n: number; seen: { status?: number; text: string } | null }

/** Lets a page try everything, and checks what came, what it saw, and that nothing has changed. */
async function play(scene: Scene, target: Target, attempts: Attempt[]): Promise<void> {
  const { name, page, from, at } = scene
  const before = await target.state()
  const task = [at, attempts, name].map((part) => JSON.stringify(part)).join(', ')
  const outcomes = await page.evaluate<Outcome[]>(`${from}(${task})`)
  const arrivals = await target.arrivals(name)

  const operationOf = ({ n }: { n: number }) => attempts[n]?.operation
  for (const [way, tried] of groupedByWay(outcomes)) {
    const came = arrivals.filter((arrival) => arrival.way === way)
    const numbers = new Set(came.map(({ n }) => n))
    const missing = tried.filter(({ n }) => !numbers.has(n))
    const admitted = came.filter((one) => one.status !== 403 && !isExcused(one, scene))
    const read = tried.filter(({ seen }) => seen && !(scene.reads && isRefusal(seen)))
    check(`${name}, ${way}: ${tried.length} routes, ${came.length} calls, no way in`, [
      ...missing.map((one) => `${operationOf(one)} was not called`),
      ...admitted.map((one) => `${operationOf(one)}: ${one.method} got ${one.status}`),
      ...read.map((one) => `${operationOf(one)} was read: ${one.seen?.text.slice(0, 200)}`),
    ])
  }
  const called = new Set(outcomes.map(({ n }) => n))
  check(`${name}: every route was tried`, called.size === attempts.length ? [] : ['not all'])
  check(`${name}: nothing has changed`, (await target.state()) === before ? [] : ['it has'])
}

/** The pages know even the secret of a recorder that may write: still no call of theirs is passed on. */
async function tryRecorder(
  chromium: Browser,
  site: Site,
  target: Target,
  attempts: Attempt[],
): Promise<void> {
  const { recorder, origin, secret, stop } = await startRecorderTarget(target.url)
  try {
    const { port } = new URL(origin)
    // What is let in does not depend on the operation: one of each method will do.
    const services = (['sms', 'iam'] as const).flatMap((surface) => {
      const ofService = attempts.filter((one) => one.surface === surface)
      const methods = new Set(ofService.map(({ method }) => method))
      return [...methods].flatMap((name) => ofService.find(({ method }) => method === name) ?? [])
    })
    const foreign = await openPage(chromium, `http://${evil}:${site.port}/`)
    const neighbor = await openPage(chromium, `http://localhost:${site.port}/`)
    const scenes = [
      { page: foreign, from: 'attack', host: '127.0.0.1' },
      { page: foreign, from: 'attackFromSandbox', host: '127.0.0.1' },
      { page: neighbor, from: 'attack', host: 'localhost' },
      { page: foreign, from: 'attack', host: evil },
      { page: foreign, from: 'attack', host: short },
    ]
    const before = await target.state()
    for (const { page, from, host } of scenes) {
      const name = `record at ${host}, ${from}`
      const known = services.map((one) => ({
        ...one,
        path: `/${secret}/${one.surface}${one.path}`,
      }))
      const refused = recorder.counts.refused
      const task = [`http://${host}:${port}`, known, name].map((part) => JSON.stringify(part))
      const outcomes = await page.evaluate<Outcome[]>(`${from}(${task.join(', ')})`)
      const arrivals = await target.arrivals(name)
      const read = outcomes.filter(({ seen }) => seen !== null)
      const came = recorder.counts.refused - refused
      check(`${name}: ${services.length} routes, ${came} calls, none passed on`, [
        ...arrivals.map(({ way, method }) => `${method} by ${way} was passed on`),
        ...read.map(({ way, seen }) => `${way} was read: ${seen?.text.slice(0, 200)}`),
        ...(came >= services.length ? [] : ['it was not called']),
      ])
    }
    check('record: nothing has changed', (await target.state()) === before ? [] : ['it has'])
    check('record: nothing was written', recorder.counts.written === 0 ? [] : ['it was'])
    const { status } = await fetch(`${recorder.endpoints.sms}/v3/tasks`)
    check('record: a client is let in', status === 200 ? [] : [`it got ${status}`])
  } finally {
    await stop()
  }
}

function groupedByWay(outcomes: Outcome[]): Map<string, Outcome[]> {
  const groups = new Map<string, Outcome[]>()
  for (const outcome of outcomes) {
    groups.set(outcome.way, [...(groups.get(outcome.way) ?? []), outcome])
  }
  return groups
}

/** A GET that looks like curl's: what it gets is opaque, and a GET changes nothing. */
const isExcused = ({ way, method }: Arrival, { silent = false }: Scene): boolean =>
  silent && method === 'GET' && !with_origin.includes(way)

/** By which a browser always says where a GET comes from. */
const with_origin = ['fetch cors', 'fetch cors, simple', 'events']

/** Nothing but that the emulator does not answer to that name. The answer to a HEAD has no text. */
const isRefusal = ({ status = 403, text }: { status?: number; text: string }): boolean =>
  status === 403 && (text === '' || (text.includes('--allow-host') && text.length < 400))

/** Whom the emulator does answer: its own page, and one that was listed. */
async function welcome(chromium: Browser, friend: Site, { url }: Target): Promise<void> {
  const { port } = new URL(url)
  for (const host of ['127.0.0.1', 'localhost', short]) {
    const docs = await openPage(chromium, `http://${host}:${port}/_emulator/docs/?document=control`)
    const shown = await tryItOut(docs, 'showClock')
    check(`the emulator's page at ${host} shows the clock`, /"frozen"/.test(shown) ? [] : [shown])
  }
  const page = await openPage(chromium, `http://localhost:${friend.port}/`)
  const call = (path: string, options: object) =>
    page.evaluate<string>(
      `fetch('http://localhost:${port}${path}', ${JSON.stringify(options)}).then((answer) => answer.text(), String)`,
    )
  const options = {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"pace":3}',
  }
  const told = await call('/_emulator/clock', options)
  check('a listed page sets the pace', told.includes('"pace":3') ? [] : [told])
}

/** A link on another page opens the dashboard, as one that was pasted does; no page shows it within itself. */
async function openFromElsewhere(chromium: Browser, site: Site, { url }: Target): Promise<void> {
  const dashboard = `${url}/_emulator/ui/credentials`
  const page = await openPage(chromium, `http://${evil}:${site.port}/`)
  const answered = page.waitForResponse(dashboard)
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement('iframe'), { src: '${dashboard}' }))`,
  )
  const framed = (await answered).status()
  check('no page frames the dashboard', framed === 403 ? [] : [`it got ${framed}`])
  await page.evaluate(`location.href = '${dashboard}'`)
  await page.getByRole('region', { name: 'Account emulator' }).waitFor()
  check('a link opens the dashboard', [])
  await page.close()
}

/** Opens an operation in the emulator's page and executes it. @returns what the page shows then */
async function tryItOut(docs: Page, operation: string): Promise<string> {
  const block = docs.locator(`[id$="-${operation}"]`).first()
  for (const button of ['.opblock-summary-control', '.execute']) {
    await block.locator(button).first().click()
  }
  return (await block.locator('.live-responses-table .microlight').first().textContent()) ?? ''
}

/** The same calls do something when a client makes them: what was tried is no blunt weapon. */
async function bite(target: Target, attempts: Attempt[]): Promise<void> {
  const send = ({ method, path, token, body }: Attempt, type: string) =>
    fetch(`${target.url}${path}`, {
      method,
      headers: { 'x-auth-token': token },
      body: new Blob([body], { type }),
    })
  const before = await target.state()
  const writing = attempts.filter(({ surface, method }) => surface === 'sms' && method !== 'GET')
  for (const attempt of writing) await send(attempt, 'application/json')
  const after = await target.state()
  check('a client of SMS changes what no page could', after === before ? ['it did not'] : [])

  // What a browser sends without asking first would do, too.
  for (const operation of ['loadFixture', 'reset']) {
    const attempt = attempts.find((one) => one.operation === operation)
    const status = attempt && (await send(attempt, '')).status
    check(`a client does ${operation} by a simple request`, status === 200 ? [] : [`${status}`])
  }
}

const command = findChromium()
if (command) {
  const late = setTimeout(() => {
    check(`all is over in ${limit_s} s`, ['it was not'])
    finish()
  }, limit_s * 1000)
  await run(command).catch((error: Error) => check('the suite comes to its end', [error.message]))
  clearTimeout(late)
  finish()
} else if (process.env.CI === 'true') {
  check('Chromium is there', ['it is not'])
  finish()
} else {
  console.log('Chromium is missing, so nothing was tried')
}
