import { recognizeKind } from '../formats/file-kinds.ts'
import type { FileKind } from '../schemas/control/validation.ts'
import { UsageRefused } from './usage.ts'

/** Files of the control API, and the commands that take them. */

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
  const kind = recognizeKind(text) ?? 'fixture'
  if (kind === wanted || (kind === 'fixture' && !/^\s*"?accounts"?\s*:|"accounts"\s*:/m.test(text)))
    return
  throw new UsageRefused(
    `${file} holds ${nouns[kind]}, and this command takes ${nouns[wanted]}; use sms-emulator ${commands[kind]} ${file}.`,
  )
}
