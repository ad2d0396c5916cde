import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { endGroup } from './child.ts'
import { environmentFor, waysIn } from './credentials.ts'
import { startSuiteRecorder } from './recorder.ts'

/** An emulator in a process of its own, on a free port, its clock frozen at the wall's time. */
export type RunningEmulator = {
  url: string
  /** What a suite needs to know, as variables of its environment. */
  env: NodeJS.ProcessEnv
  /** Ends the recorder before it. @returns what is wrong with what was recorded */
  recorded(): Promise<string[]>
  stop(): Promise<void>
}

const start_limit_ms = 30_000
const stop_limit_ms = 5_000

/**
 * @param more settings that a client needs.
 * @param auth `strict`, or what `SDK_AUTH` says while something is not built yet.
 */
export async function startEmulator(
  more: readonly string[] = [],
  auth = process.env.SDK_AUTH ?? 'strict',
): Promise<RunningEmulator> {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-sdk-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  // Where nothing is asked there are no such ways.
  const fixture = auth === 'strict' ? ['--fixture', waysIn(folder)] : []
  const settings = ['--port', '0', '--log-level', 'warn', ...more, ...fixture, '--auth', auth]
  try {
    const { url, stop } = await launchEmulator(folder, settings)
    const recorder = await startSuiteRecorder(url, folder)
    return {
      url,
      env: { ...environmentFor(url, folder), ...recorder.env },
      recorded: recorder.end,
      stop: async () => {
        await recorder.end()
        await stop().finally(remove)
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

/**
 * The compiled program in a process of its own, its clock frozen; ready when the promise resolves.
 *
 * @param folder where it may put a file.
 * @param onLine hears what it prints.
 */
export async function launchEmulator(
  folder: string,
  settings: readonly string[],
  onLine?: (line: string) => void,
): Promise<{ url: string; stop(): Promise<void> }> {
  const file = join(folder, 'endpoints.json')
  const start = ['.build/src/cli.js', 'start', '--clock', 'frozen', '--pace', '1']
  const child = spawn(process.execPath, [...start, ...settings, '--endpoints-file', file], {
    detached: true,
    stdio: ['ignore', onLine ? 'pipe' : 'ignore', 'inherit'],
  })
  if (child.stdout && onLine) createInterface({ input: child.stdout }).on('line', onLine)
  const kill = (): void => endGroup(child.pid)
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    await ended(child)
    process.off('exit', kill)
  }
  const deadline = Date.now() + start_limit_ms
  while (!existsSync(file)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`the emulator did not start (${settings.join(' ')})`)
    }
    await pause(50)
  }
  const { url } = JSON.parse(readFileSync(file, 'utf8')) as { url: string }
  return { url, stop }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  const late = setTimeout(() => endGroup(child.pid), stop_limit_ms)
  await closed
  clearTimeout(late)
}
