import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { endGroup, isThere } from '../sdk/child.ts'

/**
 * Chromium without a window, spoken to by its DevTools protocol over two pipes: JSON with a zero
 * byte at the end, which needs no package, no port, and no WebSocket (Node 20 has none).
 */
export type Chromium = {
  /** A page of its own, loaded. */
  open(url: string): Promise<Page>
  close(): Promise<void>
}

export type Page = {
  /** The value of an expression, or of the promise that it is. @throws Error with the page's words. */
  evaluate<Value>(expression: string): Promise<Value>
}

/** How Chromium may be called here; Debian's name first. */
const commands = ['chromium', 'chromium-browser', 'google-chrome']

/** @returns undefined where there is none. */
export async function findChromium(): Promise<string | undefined> {
  for (const command of commands) if (await isThere(command, '--version')) return command
  return undefined
}

/** @param names that are to mean this machine; every other name is unknown, so that nothing leaves it. */
export function startChromium(command: string, names: readonly string[]): Chromium {
  const profile = mkdtempSync(join(tmpdir(), 'sms-emulator-browser-'))
  const rules = [
    ...names.map((name) => `MAP ${name} 127.0.0.1`),
    ...['MAP * ~NOTFOUND', 'EXCLUDE localhost', 'EXCLUDE 127.0.0.1'],
  ]
  const child = spawn(
    command,
    [
      ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-dev-shm-usage', '--disable-background-networking', '--disable-sync'],
      ...['--disable-component-update', '--disable-renderer-backgrounding'],
      ...['--disable-background-timer-throttling', '--no-proxy-server'],
      // Not all browsers ask before a page may call this machine: the emulator has to do without.
      '--disable-features=LocalNetworkAccessChecks',
      `--host-resolver-rules=${rules.join(', ')}`,
      `--user-data-dir=${profile}`,
      '--remote-debugging-pipe',
      'about:blank',
    ],
    { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  )
  const kill = (): void => endGroup(child.pid)
  process.once('exit', kill)
  const send = devtoolsOf(child)
  return {
    open: (url) => openPage(send, url),
    close: async () => {
      const closed = new Promise((resolve) => child.once('close', resolve))
      kill()
      if (child.exitCode === null && child.signalCode === null) await closed
      process.off('exit', kill)
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

type Answer = Record<string, unknown>
type Message = { id?: number; result?: Answer; error?: { message: string } }
type Send = (method: string, params?: object, sessionId?: string) => Promise<Answer>

function devtoolsOf(child: ChildProcess): Send {
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable]
  const calls = new Map<number, (message: Message) => void>()
  let rest = ''
  output.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0')
    rest = messages.pop() ?? ''
    for (const message of messages.map((json): Message => JSON.parse(json))) {
      if (message.id !== undefined) calls.get(message.id)?.(message)
    }
  })
  // What could not be written is told by the end of the process.
  input.on('error', () => undefined)
  child.on('error', () => undefined)
  child.once('close', () => {
    for (const answer of calls.values()) answer({ error: { message: 'Chromium ended' } })
  })
  let last = 0
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++last
      calls.set(id, ({ result = {}, error }) => {
        calls.delete(id)
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result)
      })
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
}

/** The answer to a navigation comes once the page is there; what it loads follows. */
const loaded = `new Promise((resolve) => {
  if (document.readyState === 'complete') resolve()
  else window.addEventListener('load', () => resolve())
})`

async function openPage(send: Send, url: string): Promise<Page> {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  const attached = await send('Target.attachToTarget', { targetId, flatten: true })
  const sessionId = String(attached.sessionId)
  const evaluate = async <Value>(expression: string) => {
    const options = { expression, awaitPromise: true, returnByValue: true }
    const answer = await send('Runtime.evaluate', options, sessionId)
    const { result, exceptionDetails } = answer as {
      result: { value: Value }
      exceptionDetails?: { text: string; exception?: { description?: string } }
    }
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    }
    return result.value
  }
  const { errorText } = await send('Page.navigate', { url }, sessionId)
  if (errorText) throw new Error(`${url}: ${errorText}`)
  await evaluate(loaded)
  return { evaluate }
}
