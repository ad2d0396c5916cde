/** Tested by: test/domain/task-text.test.ts */
import type { ObservedStates } from '../../schemas/json-text.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { currentWork, estimate, rowProgress, subtaskInfo } from '../migration/progress.ts'
import { observedStatesIn } from '../observed/client-coverage.ts'
import type { listedTask, viewTask } from './task-view.ts'

/**
 * The JSON of a task's answers. Of a task and its source as they stand, the clock decides at most
 * three values: the text is made once, with gaps for them, and then only the gaps are filled.
 *
 * `test/domain/task-text.test.ts` holds it against the views themselves, at any moment.
 */

type View = typeof viewTask | typeof listedTask
type Filler = (now: number) => string
/**
 * The text of an answer at any moment, and the states and sub-tasks that it shows at all of them.
 *
 * @property weight what it takes in memory with its task and source, in bytes, roughly.
 */
export type TaskText = { at: Filler; observed: ObservedStates; weight: number }

/** A text that no name has by accident; in JSON its first sign takes six. */
const gap = (place: number): string => `\u0001gap${place}\u0001`
const gapText = (place: number): string => JSON.stringify(gap(place))

/** The text of a view of a task, at any moment of its clock. */
export function textOf(view: View, task: Task, source: Source | undefined): TaskText {
  const whole = view(task, source, 0)
  const at = fillerOf(view, whole, task, source)
  return { at, observed: observedStatesIn(whole), weight: 4 * at(0).length }
}

function fillerOf(
  view: View,
  whole: ReturnType<View>,
  task: Task,
  source: Source | undefined,
): Filler {
  const { step } = task
  if (step?.kind !== 'work') {
    const text = JSON.stringify(whole)
    return () => text
  }
  const values = new Map<string, Filler>([
    [gap(0), (now) => JSON.stringify(subtaskInfo(task, now))],
    [gap(1), (now) => JSON.stringify(estimate(task, now).remain_seconds)],
    [gap(2), (now) => String(progressAt(task, now))],
  ])
  const draft = {
    ...whole,
    subtask_info: gap(0),
    ...('remain_seconds' in whole ? { remain_seconds: gap(1) } : {}),
    sub_tasks: whole.sub_tasks.map((row, place) =>
      place === step.row ? { ...row, progress: gap(2) } : row,
    ),
  }
  return (
    fillGaps(JSON.stringify(draft), values) ?? ((now) => JSON.stringify(view(task, source, now)))
  )
}

function progressAt(task: Task, now: number): number {
  const row = task.sub_tasks[task.step?.row ?? -1]
  return row ? rowProgress(task, row, currentWork(task, now)) : 0
}

/** Fills the gaps of a text; undefined when a gap is there twice, as a part of somebody's name. */
function fillGaps(text: string, values: ReadonlyMap<string, Filler>): Filler | undefined {
  const gaps = [...values.keys()].map((_, place) => ({
    at: text.indexOf(gapText(place)),
    place,
    isOnce: text.indexOf(gapText(place)) === text.lastIndexOf(gapText(place)),
  }))
  if (gaps.some(({ isOnce }) => !isOnce)) return undefined
  const there = gaps.filter(({ at }) => at >= 0).sort((one, other) => one.at - other.at)
  let from = 0
  const pieces = there.map(({ at, place }) => {
    const piece = text.slice(from, at)
    from = at + gapText(place).length
    return { piece, value: values.get(gap(place)) as Filler }
  })
  const rest = text.slice(from)
  return (now) => {
    let filled = ''
    for (const { piece, value } of pieces) filled += piece + value(now)
    return filled + rest
  }
}
