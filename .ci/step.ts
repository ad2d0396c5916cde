import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A command of CI. One that `counts` runs tests, and must end with "N passed, N failed". */
export type Step = { command: string; counts: boolean }

/** How a step ended. */
export type Outcome = {
  /** All that it printed, and what is wrong with how it ended. */
  output: string
  passed: number
  failed: number
  seconds: number
  /** Of the command and of all processes that it started and waited for. */
  processor_seconds: number
}

const running = new Set<number>()

/** Ends the steps that are running, with all processes that they started. */
export function endSteps(signal: NodeJS.Signals): void {
  for (const pid of running) endGroup(pid, signal)
}

/**
 * Runs a step as a process group of its own, with its output in a file. After `limit_s` seconds it is
 * told to end, and ten seconds later made to. When it has ended, so do the processes that it left behind.
 */
export async function runStep({ command, counts }: Step, limit_s: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'ci-step-'))
  const file = join(folder, 'output')
  const output_to = openSync(file, 'w')
  const begun = performance.now()
  // Only a shell tells the processor time of a command with its children, in the last line. It outlives a
  // signal to its group, so that the command has time to end what it started.
  const timed = `trap : TERM INT; TIMEFORMAT=$'\\n%U %S'; time eval "$0"`
  const child = spawn('bash', ['-c', timed, command], {
    detached: true,
    stdio: ['ignore', output_to, output_to],
  })
  const pid = child.pid ?? 0
  running.add(pid)
  const limits = [
    setTimeout(() => endGroup(pid, 'SIGTERM'), limit_s * 1000),
    setTimeout(() => endGroup(pid, 'SIGKILL'), limit_s * 1000 + 10_000),
  ]
  const status = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  for (const limit of limits) clearTimeout(limit)
  endGroup(pid, 'SIGKILL')
  running.delete(pid)
  const seconds = (performance.now() - begun) / 1000
  closeSync(output_to)
  const text = readFileSync(file, 'utf8')
  rmSync(folder, { recursive: true })

  const [output = '', processor_seconds] = splitTimes(text)
  const problem = seconds >= limit_s ? `it was ended after ${limit_s} s` : problemOf(status)
  return { ...judge(output, counts, problem), seconds, processor_seconds }
}

const problemOf = (status: number | null): string | undefined =>
  status === 0 ? undefined : `it ended with ${status ?? 'a signal'}`

function splitTimes(text: string): [output: string, processor_seconds: number] {
  const [line, user, system] = /\n(\d+\.\d+) (\d+\.\d+)\n$/.exec(text) ?? ['']
  return [text.slice(0, text.length - line.length), Number(user ?? 0) + Number(system ?? 0)]
}

/** Takes the totals from the last line that has them. A problem counts as a failure, unless the totals have one. */
function judge(
  output: string,
  counts: boolean,
  problem: string | undefined,
): Pick<Outcome, 'output' | 'passed' | 'failed'> {
  const [, passed, failed] = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1) ?? []
  const wrong = problem ?? (counts && passed === undefined ? 'it printed no totals' : undefined)
  const told = Number(failed ?? 0)
  return {
    output: wrong === undefined ? output : `${output}\nnot ok - ${wrong}\n`,
    passed: Number(passed ?? 0),
    failed: wrong !== undefined && told === 0 ? 1 : told,
  }
}

function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // All of it has ended.
  }
}
