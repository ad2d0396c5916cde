import type { FileKind } from '../schemas/control/validation.ts'
import { contentOfText } from './written-files.ts'

/** What a file of the control API holds, by the fields that are in it. */

/** The fields of a whole file that say what it is. */
const marks: [field: string, kind: FileKind][] = [
  ['accounts', 'fixture'],
  ['effect', 'faults'],
  ['faults', 'faults'],
  ['then', 'scenarios'],
  ['scenarios', 'scenarios'],
]

/** The kind of a file, or what is written most like it; null for one that says nothing. */
export function recognizeKind(text: string): FileKind | null {
  const content = contentOfText(text)
  const fields = fieldsOf(content, text)
  const kind = marks.find(([field]) => fields.includes(field))?.[1]
  if (kind !== undefined) return kind
  // Only faults come in a list of their own.
  if (Array.isArray(content)) return 'faults'
  return fields.includes('match') ? 'scenarios' : null
}

/** The fields of a file, or of the first thing in its list. */
function fieldsOf(content: unknown, text: string): string[] {
  if (content === undefined) {
    // Its parser says what is wrong with it.
    return [...text.matchAll(/^(\w+)\b/gm)].map(([field]) => field)
  }
  const first: unknown = Array.isArray(content) ? content[0] : content
  return typeof first === 'object' && first !== null ? Object.keys(first) : []
}
