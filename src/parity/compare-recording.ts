import { matchRecording } from './contract.ts'
import { type Count, type Difference, Findings, type Level } from './differences.ts'
import { EmulatedCloud } from './emulated-cloud.ts'
import { fixtureOf } from './fixture-of-seen.ts'
import { accountIn, type SeenAccount, stand_in_password } from './imported-account.ts'
import { type ExplainedDifference, judge, type KnownDifference, readKnown } from './known.ts'
import { Pairs } from './pairs.ts'
import { type Recording, readRecording, type SkippedEntry } from './recording.ts'
import { RecordingRefused } from './recording-refused.ts'
import { redactRecording } from './redact.ts'
import type { MatchedCall } from './routes.ts'
import type { RuleName } from './rules.ts'
import { type Run, repeatCalls } from './run.ts'
import { type Seen, seenIn } from './seen.ts'
import type { ListedProblem } from './trial.ts'

/** Compares a recording of the cloud with a fresh emulator that is asked the same. */

/** What a comparison has found. */
export type ParityReport = {
  /** Whether every difference is known. */
  agrees: boolean
  calls: number
  /** The region that the hosts of the recording name; null where they name none. */
  region: string | null
  /** When the first and the last call were made: ISO 8601, UTC. */
  from: string
  to: string
  operations: { operation: string; calls: number; differing: number }[]
  levels: Record<Level, Count>
  /** How many values were compared by each rule. */
  rules: Partial<Record<RuleName, number>>
  differences: Difference[]
  known: ExplainedDifference[]
  removable: KnownDifference[]
  /** What was not compared, and why. */
  ignored: { operation: string; path: string; because: string; count: number }[]
  /** What of the first reads could not become a part of the emulator's account as it was recorded. */
  listed: ListedProblem[]
  /** Entries that are no calls of SMS or IAM, and why. */
  skipped: SkippedEntry[]
}

export type CompareOptions = {
  /** A file of known differences; that of this package if absent. */
  known?: string | undefined
  /** Is told after each call how many were compared. */
  onProgress?: (done: number, total: number) => void
}

/**
 * Asks a fresh emulator the same as a recording asked the cloud, and compares the answers.
 *
 * @param file a HAR file.
 * @throws RecordingRefused for a file that is no recording or has no call that the contract has, and for a list of known
 *   differences that cannot be read.
 */
export async function compareRecording(
  file: string,
  options: CompareOptions = {},
): Promise<ParityReport> {
  const known = readKnown(options.known)
  const recording = redactRecording(await readRecording(file))
  const report = await compareCalls(recording, file, { ...options, known })
  // The list of the package is of many recordings: what one of them does not meet, another does.
  return options.known === undefined ? { ...report, removable: [] } : report
}

export async function compareCalls(
  recording: Recording,
  file: string,
  {
    known,
    onProgress = () => {},
  }: Pick<CompareOptions, 'onProgress'> & { known: readonly KnownDifference[] },
): Promise<ParityReport> {
  const { calls, skipped } = await matchRecording(recording)
  const [first] = calls
  if (!first) throw new RecordingRefused(`${file} has no call that the contract has.`)
  const offset_ms = offsetOf(first)
  const seen = seenIn(calls, 'first')
  const whose = accountIn(calls)
  const now = first.at_ms + offset_ms
  const { account, listed } = await fixtureOf(seen, headOf(whose), now)
  const cloud = await EmulatedCloud.start(account, now)
  const run: Run = {
    cloud,
    findings: new Findings(),
    pairs: pairsOf(seen),
    before: idsOf(seen),
    heights: new Map(),
    operations: new Map(),
  }
  try {
    await repeatCalls(run, calls, offset_ms, (done) => onProgress(done, calls.length))
  } finally {
    await cloud.close()
  }
  const { findings, operations } = run
  const judged = judge(findings.all, known, [...operations.keys()])
  return {
    agrees: judged.differences.length === 0,
    calls: calls.length,
    region: whose.region,
    from: isoOf(now),
    to: isoOf((calls.at(-1) ?? first).at_ms + offset_ms),
    operations: [...operations]
      .map(([operation, count]) => ({ operation, ...count }))
      .sort((one, other) => one.operation.localeCompare(other.operation)),
    levels: findings.levels,
    rules: findings.rules,
    ...judged,
    ignored: findings.allIgnored,
    listed,
    skipped: [...skipped],
  }
}

const isoOf = (moment: number): string => new Date(moment).toISOString()

/** How far the cloud's clock, which its `Date` shows in seconds, is ahead of that of the recording. */
function offsetOf({ response, at_ms }: MatchedCall): number {
  const shown = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(shown) ? 0 : shown - Math.floor(at_ms / 1000) * 1000
}

function headOf({ name, id, user, projects, region }: SeenAccount) {
  return {
    name,
    ...(id === undefined ? {} : { id }),
    users: [{ ...user, password: stand_in_password }],
    projects:
      projects.length > 0 ? projects : [{ name: region ?? 'ap-southeast-1', id: '0'.repeat(32) }],
  }
}

const idsOf = ({ sources, tasks, templates, migprojects }: Seen): Set<string> =>
  new Set([sources, tasks, templates, migprojects].flatMap((things) => [...things.keys()]))

/** What the fixture holds has the same ids here and there. */
function pairsOf(seen: Seen): Pairs {
  const pairs = new Pairs()
  for (const id of idsOf(seen)) pairs.pair('', id, id)
  return pairs
}
