import { CommanderError } from 'commander'
import { reasonOf } from '../text/failures.ts'
import { ownValue } from '../text/own-value.ts'
import { Output } from './output.ts'
import { type ProgramEnvironment, programFor } from './program.ts'
import { refusalText } from './usage.ts'
import { helpAsOption, usageProblem } from './wrong-usage.ts'

/** These are thrown for the person who typed the command: they need no stack. */
const exits: Record<string, number> = {
  EmulatorError: 1,
  EmulatorUnreachable: 2,
  UsageRefused: 2,
  RecordingRefused: 2,
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
export async function run(args: string[], environment: ProgramEnvironment): Promise<number> {
  const out = new Output(environment, environment.environment)
  const words = helpAsOption(args)
  const { program, result } = programFor(words, environment)
  try {
    await program.parseAsync(words, { from: 'user' })
    return result.isSo ? 0 : 1
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and the version are told of in this way, too.
      if (error.exitCode === 0) return 0
      out.problem(usageProblem(error, words))
      return 2
    }
    const { name, message, stack, syscall, path } = error as NodeJS.ErrnoException
    const exit = ownValue(exits, name)
    // What the system refuses needs no stack either: a folder that does not exist, a full disk.
    if (exit === undefined && syscall !== undefined) {
      out.problem(`${path === undefined ? syscall : `${path} cannot be used`}: ${reasonOf(error)}.`)
      return 2
    }
    // A stack has lines of its own, and so has what is said of a part that is missing.
    const hasLines = exit === undefined || name === 'NativePartMissing'
    const text =
      exit === undefined ? String(stack) : name === 'EmulatorError' ? refusalText(message) : message
    out.problem(...(hasLines ? text.split('\n') : [text]))
    return exit ?? 1
  }
}
