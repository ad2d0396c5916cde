import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Context } from '../context.ts'
import { textOf, UsageRefused } from '../usage.ts'

/** How each system is asked to open an address; the others as Linux. */
const openers: Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

/** Views of the dashboard that can be opened at once. */
const views = ['migrations', 'calls', 'failures', 'snapshots', 'coverage', 'credentials']

/**
 * `sms-emulator open`: the dashboard in a browser, for the account of the command. Its address is printed in any case, so that
 * a machine without a browser helps, too.
 *
 * @throws EmulatorUnreachable when no emulator answers, UsageRefused when it was started without the dashboard.
 */
export async function open({ args, options, address, client, out }: Context): Promise<void> {
  const [view = 'migrations'] = args
  if (!views.includes(view)) throw new UsageRefused(`"${view}" is not one of ${views.join(', ')}.`)
  await client.clock.get()
  const url = new URL(`/_emulator/ui/${view}`, address.url)
  const account = textOf(options, 'account')
  if (account !== undefined) url.searchParams.set('account', account)
  const page = await fetch(url, { method: 'HEAD' })
  if (!page.ok)
    throw new UsageRefused(
      `The emulator at ${address.url} has no dashboard: it was started with --ui off.`,
    )
  const token = textOf(options, 'token')
  // In the fragment, which is sent to nobody; the page takes it out of the address.
  if (token !== undefined) url.hash = `token=${encodeURIComponent(token)}`
  const opened = !out.json && (await openInBrowser(url.href))
  out.show({ url: url.href }, () => (opened ? `opened ${url.href}` : url.href))
}

/** @returns whether a program took it. */
async function openInBrowser(url: string): Promise<boolean> {
  const [command, ...args] = openers[process.platform] ?? ['xdg-open']
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  const spawned = await Promise.race([
    once(child, 'spawn').then(() => true),
    once(child, 'error').then(() => false),
  ]).catch(() => false)
  child.unref()
  return spawned
}
