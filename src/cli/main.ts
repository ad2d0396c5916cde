import { CommanderError } from 'commander'
import { commands } from './commands.ts'
import { Output } from './output.ts'
import { programFor, type Surroundings } from './program.ts'

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
 * @returns the exit code. 0: fine; 1: the emulator said no, or what was asked for is not so; 2: wrong
 *   use, or no emulator answers.
 */
export async function run(args: string[], surroundings: Surroundings): Promise<number> {
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
      out.problem(sentence(error.message))
      return 2
    }
    const { name, stack, syscall } = error as NodeJS.ErrnoException
    // Those of the system need no stack either: a port that is taken, a folder that is not there.
    const exit = exits[name] ?? (syscall === undefined ? undefined : 2)
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
