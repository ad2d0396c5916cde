import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { checkValue, pathText, problemsOf } from '../schemas/issues.ts'
import { reasonOf } from '../text/failures.ts'
import { textOfBytes } from '../text/utf8.ts'
import type { ParityReport } from './compare-recording.ts'
import { RecordingRefused } from './recording-refused.ts'

/** Which operations were observed to agree with the cloud: `parity/observed.json`, written from reports. */

const ObservedFile = z.strictObject({
  operations: z.record(
    z.string(),
    z.strictObject({
      date: z.string().regex(/^\d{4}-\d\d-\d\d$/),
      region: z.string().min(1),
      calls: z.int().min(1),
    }),
  ),
})
/** By operationId: the day and the region of the calls that agreed, and how many they were. */
export type ObservedFile = z.infer<typeof ObservedFile>

/**
 * What a file says.
 *
 * @throws RecordingRefused for a file that cannot be read, or says something else.
 */
export function readObserved(file: string): ObservedFile {
  if (!existsSync(file)) return { operations: {} }
  let content: unknown
  try {
    content = JSON.parse(textOfBytes(readFileSync(file)))
  } catch (error) {
    throw new RecordingRefused(`${file} cannot be read: ${reasonOf(error)}.`)
  }
  const { data, error } = checkValue(ObservedFile, content)
  if (data) return data
  const [problem] = problemsOf(error.issues)
  throw new RecordingRefused(
    `${file} lists no observed operations: ${pathText(problem?.path ?? [], 'the file')}: ${problem?.message}.`,
  )
}

/**
 * Adds the operations all of whose calls agreed, and takes out those that differ now.
 *
 * @throws RecordingRefused for a report on a recording whose hosts name no region: that was not the cloud.
 */
export function promote(before: ObservedFile, report: ParityReport, file: string): ObservedFile {
  const { region, to, operations } = report
  if (region === null) {
    throw new RecordingRefused(
      `${file} was recorded at no host of the cloud, so that nothing in it was observed; leave --observed out.`,
    )
  }
  const after = new Map(Object.entries(before.operations))
  for (const { operation, calls, differing } of operations) {
    if (differing > 0) after.delete(operation)
    else after.set(operation, { date: to.slice(0, 10), region, calls })
  }
  const sorted = [...after].sort(([one], [other]) => one.localeCompare(other))
  return { operations: Object.fromEntries(sorted) }
}

/** The text of the file. */
export const observedText = (observed: ObservedFile): string =>
  `${JSON.stringify(observed, null, 2)}\n`
