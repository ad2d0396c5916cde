import { z } from 'zod'
import { described, type Meanings } from '../meanings.ts'

/** `POST /_emulator/validate`: what is wrong in a file that people write. */

/** What a file of the control API holds. */
export const FileKind = z
  .enum(['fixture', 'scenarios', 'faults'])
  .meta({ id: 'FileKind', description: 'What a file holds.' })
export type FileKind = z.infer<typeof FileKind>

const validation: Meanings = {
  kind: 'What the document holds, by its fields; null if none of them says so: it is then read as a fixture.',
  problems: 'What is wrong in the document; empty if it is valid.',
  line: 'Line of the document, counted from 1; null if the mistake is in no single line.',
  path: 'Where the mistake is, such as accounts.0.sources.2.name.',
  message: 'What is wrong there, and what to do instead.',
}

export const Validation = described(validation, {
  kind: FileKind.nullable(),
  problems: z.array(
    described(validation, { line: z.int().nullable(), path: z.string(), message: z.string() }),
  ),
}).meta({ id: 'Validation', description: 'What is wrong in a document.' })
export type Validation = z.infer<typeof Validation>
