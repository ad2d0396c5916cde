/** Tested by: test/http/control/explain-states.test.ts */
import type { SourceState, TaskState } from '../../schemas/sms/states.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { ownValue } from '../../text/own-value.ts'
import { actionRules } from '../migration/actions.ts'
import { sourceMoves, stageKey, taskMoves } from '../migration/transitions.ts'

/** How a task or a source gets from its state to one in which an action is allowed: from the tables of moves. */

type Move = readonly [from: string, to: string, why: string, ...unknown[]]

/** The shortest way to a state that is wanted, as its moves; undefined where no way leads there. */
function shortestWay(
  moves: readonly Move[],
  from: string,
  isWanted: (state: string) => boolean,
): Move[] | undefined {
  const ways: Move[][] = [[]]
  const seen = new Set([from])
  for (let way = ways.shift(); way; way = ways.shift()) {
    const state = way.at(-1)?.[1] ?? from
    if (isWanted(state)) return way
    for (const move of moves) {
      if (move[0] !== state || seen.has(move[1])) continue
      seen.add(move[1])
      ways.push([...way, move])
    }
  }
  return undefined
}

/** `RUNNING → ABORTING (stop, or overspeed) → ABORT (agent has stopped)`. */
const inWords = (from: string, way: readonly Move[]): string =>
  [from, ...way.map(([, to, why]) => `${to} (${why})`)].join(' → ')

const isFailure = ([, to]: Move): boolean => /FAIL|^error|failed/.test(to)

/** Whether a client makes the move; all others take time. */
const isAction = ([, , why]: Move): boolean =>
  ownValue(actionRules, /^\w+/.exec(why)?.[0] ?? '') !== undefined

/** A way in words, and whether all of it is in the client's hands. */
export type Way = { words: string; takesTime: boolean }

/** Ways without a failure come first. */
function wayBy(
  moves: readonly Move[],
  from: string,
  isWanted: (state: string) => boolean,
): Way | undefined {
  const smooth = moves.filter((move) => !isFailure(move))
  const way = shortestWay(smooth, from, isWanted) ?? shortestWay(moves, from, isWanted)
  return way && { words: inWords(from, way), takesTime: !way.every(isAction) }
}

/** @returns undefined where no way leads from the task's state to any of `states`. */
export function wayOfTask(task: Task, states: readonly TaskState[]): Way | undefined {
  const other = `syncing=${!task.syncing}`
  const moves = taskMoves.filter(([, , why]) => !why.includes(other))
  return wayBy(moves, task.state, (state) => states.some((one) => one === state))
}

/** @returns undefined where no way leads from the source's state and stage to any of `states`. */
export function wayOfSource(source: Source, states: readonly SourceState[]): Way | undefined {
  const from = stageKey(source.state, source.migration_cycle)
  return wayBy(sourceMoves, from, (stage) => states.some((one) => stage.startsWith(`${one}[`)))
}
