import { readFileSync } from 'node:fs'
import { EmulatorError } from '../client/errors.ts'

/** What commands do with what was typed. */

/** The arguments make no sense; the sentence says why. Ends with exit 2. */
export class UsageRefused extends Error {
  override readonly name = 'UsageRefused'
}

/** The values of options: `--user-op` is `user_op`. */
export type Options = Record<string, string | true | undefined>

/** The value of an option that takes one. */
export const textOf = (options: Options, name: string): string | undefined => {
  const value = options[name]
  return value === true ? undefined : value
}

/** The value of an option that takes a number. @throws UsageRefused */
export function numberOf(options: Options, name: string): number | undefined {
  const text = textOf(options, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (text !== '' && Number.isFinite(value)) return value
  throw new UsageRefused(`--${name.replaceAll('_', '-')} "${text}" is not a number.`)
}

/** What is in the object, without what is undefined. */
export const given = <Value>(values: Record<string, Value | undefined>): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  )

/** A file's text; `-` is what comes by standard input. @throws UsageRefused */
export function textOfFile(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageRefused(`${path} cannot be read: ${reason}`)
  }
}

/** What the emulator says of a file, or its refusal with the file's name before it. */
export async function said<Answer>(file: string, asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error
    const { status, code, details } = error
    const message = `${file}: ${error.message.replace('?replace=true', '--replace')}`
    throw new EmulatorError(status, { code, message, details })
  }
}
