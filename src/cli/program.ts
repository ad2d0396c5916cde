import { Argument, Command, Option } from 'commander'
import { EmulatorClient } from '../client/client.ts'
import { options as settings, variable } from '../config.ts'
import { version } from '../package.ts'
import { ownValue } from '../text/own-value.ts'
import type { CommandDefinition } from './command-definition.ts'
import { default_url, optionsOf } from './command-options.ts'
import { commands } from './commands.ts'
import { loaders } from './loaders.ts'
import { Output, type Streams } from './output.ts'
import type { Options } from './usage.ts'

/** Makes a parser of arguments of the table of commands. */

/** What the parser needs of the process. */
export type ProgramEnvironment = Streams & {
  environment: Record<string, string | undefined>
}

const repeatable = new Set(settings.filter(({ many }) => many).map(({ flag }) => `--${flag}`))

/** Whether what a command was asked is so: else its exit is 1. */
type Result = { isSo: boolean }

/**
 * The parser of these arguments. Registers only the command named first, unless it is unknown.
 * An error of it is a CommanderError, also where help was shown.
 */
export function programFor(
  [first]: readonly string[],
  surroundings: ProgramEnvironment,
): { program: Command; result: Result } {
  const out = new Output(surroundings, surroundings.environment)
  const result: Result = { isSo: true }
  const program = new Command('sms-emulator')
    .description(
      "Local emulator of Huawei Cloud's Server Migration Service (SMS) v3 and of IAM's tokens.",
    )
    .usage('<command> [options]')
    .version(version, '-v, --version', 'the version')
    .helpOption('-h, --help', 'this text, or that of a command')
    .helpCommand('help [command]', 'this text, or that of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.lines(text.trimEnd().split('\n')),
      // What is wrong is said by whoever catches the error, in one line.
      outputError: () => {},
      writeErr: (text) => out.problem(...text.trimEnd().split('\n')),
    })
  const made = new Map<string, Command>([['', program]])
  const meant = commands.filter(({ name }) => name.split(' ')[0] === first)
  for (const definition of meant.length > 0 ? meant : commands) {
    const words = definition.name.split(' ')
    const last = words.pop() ?? ''
    const parent = made.get(words.join(' ')) ?? program
    made.set(definition.name, addCommand(parent, last, definition, surroundings, result))
  }
  return { program, result }
}

function addCommand(
  parent: Command,
  word: string,
  definition: CommandDefinition,
  surroundings: ProgramEnvironment,
  result: Result,
): Command {
  const { name, summary, args = '' } = definition
  const command = parent
    .command(word)
    .summary(summary)
    .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .helpOption('-h, --help', 'this text')
    .exitOverride()
  for (const argument of args.split(' ').filter(Boolean)) {
    command.addArgument(new Argument(argument))
  }
  for (const { flags, description, choices } of optionsOf(definition)) {
    const option = new Option(flags, description)
    if (choices) option.choices(choices)
    if (repeatable.has(option.long ?? '')) {
      option.argParser((value: string, before: string[] = []) => [...before, value])
    }
    command.addOption(option)
  }
  return command.action(async () => {
    const options = valuesOf(command)
    const run = await ownValue(loaders, name)?.()
    const done = await run?.({
      client: clientFor(options, surroundings.environment),
      out: new Output(surroundings, surroundings.environment, options.json === true),
      args: command.args,
      options,
    })
    result.isSo = done !== false
  })
}

/**
 * The options that were given, also to the commands above, as settings are named: `--user-op` is
 * `user_op`.
 */
function valuesOf(command: Command): Options {
  const values = Object.entries(command.optsWithGlobals()).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ])
  return Object.fromEntries(values)
}

function clientFor(
  { url, account, token }: Options,
  environment: ProgramEnvironment['environment'],
): EmulatorClient {
  const textOr = (given: Options[string], name: string): string | undefined =>
    typeof given === 'string' ? given : variable(environment, name)
  return new EmulatorClient(textOr(url, 'URL') ?? default_url, {
    account: textOr(account, 'ACCOUNT'),
    token: textOr(token, 'CONTROL_TOKEN'),
    phrase: inCommandWords,
  })
}

/** What the control API advises, as commands. */
const inCommandWords = (message: string): string =>
  message.replace('POST /_emulator/reset', 'sms-emulator reset')
