import { contentOfText } from '../formats/written-files.ts'
import { UsageRefused } from './usage.ts'

/** What a file of the control API holds, by the fields that are in it. */

export type FileKind = 'fixture' | 'scenarios' | 'faults'

/** The fields of a whole file that say what it is; anything else is meant as a fixture. */
const marks: [field: string, kind: FileKind][] = [
  ['accounts', 'fixture'],
  ['effect', 'faults'],
  ['faults', 'faults'],
  ['then', 'scenarios'],
  ['scenarios', 'scenarios'],
]

/** The kind of a file; of one that says nothing, what is written most like it. */
export function kindOf(text: string): FileKind {
  const fields = fieldsOf(text)
  const kind = marks.find(([field]) => fields.includes(field))?.[1]
  if (kind !== undefined) return kind
  // Only faults come in a list of their own.
  if (Array.isArray(contentOfText(text))) return 'faults'
  return fields.includes('match') ? 'scenarios' : 'fixture'
}

/** The fields of a file, or of the first thing in its list. */
function fieldsOf(text: string): string[] {
  const content = contentOfText(text)
  if (content === undefined) {
    // Its parser says what is wrong with it.
    return [...text.matchAll(/^(\w+)\b/gm)].map(([field]) => field)
  }
  const first: unknown = Array.isArray(content) ? content[0] : content
  return typeof first === 'object' && first !== null ? Object.keys(first) : []
}

const commands: Record<FileKind, string> = {
  fixture: 'load',
  scenarios: 'scenarios add',
  faults: 'faults add',
}

const nouns: Record<FileKind, string> = {
  fixture: 'a fixture',
  scenarios: 'scenarios',
  faults: 'faults',
}

/** @throws UsageRefused for a file of another kind: it names the command that takes it. */
export function requireKind(file: string, text: string, wanted: FileKind): void {
  const kind = kindOf(text)
  if (kind === wanted || (kind === 'fixture' && !/^\s*"?accounts"?\s*:|"accounts"\s*:/m.test(text)))
    return
  throw new UsageRefused(
    `${file} holds ${nouns[kind]}, and this command takes ${nouns[wanted]}; use sms-emulator ${commands[kind]} ${file}.`,
  )
}
