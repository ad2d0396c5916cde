import type { FileKind } from '../schemas/control/validation.ts'
import { fieldsOfContent, kindOfFields } from './kinds-of-content.ts'
import { contentOfText, type WrittenText } from './written-files.ts'

/** What a file of the control API holds, by the fields that are in it. */

/** The kind of a file, or what is written most like it; null for one that says nothing. */
export function recognizeKind(written: WrittenText): FileKind | null {
  const content = contentOfText(written)
  const fields = fieldsOf(content, written.text)
  const kind = kindOfFields(fields)
  if (kind !== undefined) return kind
  // Only faults come in a list of their own.
  if (Array.isArray(content)) return 'faults'
  return fields.includes('match') ? 'scenarios' : null
}

/** The kind of a file whose fields are in no other; undefined where none says so. */
export const certainKind = (text: string): FileKind | undefined =>
  kindOfFields(fieldsOf(contentOfText(text), text))

/** Of a text that its parser refuses, and says why, the fields are those at the beginnings of lines. */
const fieldsOf = (content: unknown, text: string): string[] =>
  content === undefined
    ? [...text.matchAll(/^(\w+)\b/gm)].map(([field]) => field)
    : fieldsOfContent(content)
