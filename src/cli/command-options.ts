import { options as settings } from '../config.ts'
import type { CommandDefinition, CommandOption } from './command-definition.ts'

/** The options of commands: their own, and those of their kind. */

const json: CommandOption = { flags: '--json', description: 'print JSON' }

const url: CommandOption = {
  flags: '--url <url>',
  description:
    'where the emulator is (SMS_EMULATOR_URL; else SMS_EMULATOR_HOST and SMS_EMULATOR_PORT; default: http://127.0.0.1:7670)',
}

/** The options that every command that calls an emulator has. */
export const client_options: readonly CommandOption[] = [
  url,
  {
    flags: '--account <name>',
    description: 'the account, by name or id (SMS_EMULATOR_ACCOUNT; default: emulator)',
  },
  {
    flags: '--token <token>',
    description: 'the token of the control API, for another machine (SMS_EMULATOR_CONTROL_TOKEN)',
  },
  json,
]

/** The settings of `start`, as options. */
const setting_options: readonly CommandOption[] = [
  ...settings.flatMap((setting) => optionsOfSetting(setting)),
  {
    flags: '--config <file>',
    description: 'JSON file with settings, such as {"pace": 300} (SMS_EMULATOR_CONFIG)',
  },
]

/** A switch can be turned off, too: the environment or a file may have turned it on. */
function optionsOfSetting({
  flag,
  former,
  value,
  description,
  variable,
  choices,
  default: fallback,
}: (typeof settings)[number]): CommandOption[] {
  const given = value === undefined ? '[yes|no]' : `<${value}>`
  const absent = fallback === undefined ? '' : `default: ${fallback}; `
  const suggested = value === undefined ? ['yes', 'no'] : choices
  const option: CommandOption = {
    flags: `--${flag} ${given}`,
    description: `${description} (${absent}${variable})`,
    ...(suggested ? { suggested } : {}),
  }
  return [
    option,
    ...(value === undefined
      ? [{ flags: `--no-${flag}`, description: `turn --${flag} off`, hidden: true }]
      : []),
    ...former.map((name) => ({ ...option, flags: `--${name} ${given}`, hidden: true })),
  ]
}

/** Every option of a command: its own, and those of its kind. */
export function optionsOf({ name, kind, options = [] }: CommandDefinition): CommandOption[] {
  // A script for a shell is no answer that could be JSON.
  if (name === 'completion') return [...options]
  if (kind === 'offline') return [...options, json]
  if (kind === 'settings') return [...options, ...setting_options]
  return [
    ...options,
    ...client_options.filter(({ flags }) => kind === 'client' || !isAccount(flags)),
  ]
}

const isAccount = (flags: string): boolean => flags.startsWith('--account ')
