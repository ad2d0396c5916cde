import { stringify } from 'yaml'
import { version } from '../package.ts'
import type { Fixture } from '../schemas/control/fixture.ts'
import { matchRecording, unknownFields } from './contract.ts'
import { fixtureOf } from './fixture-of-seen.ts'
import { accountIn } from './imported-account.ts'
import { type Recording, readRecording } from './recording.ts'
import { RecordingRefused } from './recording-refused.ts'
import { redactRecording } from './redact.ts'
import { seenIn } from './seen.ts'
import type { ListedProblem } from './trial.ts'

/** A recording becomes a fixture. */

/** A fixture of what a recording shows last, and what is not in it as it was recorded. */
export type ImportedRecording = {
  fixture: Fixture
  /** How many calls were read. */
  calls: number
  /** What was made up or left out, or cannot be as it was. */
  listed: readonly ListedProblem[]
  /** Entries that are no calls of SMS or IAM, and why. */
  skipped: readonly { index: number; reason: string }[]
}

/**
 * Makes a fixture of a recording: the newest body of each id that the list and show calls answer. Users, passwords and
 * keys are those of the well-known account.
 *
 * @param file a HAR file.
 * @returns a fixture that `validate` accepts.
 * @throws RecordingRefused for a file that is no recording, or shows nothing that a fixture could hold.
 */
export async function importRecording(file: string): Promise<ImportedRecording> {
  return importCalls(redactRecording(await readRecording(file)), file)
}

export async function importCalls(recording: Recording, file: string): Promise<ImportedRecording> {
  const matched = await matchRecording(recording)
  const seen = seenIn(matched.calls, 'newest')
  const { projects } = accountIn(matched.calls)
  const head = { name: 'emulator', ...(projects.length > 0 ? { projects } : {}) }
  const now = Math.max(...recording.calls.map(({ at_ms }) => at_ms))
  if (Object.values(seen).every((things) => !(things instanceof Map) || things.size === 0)) {
    throw new RecordingRefused(
      `${file} shows no source server, task, template or migration project: record a list or show call.`,
    )
  }
  const { account, listed } = await fixtureOf(seen, head, now)
  const unknown = [...unknownFields(matched)].map(([where, index]) => ({
    where,
    what: `a field that the contract does not have, first in entry ${index}`,
  }))
  return {
    fixture: { version: 1, accounts: [account] },
    calls: matched.calls.length,
    listed: [...listed, ...unknown],
    skipped: matched.skipped,
  }
}

/** The text of an imported fixture: JSON where a file is called so, else YAML with what is listed as comments. */
export function importedText(
  { fixture, listed }: ImportedRecording,
  file: string | undefined,
): string {
  if (/\.json$/i.test(file ?? '')) return `${JSON.stringify(fixture, null, 2)}\n`
  const comments = [
    `Imported by huaweicloud-sms-emulator ${version}.`,
    ...listed.map(({ where, what }) => `${where}: ${what}`),
  ]
  const head = comments.map((line) => `# ${line.replace(/\s+/g, ' ')}\n`).join('')
  return `${head}${stringify(fixture, { aliasDuplicateObjects: false })}`
}
