import { z } from 'zod'
import { alternatives } from '../../text/lists.ts'
import { didYouMean } from '../../text/names.ts'
import { refineWith } from '../names.ts'
import { quoteValue } from '../sentences.ts'
import { SubTaskName } from './reports.ts'

/** The names of sub-tasks and rounds, as files and conditions of the control API give them. */

/** What is not a sub-task and can go wrong all the same. */
export const Phase = z.enum(['CONTINUOUS_SYNC', 'CLEAR', 'ROLLBACK'])

/**
 * The sub-tasks that a task can have: those of the contract, without two names that no row has (domain/migration/plan.ts,
 * held by a test).
 */
export const SubTask = SubTaskName.exclude(['FORMAT_DISK_LINUX', 'CONFIGURE_LINUX']).meta({
  id: 'PlannedSubTask',
  description: 'Name of a sub-task that a task can have.',
})

const subTasks = (): readonly string[] => SubTask.options

const round_kinds = ['REPLICATE', 'CUTOVER', 'RESYNC', 'CLONE'] as const
export type RoundKind = (typeof round_kinds)[number]

/** The kind of a round: `CUTOVER` for `CUTOVER0`. */
export const kindOfRound = (round: string): RoundKind | undefined =>
  round_kinds.find((kind) => kind === round.replace(/\d+$/, ''))

/** What to answer to something that is not a round. */
function roundProblem({ input }: { input: unknown }): string {
  const first = ['REPLICATE', 'CUTOVER0', 'RESYNC0', 'CLONE0']
  const hint = didYouMean(String(input), first) || `; use ${alternatives(first)}`
  return `${quoteValue(input)} is not a round${hint}`
}

/** One round: REPLICATE, CUTOVER0, RESYNC0 … */
export const OneRound = z
  .string()
  .regex(/^(REPLICATE|(CUTOVER|RESYNC|CLONE)\d+)$/, { error: roundProblem })

/** One round, or with a name without its number each such round. */
export const Rounds = z
  .string()
  .regex(/^(REPLICATE|CUTOVER\d*|RESYNC\d*|CLONE\d*)$/, { error: roundProblem })

/** Which kinds of rounds have a sub-task, by the beginning of its name (domain/migration/plan.ts, held by a test). */
const kinds_by_beginning: readonly [beginning: string, kinds: readonly RoundKind[]][] = [
  ['CREATE_CLOUD_SERVER', ['REPLICATE']],
  ['SSL_CONFIG', ['REPLICATE', 'RESYNC']],
  ['ATTACH_AGENT_IMAGE', ['REPLICATE', 'RESYNC']],
  ['FORMAT_DISK_', ['REPLICATE']],
  ['MIGRATE_', ['REPLICATE']],
  ['SYNC_', ['RESYNC']],
  ['CHECK_CONSISTENCY', ['REPLICATE', 'RESYNC']],
  ['CONFIGURE_', ['REPLICATE', 'RESYNC', 'CUTOVER']],
  ['DETTACH_AGENT_IMAGE', ['REPLICATE', 'RESYNC', 'CUTOVER']],
  ['CLONE_VM', ['CLONE']],
]

/** Whether rounds of a kind can have a sub-task. */
export const roundHas = (kind: RoundKind, name: string): boolean =>
  kinds_by_beginning.some(
    ([beginning, kinds]) => name.startsWith(beginning) && kinds.includes(kind),
  )

/** What a migration must be for a sub-task; undefined stands for any. */
type Migration = { os?: string | undefined; type?: string | undefined }

/** Whether a migration of a system and a type can have a sub-task. */
export function migrationHas({ os, type }: Migration, name: string): boolean {
  if (name.includes('_WINDOWS')) return os !== 'LINUX'
  if (name.includes('_LINUX') && os === 'WINDOWS') return false
  if (/_LINUX_FILE$/.test(name)) return type !== 'MIGRATE_BLOCK'
  return !/_LINUX_BLOCK$/.test(name) || type !== 'MIGRATE_FILE'
}

/** The names that a place means: one, or those that begin with what stands before its `*`. */
const namesMatching = (at: string, names: readonly string[]): string[] =>
  names.filter((name) => (at.endsWith('*') ? name.startsWith(at.slice(0, -1)) : name === at))

/** What is wrong with a place, whatever the migration; undefined if nothing is. */
function placeProblem(at: string): string | undefined {
  const names = [...subTasks(), ...Phase.options]
  if (namesMatching(at, names).length > 0) return undefined
  const beginnings = kinds_by_beginning.flatMap(([name]) => (name.endsWith('_') ? `${name}*` : []))
  const hint = didYouMean(at, at.endsWith('*') ? beginnings : names)
  return `${quoteValue(at)} is not a sub-task, the beginning of one with * such as MIGRATE_*, or one of ${Phase.options.join(', ')}${hint}`
}

/** A sub-task, the beginning of its name and `*`, or a phase. */
export const SubTaskPlace = z.string().superRefine(refineWith(placeProblem))

type Place = { at: string; round?: string | undefined }

/** Why nothing can happen at a place in a round of such a migration; undefined if it can. */
function placeConflict({ at, round }: Place, migration: Migration): string | undefined {
  const names = namesMatching(at, [...subTasks(), ...Phase.options])
  const kind = round === undefined ? undefined : kindOfRound(round)
  const phases: readonly string[] = Phase.options
  if (kind && !names.some((name) => phases.includes(name) || roundHas(kind, name))) {
    const has = subTasks().filter((name) => roundHas(kind, name) && migrationHas(migration, name))
    return `${quoteValue(at)} is not a sub-task of round ${round}; use ${alternatives(has)}`
  }
  if (names.some((name) => migrationHas(migration, name))) return undefined
  const { os, type } = migration
  const whose = [os, type].filter((word) => word !== undefined).join(' and ')
  const has = subTasks().filter((name) => migrationHas(migration, name))
  return `${quoteValue(at)} never happens in migrations of ${whose}${didYouMean(at.replace(/LINUX|WINDOWS/, os ?? '$&'), has)}`
}

/** Consequences of a scenario that happen at a place. */
const placed = ['fail', 'stall', 'slow', 'agent_lost', 'overspeed'] as const

/** Refuses consequences of a scenario at places that no migration of it comes to. */
export function checkPlaces(
  {
    match,
    then,
  }: { match: Migration; then: { [Kind in (typeof placed)[number]]?: Place[] | undefined } },
  context: z.RefinementCtx,
): void {
  for (const kind of placed) {
    const consequences: unknown = then[kind]
    // One without its brackets is a list by now, unless something else is wrong with it.
    if (!Array.isArray(consequences)) continue
    for (const [index, consequence] of consequences.entries()) {
      const message = placeConflict(consequence, match)
      const path = ['then', kind, index, 'at']
      if (message) context.addIssue({ code: 'custom', message, path })
    }
  }
}

/** Refuses timings of sub-tasks that a round never has. */
export function checkRounds(rounds: Record<string, object>, context: z.RefinementCtx): void {
  for (const [round, rows] of Object.entries(rounds)) {
    for (const at of Object.keys(rows)) {
      const message = placeConflict({ at, round }, {})
      if (message) context.addIssue({ code: 'custom', message, path: [round, at] })
    }
  }
}
