import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * Runs compiled files of tests as a suite of its own: without the time limits of the small tests,
 * and with a plain line of totals at the end. The exit code of this process becomes that of tap.
 */
export async function tapSuite(
  files: readonly string[],
  options: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<void> {
  const tap = spawn(
    process.execPath,
    ['node_modules/.bin/tap', '--timeout=600', '--allow-empty-coverage', ...options, ...files],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } },
  )
  let last = ''
  tap.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text)
    last = (last + text).slice(-1_000)
  })
  const [code] = await once(tap, 'close')
  const totals = /# \{ total: .*\}/.exec(last)?.[0] ?? ''
  const count = (name: string): number =>
    Number(new RegExp(`${name}: (\\d+)`).exec(totals)?.[1] ?? 0)
  process.stdout.write(`\n${count('pass')} passed, ${count('fail')} failed\n`)
  process.exitCode = totals === '' ? 1 : code
}
