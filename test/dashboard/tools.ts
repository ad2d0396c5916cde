import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import type { Browser } from 'playwright-core'
import { type Emulator, start } from '../../src/index.ts'
import { Dashboard, type View } from './page.ts'

/** What a test of the dashboard is: it has an emulator of its own, with the tasks of fixtures/fleet.yaml. */

export type Check = (name: string, problem: string | null) => void

export type Tools = {
  chromium: Browser
  emulator: Emulator
  /** @param url another way to the emulator. */
  open: (path?: string, view?: View, url?: string) => Promise<Dashboard>
}

const tests: [name: string, test: (tools: Tools) => Promise<void>][] = []
/** @param name what a person meets, as a fact. */
export const test = (name: string, run: (tools: Tools) => Promise<void>): void => {
  tests.push([name, run])
}

/** Only tests whose name contains this text. */
const only = process.argv[2] ?? ''

export async function runTests(chromium: Browser, check: Check): Promise<void> {
  for (const [name, run] of tests.filter(([one]) => one.includes(only))) {
    const problem = await runTest(chromium, run).then(
      () => null,
      (error: Error) =>
        `${error.message}\n${error.stack?.split('\n').find((line) => line.includes('test/dashboard')) ?? ''}`,
    )
    check(name, problem)
  }
}

async function runTest(chromium: Browser, run: (tools: Tools) => Promise<void>): Promise<void> {
  const emulator = await start({
    port: 0,
    clock: 'frozen',
    now: '2026-01-01T00:00:00Z',
    pace: 1,
    fixture: ['fixtures/fleet.yaml'],
  })
  const opened: Dashboard[] = []
  try {
    const open: Tools['open'] = async (path, view, url = emulator.url) => {
      const dashboard = await Dashboard.open(chromium, url, path, view)
      opened.push(dashboard)
      return dashboard
    }
    await run({ chromium, emulator, open })
    for (const { problems } of opened)
      assert.deepEqual(problems, [], 'what the browser complained of')
  } finally {
    for (const dashboard of opened) await dashboard.close()
    await emulator.close()
  }
}

/** An address of this machine that is not loopback; undefined without a network. */
export const own_address = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address

/** A task that copies, and the sub-task that does. */
export const task = 'lin-05'
export const copy = 'MIGRATE_LINUX_FILE'
