import type { EmulatorUnreachable } from '../client/errors.ts'
import { listenerOf, variable } from '../config.ts'
import { urlOfListener } from '../text/listener.ts'
import { alternatives } from '../text/lists.ts'
import { type Options, textOf, UsageRefused } from './usage.ts'

/** Where a command looks for the emulator, and which rule said so. */

export type Address = {
  url: string
  /** What gave the address: `--url`, `SMS_EMULATOR_PORT`; undefined for the default. */
  origins: readonly string[]
}

/**
 * The one rule for all commands. The first of these counts: `--url`; `--host`, `--port` and `--config`, where a
 * command has them; SMS_EMULATOR_URL; SMS_EMULATOR_HOST and SMS_EMULATOR_PORT, or the file of
 * SMS_EMULATOR_CONFIG; http://127.0.0.1:7670.
 *
 * @param options of the command; those of `start` count where they are given.
 * @throws UsageRefused for what is not an address, ConfigRefused for a host or a port that cannot be.
 */
export function addressOf(
  options: Options,
  environment: Record<string, string | undefined>,
): Address {
  const url = textOf(options, 'url')
  if (url !== undefined) return { url: urlFrom('--url', url), origins: ['--url'] }
  const flags = Object.fromEntries(
    ['host', 'port', 'config'].flatMap((name) => {
      const value = textOf(options, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const given = variable(environment, 'URL')
  if (given !== undefined && Object.keys(flags).length === 0) {
    return { url: urlFrom('SMS_EMULATOR_URL', given), origins: ['SMS_EMULATOR_URL'] }
  }
  const { host, port, places } = listenerOf(flags, environment)
  if (port === 0) {
    throw new UsageRefused(
      `${alternatives(places)} is 0, which takes a free port, so the port is not known here. Give --url with the URL that start printed.`,
    )
  }
  return { url: urlOfListener(host, port), origins: places }
}

/** `127.0.0.1:7670` is taken for an http URL, and what begins at `/_emulator` is left out: people paste it. */
function urlFrom(place: string, text: string): string {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(whole) ? new URL(whole) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || /[?#\s]/.test(text)) {
    throw new UsageRefused(`${place} "${text}" is not a URL, such as http://127.0.0.1:7670.`)
  }
  return whole.replace(/\/_emulator(\/.*)?$/, '').replace(/\/+$/, '')
}

/** What to tell a person when no emulator answers: where it was looked for, why there, and what to do. */
export function unreachableText(
  { reason }: EmulatorUnreachable,
  { url, origins }: Address,
): string {
  const rule =
    origins.length === 0
      ? 'the default address'
      : `from ${origins.length > 1 ? `${origins.slice(0, -1).join(', ')} and ${origins.at(-1)}` : origins[0]}`
  const advice =
    origins.length === 0
      ? 'Start one with sms-emulator start, or say where it is with --url or SMS_EMULATOR_URL.'
      : 'Start one there with sms-emulator start, or correct the address.'
  return `No emulator answers at ${url} (${rule}): ${reason}. ${advice}`
}
