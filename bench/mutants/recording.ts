import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Which compiled code each file of tests runs, as V8 recorded it. */

type Range = { startOffset: number; endOffset: number; count: number }
type Script = { url: string; functions: { ranges: Range[] }[] }

/** A file of tests that passes: how long it takes, and the ranges of each compiled file, one list for each process. */
export type Recorded = { test: string; ms: number; scripts: Map<string, Range[][]> }

export type Outcome = { passed: boolean; ms: number; timed_out: boolean; output: string }

/**
 * Runs a compiled file of tests in a folder, in a process group of its own.
 *
 * @param limit_ms when it is ended, with what it started.
 */
export function runTest(
  folder: string,
  test: string,
  limit_ms: number,
  environment: Record<string, string> = {},
): Promise<Outcome> {
  const began = performance.now()
  const child = spawn(process.execPath, ['--import=./.build/test/handles.js', test], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TAP_BAIL: '1', ...environment },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-20_000)
    })
  }
  return new Promise((resolve) => {
    let timed_out = false
    const end = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // The whole group has ended.
      }
    }
    const timer = setTimeout(() => {
      timed_out = true
      end()
    }, limit_ms)
    child.once('exit', (code) => {
      clearTimeout(timer)
      end()
      resolve({ passed: code === 0, ms: performance.now() - began, timed_out, output })
    })
  })
}

/** Runs a file of tests and records what it executes. @returns undefined when it does not pass */
export async function record(folder: string, test: string): Promise<Recorded | undefined> {
  const coverage = mkdtempSync(join(tmpdir(), 'sms-emulator-coverage-'))
  try {
    const environment = { NODE_V8_COVERAGE: coverage }
    const { passed, ms } = await runTest(folder, test, 180_000, environment)
    if (!passed) return undefined
    const scripts = new Map<string, Range[][]>()
    for (const name of readdirSync(coverage)) readCoverage(join(coverage, name), folder, scripts)
    return { test, ms, scripts }
  } finally {
    rmSync(coverage, { recursive: true, force: true })
  }
}

function readCoverage(path: string, folder: string, scripts: Map<string, Range[][]>): void {
  let found: Script[]
  try {
    found = JSON.parse(readFileSync(path, 'utf8')).result
  } catch {
    // A process that a test has killed leaves half a file.
    return
  }
  const own = join(folder, '.build/src/')
  for (const { url, functions } of found) {
    const file = url.startsWith('file:') ? fileURLToPath(url) : ''
    if (!file.startsWith(own)) continue
    const ranges = functions.flatMap((each) => each.ranges)
    const name = file.slice(folder.length + 1)
    scripts.set(name, [...(scripts.get(name) ?? []), ranges])
  }
}

/** Whether a place was executed: the smallest range around it has a count. */
function isExecuted(ranges: readonly Range[], offset: number): boolean {
  let smallest: Range | undefined
  for (const range of ranges) {
    if (offset < range.startOffset || offset >= range.endOffset) continue
    const length = range.endOffset - range.startOffset
    if (!smallest || length <= smallest.endOffset - smallest.startOffset) smallest = range
  }
  return smallest !== undefined && smallest.count > 0
}

/** Whether a file of tests executes a place of a compiled file. */
export const executes = ({ scripts }: Recorded, file: string, offset: number): boolean =>
  (scripts.get(file) ?? []).some((ranges) => isExecuted(ranges, offset))
