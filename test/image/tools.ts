import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the suites of this folder share: processes, ports, folders of their own. */

type Teardown = { teardown(work: () => unknown): void }

/** The environment without what npm and tap add for what they started themselves. */
export const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(NODE_OPTIONS|npm_|TAP|SMS_EMULATOR_)/.test(name),
  ),
)

export type Result = { status: number; stdout: string; stderr: string }

/** Runs a program to its end. It never throws for how it ended. */
export const run = (
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string | undefined> } = {},
): Promise<Result> =>
  new Promise((resolve) => {
    const settings = { env: environment, maxBuffer: 2 ** 26, ...options }
    execFile(program, args, settings, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? 1), stdout, stderr })
    })
  })

/** Runs a program that must succeed. @returns what it printed */
export async function must(...[program, args, options]: Parameters<typeof run>): Promise<string> {
  const { status, stdout, stderr } = await run(program, args, options)
  if (status === 0) return stdout.trim()
  throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`)
}

/** A folder that is gone at the end of the test. */
export function folderOf(t: Teardown): string {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Starts a program that goes on, and ends it with the test. */
export function begin(
  t: Teardown,
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string | undefined> } = {},
) {
  const child = spawn(program, args, {
    env: environment,
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log.text += text
    })
  }
  t.teardown(() => child.kill('SIGKILL'))
  return { child, log }
}

/** Waits until `ready` answers 200. @throws when it did not within the time, with what the program said. */
export async function untilReady(
  url: string,
  log: { text: string },
  within_ms = 30_000,
): Promise<void> {
  const deadline = Date.now() + within_ms
  while (Date.now() < deadline) {
    const response = await fetch(`${url}/_emulator/ready`).catch(() => undefined)
    if (response?.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${url} is not ready:\n${log.text}`)
}

/** Whether nobody answers at `url` any more, within the time. */
export async function isGone(url: string, within_ms = 5_000): Promise<boolean> {
  const deadline = Date.now() + within_ms
  while (Date.now() < deadline) {
    const answered = await fetch(`${url}/_emulator/health`).catch(() => undefined)
    if (answered === undefined) return true
    await answered.body?.cancel()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}

/** Which of these programs are not on this machine. */
export const missing = (programs: readonly string[]): string[] =>
  programs.filter((program) => spawnSync('which', [program]).status !== 0)
