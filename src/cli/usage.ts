import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { EmulatorError } from '../client/errors.ts'
import { type Depth, filesIn, textOfWrittenFile, writeWhole } from '../process/files.ts'
import { OverviewQuery } from '../schemas/control/overviews.ts'
import { checkValue, problemsOf } from '../schemas/issues.ts'
import { endSentence, reasonOf } from '../text/failures.ts'
import { parseDecimal } from '../text/numbers.ts'
import { ownValue } from '../text/own-value.ts'
import { textOfBytes } from '../text/utf8.ts'

/** What commands do with what was typed. */

/** The arguments make no sense; the sentence says why. Ends with exit 2. */
export class UsageRefused extends Error {
  override readonly name = 'UsageRefused'
}

/** The values of options: `--user-op` is `user_op`. */
export type Options = Record<string, string | boolean | undefined>

/** The value of an option that takes one. */
export const textOf = (options: Options, name: string): string | undefined => {
  const value = ownValue(options, name)
  return typeof value === 'string' ? value : undefined
}

/** The value of an option that takes a number. @throws UsageRefused */
export function numberOf(options: Options, name: string): number | undefined {
  const text = textOf(options, name)
  if (text === undefined) return undefined
  const value = parseDecimal(text)
  if (value !== undefined) return value
  throw new UsageRefused(`--${name.replaceAll('_', '-')} "${text}" is not a number.`)
}

/** What is in the object, without what is undefined. */
export const withoutUndefined = <Value>(
  values: Record<string, Value | undefined>,
): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  )

/**
 * Checks what will be sent, so that a typo is reported with the name of its option.
 *
 * @param schema what the emulator will check it with.
 * @throws UsageRefused
 */
export function validated<Values>(schema: z.ZodType, values: Values): Values {
  const { error } = checkValue(schema, values)
  if (error === undefined) return values
  const [problem] = problemsOf(error.issues)
  const name = problem?.path.findLast((step) => typeof step === 'string') ?? ''
  throw new UsageRefused(endSentence(`${optionOf(name)}: ${problem?.message}`))
}

/** What is not an option, but an argument. */
const arguments_of: ReadonlyMap<string, string> = new Map([
  ['by', 'The duration'],
  ['name', 'The name'],
  ['mode', '--clock'],
  ['count', 'The number of calls'],
  ['until', 'The condition'],
])

/** A field of the control API as it is given to a command. */
const optionOf = (field: string): string =>
  arguments_of.get(field) ?? `--${field.replaceAll('_', '-')}`

/** What the control API advises, and what to type instead. */
const advice: readonly (readonly [RegExp, string])[] = [
  [/; use reset to empty it/g, '; sms-emulator reset empties it'],
  [/; use reset to begin again/g, '; sms-emulator reset takes it back to the start'],
]

/** What an emulator refused, in the words of the command line. */
export function refusalText(message: string): string {
  const text = advice.reduce((words, [api, typed]) => words.replace(api, typed), message)
  const place = /^\??(?:(?:body|params|querystring|until)\.)*([a-z_]+): (?=\S)/.exec(text)
  if (place === null) return endSentence(text)
  const [whole, field = ''] = place
  return endSentence(`${optionOf(field)}: ${text.slice(whole.length)}`)
}

/** How much of a list is asked for. @throws UsageRefused */
export const pageOf = (options: Options): { limit?: number } =>
  validated(OverviewQuery, withoutUndefined({ limit: numberOf(options, 'limit') }))

/**
 * The texts of files, and of those in folders.
 *
 * @param depth whether folders below folders count, too.
 * @throws UsageRefused
 */
export const textsOf = (
  paths: readonly string[],
  depth: Depth = 'folder',
): { file: string; text: string }[] =>
  paths
    .flatMap((path) => listFiles(path, depth))
    .map((file) => ({
      file,
      text: file === '-' ? textOfFile(file) : attempt(file, () => textOfWrittenFile(file)),
    }))

function listFiles(path: string, depth: Depth): string[] {
  if (path === '-') return [path]
  const files = attempt(path, () => filesIn(path, depth))
  if (files.length > 0) return files
  throw new UsageRefused(`${path} is a folder without a file .yaml, .yml or .json.`)
}

/** A file's text; `-` is what comes by standard input. @throws UsageRefused */
export function textOfFile(path: string): string {
  return attempt(path, () => textOfBytes(readFileSync(path === '-' ? 0 : path)))
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    // A document in the place of its file: the commands that take files take it by standard input.
    const isDocument = /^\s*[{[]|\n/.test(path)
    const hint = isDocument ? ' To give a document itself, write - and pipe it to the command.' : ''
    throw new UsageRefused(`${path} cannot be read: ${reasonOf(error)}.${hint}`)
  }
}

/** Writes a file, or leaves it as it was. @throws UsageRefused where it cannot be written */
export function writeResult(file: string, text: string): void {
  try {
    writeWhole(file, text)
  } catch (error) {
    throw new UsageRefused(`${file} cannot be written: ${reasonOf(error)}.`)
  }
}

/** What the emulator says of a file, or its refusal with the file's name before it. */
export async function withFileName<Answer>(file: string, asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error
    const { status, code, details } = error
    const message = `${file}: ${refusalText(error.message)}`
    throw new EmulatorError(status, { code, message, details })
  }
}
