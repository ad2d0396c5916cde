import { reasonOf } from '../text/failures.ts'
import { invalidCall } from './arguments.ts'
import { EmulatorError } from './errors.ts'

/** Documents that users give: as an object, as text, or in a file. */

/** A document as text (YAML or JSON) or as the object that it describes. */
export type Document<Shape> = string | Shape

/** What to write in the place of a path. */
export const instead = "Give the text, such as await readFile(path, 'utf8')."

const looksLikePath = (text: string): boolean => /^[^\n{[]+\.(ya?ml|json)$/i.test(text.trim())

/**
 * @returns the document as it was given.
 * @throws EmulatorError for a text that is the path of a file.
 */
export function documentOf<Shape>(given: Document<Shape>, instead: string): Document<Shape> {
  if (typeof given !== 'string' || !looksLikePath(given)) return given
  throw invalidCall(
    `"${given}" is the path of a file, and the text of the file is needed. ${instead}`,
  )
}

/**
 * The text of a file, UTF-8.
 *
 * @throws EmulatorError when it cannot be read.
 */
export async function readDocument(path: string): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw invalidCall(
      `"${path}" cannot be read: ${reasonOf(error)}. A path counts from the current folder, ${process.cwd()}.`,
    )
  }
}

/** Does something with the document of a file. @throws EmulatorError naming the file when it is refused. */
export async function withPath<Answer>(path: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error
    const { status, code, message, details } = error
    throw new EmulatorError(status, { code, message: `${path}: ${message}`, details })
  }
}
