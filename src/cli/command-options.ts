import { options as settings } from '../config.ts'
import type { CommandDefinition, CommandOption } from './command-definition.ts'

/** The options of commands: their own, and those of their kind. */

/** Where an emulator is expected when nobody says where. */
export const default_url = 'http://127.0.0.1:7670'

const json: CommandOption = { flags: '--json', description: 'print JSON' }

/** The options that every command that asks an emulator has. */
export const client_options: readonly CommandOption[] = [
  { flags: '--url <url>', description: `where the emulator is (SMS_EMULATOR_URL; ${default_url})` },
  {
    flags: '--account <name>',
    description: 'the account, by name or id (SMS_EMULATOR_ACCOUNT; emulator)',
  },
  {
    flags: '--token <token>',
    description: 'what the control API wants from other machines (SMS_EMULATOR_CONTROL_TOKEN)',
  },
  json,
]

/** The settings of `start`, as options. */
const setting_options: readonly CommandOption[] = [
  ...settings.map(({ flag, bare, description, variable, choices }) => ({
    flags: bare ? `--${flag}` : `--${flag} <value>`,
    description: `${description} (${variable})`,
    ...(choices ? { suggested: choices } : {}),
  })),
  { flags: '--config <file>', description: 'JSON file with settings (SMS_EMULATOR_CONFIG)' },
]

/** Every option of a command: its own, and those of its kind. */
export function optionsOf({ name, kind, options = [] }: CommandDefinition): CommandOption[] {
  // A script for a shell is no answer that could be JSON.
  if (name === 'completion') return [...options]
  if (kind === 'client') return [...options, ...client_options]
  return kind === 'settings' ? [...options, ...setting_options] : [...options, json]
}
