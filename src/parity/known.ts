import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Unreadable } from '../formats/unreadable.ts'
import { readYaml } from '../formats/yaml-text.ts'
import { packageRoot } from '../package.ts'
import { checkValue, pathText, problemsOf } from '../schemas/issues.ts'
import { reasonOf } from '../text/failures.ts'
import { fitsGlob } from '../text/globs.ts'
import { textOfBytes } from '../text/utf8.ts'
import { type Difference, type DifferenceKind, difference_kinds } from './differences.ts'
import { RecordingRefused } from './recording-refused.ts'

/** Differences that are known, each with a sentence: `parity/known.yaml`. */

const KnownDifference = z.strictObject({
  operation: z.string().min(1),
  path: z.string().min(1),
  kind: z.enum(Object.keys(difference_kinds) as [DifferenceKind, ...DifferenceKind[]]),
  because: z.string().min(10),
})
/** A difference that is known: `*` in operation and path is any text. */
export type KnownDifference = z.infer<typeof KnownDifference>

const KnownFile = z.strictObject({ known: z.array(KnownDifference) })

/** The file of this package. */
const own_file = new URL('parity/known.yaml', packageRoot)

/**
 * The differences that a file lists.
 *
 * @param file that of this package if absent.
 * @throws RecordingRefused for a file that cannot be read, or is not such a list.
 */
export function readKnown(file?: string): KnownDifference[] {
  const name = file ?? own_file.pathname
  const refused = (why: string) =>
    new RecordingRefused(`${name} lists no known differences: ${why}.`)
  let text: string
  try {
    text = textOfBytes(readFileSync(file ?? own_file))
  } catch (error) {
    throw new RecordingRefused(`${name} cannot be read: ${reasonOf(error)}.`)
  }
  try {
    const { content, lines } = readYaml(text)
    const { data, error } = checkValue(KnownFile, content)
    if (data) return data.known
    const [problem] = problemsOf(error.issues)
    const path = problem?.path ?? []
    const [line] = lines([path])
    throw refused(
      `${line === undefined ? '' : `line ${line}, `}${pathText(path)}: ${problem?.message}`,
    )
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const [first] = error.details
    throw refused(`${first?.line === undefined ? '' : `line ${first.line}: `}${first?.message}`)
  }
}

/** A difference, and why it is known. */
export type ExplainedDifference = Difference & { because: string }

/** Differences divided by a list of known ones. */
export type Judged = {
  /** Those that are not in the list. */
  differences: Difference[]
  known: ExplainedDifference[]
  /** Of the list, what was not met although its operation was compared: it can be taken out. */
  removable: KnownDifference[]
}

/** @param operations those that were compared. */
export function judge(
  found: readonly Difference[],
  list: readonly KnownDifference[],
  operations: readonly string[],
): Judged {
  const met = new Set<KnownDifference>()
  const differences: Difference[] = []
  const known: ExplainedDifference[] = []
  for (const difference of found) {
    const entries = list.filter((entry) => isAbout(entry, difference))
    for (const entry of entries) met.add(entry)
    const [first] = entries
    if (first) known.push({ ...difference, because: first.because })
    else differences.push(difference)
  }
  const removable = list.filter(
    (entry) => !met.has(entry) && operations.some((name) => fitsGlob(entry.operation, name)),
  )
  return { differences, known, removable }
}

const isAbout = (entry: KnownDifference, { operation, path, kind }: Difference): boolean =>
  entry.kind === kind && fitsGlob(entry.operation, operation) && fitsGlob(entry.path, path)
