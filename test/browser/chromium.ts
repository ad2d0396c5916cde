import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

/** How Chromium may be called here; Debian's name first. */
const commands = ['chromium', 'chromium-browser', 'google-chrome']

/** @returns the path of Chromium's program, or undefined where it is not installed. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return commands
    .flatMap((command) => folders.map((folder) => join(folder, command)))
    .find((path) => existsSync(path))
}

/**
 * Starts Chromium without a window, with a profile of its own.
 *
 * @param names that lead to this machine; every other name is unknown, so that nothing leaves it.
 * @param addresses more of this machine, beside that of loopback.
 */
export function startChromium(
  executablePath: string,
  names: readonly string[],
  addresses: readonly string[] = [],
): Promise<Browser> {
  const rules = [
    ...names.map((name) => `MAP ${name} 127.0.0.1`),
    ...['MAP * ~NOTFOUND', 'EXCLUDE localhost', 'EXCLUDE 127.0.0.1'],
    ...addresses.map((address) => `EXCLUDE ${address}`),
  ]
  return chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-proxy-server'],
      // Not all browsers ask before a page may call this machine: the emulator has to do without. And Playwright
      // loses count of a sandboxed frame in a process of its own, and ends.
      '--disable-features=LocalNetworkAccessChecks,IsolateSandboxedIframes',
      `--host-resolver-rules=${rules.join(', ')}`,
    ],
  })
}
