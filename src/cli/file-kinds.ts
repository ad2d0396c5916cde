import { certainKind } from '../formats/file-kinds.ts'
import { kind_nouns } from '../formats/kinds-of-content.ts'
import type { FileKind } from '../schemas/control/validation.ts'
import { UsageRefused } from './usage.ts'

/** Files of the control API, and the commands that take them. */

const commands: Record<FileKind, string> = {
  fixture: 'load',
  scenarios: 'scenarios add',
  faults: 'faults add',
}

/** @throws UsageRefused for a file of another kind: it names the command that takes it. */
export function requireKind(file: string, text: string, wanted: FileKind): void {
  const kind = certainKind(text)
  if (kind === undefined || kind === wanted) return
  throw new UsageRefused(
    `${file} holds ${kind_nouns[kind]}, and this command takes ${kind_nouns[wanted]}; use sms-emulator ${commands[kind]} ${file}.`,
  )
}
