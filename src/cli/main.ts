import { CommanderError } from 'commander'
import { alternatives, didYouMean } from '../text/names.ts'
import { ownValue } from '../text/own-value.ts'
import { commands } from './commands.ts'
import { Output } from './output.ts'
import { type ProgramEnvironment, programFor } from './program.ts'

/** These are thrown for the person who typed the command: they need no stack. */
const exits: Record<string, number> = {
  EmulatorError: 1,
  EmulatorUnreachable: 2,
  UsageRefused: 2,
  ConfigRefused: 2,
  DatabaseRefused: 2,
  NativePartMissing: 2,
  NodeTooOld: 2,
  ApiError: 2,
}

/**
 * Does what the arguments say. What goes wrong is told in one sentence.
 *
 * @returns the exit code. 0: fine; 1: the emulator refused, or what was asked for did not happen; 2: wrong
 *   use, or no emulator answers.
 */
export async function run(args: string[], surroundings: ProgramEnvironment): Promise<number> {
  const out = new Output(surroundings, surroundings.environment)
  const words = helpAsOption(args)
  const { program, result } = programFor(words, surroundings)
  try {
    await program.parseAsync(words, { from: 'user' })
    return result.isSo ? 0 : 1
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and the version come this way, too.
      if (error.exitCode === 0) return 0
      out.problem(
        (error.code === 'commander.excessArguments' && wrongCommand(words)) ||
          sentence(error.message),
      )
      return 2
    }
    const { name, stack, syscall } = error as NodeJS.ErrnoException
    // Those of the system need no stack either: a port that is taken, a folder that is not there.
    const exit = ownValue(exits, name) ?? (syscall === undefined ? undefined : 2)
    // A stack has lines of its own, and so has what is said of a part that is missing.
    const isOurs = exit === undefined || name === 'NativePartMissing'
    const text = exit === undefined ? String(stack) : advised(error as NodeJS.ErrnoException)
    out.problem(...(isOurs ? text.split('\n') : [text]))
    return exit ?? 1
  }
}

/** `help clock advance` is `clock advance --help`. Of a command that is none there is no help. */
function helpAsOption(args: string[]): string[] {
  const [first = 'help', ...rest] = args
  const words = first === 'help' ? [...rest, '--help'] : args
  const [name = ''] = words
  const isKnown = name.startsWith('-') || commands.some((one) => one.name === name)
  return isKnown ? words : words.filter((word) => word !== '--help' && word !== '-h')
}

/** What is wrong with the second word of a command such as `clock advanc`; undefined where something else is wrong. */
function wrongCommand([first = '', ...rest]: readonly string[]): string | undefined {
  const word = rest.find((one) => !one.startsWith('-'))
  const family = commands.filter(({ name }) => name.split(' ')[0] === first)
  const verbs = family.flatMap(({ name }) => name.split(' ').slice(1))
  const takesWords = family.some(({ name, args = '' }) => name === first && args !== '')
  if (word === undefined || verbs.length === 0 || takesWords || verbs.includes(word)) {
    return undefined
  }
  const hint = didYouMean(word, verbs) || `; use ${alternatives(verbs)}`
  const text = `"${word}" is not a command of ${first}${hint}`
  return text.endsWith('?') ? text : sentence(text)
}

/** The parser's words in one line. */
const sentence = (message: string): string =>
  `${message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '')}; see sms-emulator help.`

function advised({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return `${message}; take another port, or --port 0 for a free one.`
  return message
}
