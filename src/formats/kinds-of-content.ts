import type { FileKind } from '../schemas/control/validation.ts'

/** What a document of the control API holds, by the fields that are in it. */

/** The fields of a whole document that say what it is. */
const marks: [field: string, kind: FileKind][] = [
  ['accounts', 'fixture'],
  ['effect', 'faults'],
  ['faults', 'faults'],
  ['then', 'scenarios'],
  ['scenarios', 'scenarios'],
]

export const kind_nouns: Record<FileKind, string> = {
  fixture: 'a fixture',
  scenarios: 'scenarios',
  faults: 'faults',
}

const ways: Record<FileKind, string> = {
  fixture: 'POST /_emulator/fixtures, sms-emulator load, or fixtures.load of the library',
  scenarios:
    'POST /_emulator/scenarios, sms-emulator scenarios add, or scenarios.add of the library',
  faults: 'POST /_emulator/faults, sms-emulator faults add, or faults.add of the library',
}

/** The kind that these fields are only in; undefined where none says so. */
export const kindOfFields = (fields: readonly string[]): FileKind | undefined =>
  marks.find(([field]) => fields.includes(field))?.[1]

/** The fields of a document, or of the first thing in its list. */
export function fieldsOfContent(content: unknown): string[] {
  const first: unknown = Array.isArray(content) ? content[0] : content
  return typeof first === 'object' && first !== null ? Object.keys(first) : []
}

/** What a document is told that is of another kind than is needed; undefined for one that may be of this. */
export function describeOtherKind(content: unknown, wanted: FileKind): string | undefined {
  const kind = kindOfFields(fieldsOfContent(content))
  return kind === undefined || kind === wanted
    ? undefined
    : `it holds ${kind_nouns[kind]}, and this takes ${kind_nouns[wanted]}; use ${ways[kind]}`
}
