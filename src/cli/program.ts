import { Argument, Command, Option } from 'commander'
import { EmulatorClient } from '../client/client.ts'
import { EmulatorUnreachable } from '../client/errors.ts'
import { options as settings, variable } from '../config.ts'
import { version } from '../package.ts'
import { didYouMean } from '../text/names.ts'
import { ownValue } from '../text/own-value.ts'
import { type Address, addressOf, unreachableText } from './address.ts'
import type { CommandDefinition, CommandOption } from './command-definition.ts'
import { optionsOf } from './command-options.ts'
import { commands } from './commands.ts'
import type { Context } from './context.ts'
import { loaders } from './loaders.ts'
import { Output, type Streams } from './output.ts'
import { type Options, textOf, UsageRefused } from './usage.ts'

/** Makes a parser of arguments of the table of commands. */

/** What the parser needs of the process. */
export type ProgramEnvironment = Streams & {
  environment: Record<string, string | undefined>
}

const repeatable = new Set(settings.filter(({ many }) => many).map(({ flag }) => `--${flag}`))

/** Whether what a command was asked for is so: otherwise it exits with 1. */
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
    // Commander leaves texts unbroken where they have fewer than 40 columns, as in a terminal of 60.
    .configureHelp({ minWidthToWrap: 20 })
    .configureOutput({
      getOutHelpWidth: () => out.columns ?? 80,
      writeOut: (text) => out.lines(text.trimEnd().split('\n')),
      // The caller catches the error and prints it in one line.
      outputError: () => {},
      writeErr: (text) => out.problem(...text.trimEnd().split('\n')),
    })
  const made = new Map<string, Command>([['', program]])
  const meant = commands.filter(({ name }) => name.split(' ')[0] === first)
  for (const definition of meant.length > 0 ? meant : commands) {
    const words = definition.name.split(' ')
    const last = words.pop() ?? ''
    const parent = made.get(words.join(' ')) ?? program
    made.set(definition.name, addCommand({ parent, word: last }, definition, surroundings, result))
  }
  return { program, result }
}

function addCommand(
  { parent, word }: { parent: Command; word: string },
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
  for (const wanted of optionsOf(definition)) command.addOption(parserOption(wanted))
  return command.action(async () => {
    const options = valuesOf(command)
    const context = contextOf(options, command.args, surroundings)
    const run = await ownValue(loaders, name)?.()
    try {
      result.isSo = (await run?.(context)) !== false
    } catch (error) {
      if (!(error instanceof EmulatorUnreachable)) throw error
      throw new UsageRefused(unreachableText(error, context.address))
    }
  })
}

function parserOption({ flags, description, choices, hidden = false }: CommandOption): Option {
  const option = new Option(flags, description).hideHelp(hidden)
  const { long = '' } = option
  if (choices) option.choices([...choices]).argParser((value) => chosen(long, value, choices))
  if (repeatable.has(long)) {
    option.argParser((value: string, before: string[] = []) => [...before, value])
  }
  return option
}

/** The word that is meant, in any case. @throws UsageRefused */
function chosen(flag: string, value: string, choices: readonly string[]): string {
  const meant = choices.find((choice) => choice.toLowerCase() === value.toLowerCase())
  if (meant !== undefined) return meant
  const sentence = `${flag} "${value}" is not one of ${choices.join(', ')}`
  throw new UsageRefused(`${sentence}${didYouMean(value, choices) || '.'}`)
}

/** Where the emulator is, is worked out when a command asks: not all do. */
function contextOf(
  options: Options,
  args: string[],
  { environment, ...streams }: ProgramEnvironment,
): Context {
  let address: Address | undefined
  return {
    args,
    options,
    out: new Output(streams, environment, options.json === true),
    get address() {
      address ??= addressOf(options, environment)
      return address
    },
    get client() {
      return new EmulatorClient(this.address.url, {
        account: textOf(options, 'account') ?? variable(environment, 'ACCOUNT'),
        token: textOf(options, 'token') ?? variable(environment, 'CONTROL_TOKEN'),
        // Commands have words of their own (usage.ts).
        phrase: (message) => message,
      })
    },
  }
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
