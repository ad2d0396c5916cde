import progress, { type SingleBar } from 'cli-progress'
import type { Clock, TaskOverview } from '../client/types.ts'
import { clockLine } from './clock-line.ts'
import { type Output, span, widthOf, wrapped } from './output.ts'

/**
 * The tasks on a terminal, drawn anew in place: the clock, then a heading for each task and a bar for each of its
 * sub-tasks; a line for each task where that would be more than the screen has.
 */

type Row = TaskOverview['rows'][number]

/** What the picture shows. */
export type Watched = { tasks: readonly TaskOverview[]; clock: Clock }

const bar_max = 30
/** A shorter bar says nothing. */
const bar_min = 5
/** `100 %`. */
const number_width = 5

/** The picture's lines: no longer than the screen is wide, and no more than it is high. */
export function pictureLines({ tasks, clock }: Watched, out: Output): string[] {
  const columns = out.columns ?? 80
  // Some terminals do not know their height, and say 0. What does not fit cannot be drawn anew in place.
  const room = Math.max((out.terminal.rows || 24) - 3, 1)
  const counts = tasks.length > 1 ? wrapped(summary(tasks), columns, '  ') : []
  const head = [clockLine(clock, out), ...counts]
  if (tasks.length === 0) return [...head, 'no tasks'].map((line) => cut(line, columns, out))
  const long = tasks.flatMap((task) => [
    headingOf(task, out),
    ...(isOver(task) ? [] : rowLines(task.rows, columns, out)),
  ])
  const lines = head.length + long.length <= room ? long : shortLines(tasks, columns, out)
  const space = room - head.length
  const hidden = lines.length - space
  const shown = hidden > 0 ? lines.slice(0, Math.max(space - 1, 0)) : lines
  const more = hidden > 0 ? [`… and ${lines.length - shown.length} more tasks`] : []
  return [...head, ...shown, ...more].map((line) => cut(line, columns, out))
}

const isOver = ({ state }: TaskOverview): boolean => /SUCCESS|ABORT$/.test(state)

/** `12 tasks: 3 RUNNING, 9 MIGRATE_SUCCESS`. */
function summary(tasks: readonly TaskOverview[]): string {
  const states = [...new Set(tasks.map(({ state }) => state))]
  const counts = states.map(
    (state) => `${tasks.filter((one) => one.state === state).length} ${state}`,
  )
  return `${tasks.length} tasks: ${counts.join(', ')}`
}

function headingOf(
  { name, state, source, speed, remaining_ms, connected }: TaskOverview,
  out: Output,
): string {
  const facts = [
    state,
    source.name ?? source.id,
    ...(speed > 0 ? [`${speed.toFixed(1)} Mbit/s`] : []),
    ...(remaining_ms !== null && speed > 0 ? [`${span(remaining_ms)} left`] : []),
    ...(connected ? [] : [out.style('red', 'agent lost')]),
  ]
  return `${out.style('bold', name)}  ${facts.join('  ')}`
}

function rowLines(rows: readonly Row[], columns: number, out: Output): string[] {
  const rounds = widest(rows.map(({ user_op }) => user_op))
  const longest = widest(rows.map(({ name }) => name))
  // On a narrow screen the name is shortened, never the number.
  const names = Math.max(Math.min(longest, columns - rounds - 4 - 2 - number_width), 1)
  return rows.map(({ user_op, name, percent, error }) => {
    const text = `  ${user_op.padEnd(rounds)}  ${fitted(name, names)}`
    return `${text}  ${progressOf(percent, error, columns - text.length - 2, out)}`
  })
}

/** A line for each task; those at work first. */
function shortLines(tasks: readonly TaskOverview[], columns: number, out: Output): string[] {
  const names = Math.min(widest(tasks.map(({ name }) => name)), Math.floor(columns / 3))
  const states = widest(tasks.map(({ state }) => state))
  const subtasks = widest(tasks.map(({ subtask }) => subtask ?? ''))
  const sorted = [...tasks].sort((one, other) => Number(isIdle(one)) - Number(isIdle(other)))
  return sorted.map((task) => {
    const { name, state, subtask, percent, rows } = task
    const text = `${out.style('bold', fitted(name, names))}  ${state.padEnd(states)}`
    const error = rows.findLast((row) => row.error !== null)?.error ?? null
    const space = columns - names - states - 4
    if (subtask === null || percent === null) {
      return error === null ? text.trimEnd() : `${text}  ${out.style('red', error)}`
    }
    const label = space > subtasks + 8 ? `${subtask.padEnd(subtasks)}  ` : ''
    return `${text}  ${label}${progressOf(percent, error, space - label.length, out)}`
  })
}

const isIdle = ({ subtask }: TaskOverview): boolean => subtask === null

/** A bar, as long as there is space for, the number, which is always there, and the code of a failure. */
function progressOf(percent: number, error: string | null, space: number, out: Output): string {
  const number = `${String(percent).padStart(3)} %`
  const note = error === null ? '' : `  ${out.style('red', error)}`
  const size = Math.min(space - number_width - 1 - (error === null ? 0 : error.length + 2), bar_max)
  if (size < bar_min) return `${number}${note}`
  const done = Math.round((percent / 100) * size)
  const bar = '█'.repeat(done) + '░'.repeat(size - done)
  return `${percent === 100 ? out.style('green', bar) : bar} ${number}${note}`
}

const widest = (texts: readonly string[]): number =>
  Math.max(0, ...texts.map((text) => text.length))

const fitted = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width)

/** A line that the screen is wide enough for; the last words of one that is too long are left out. */
function cut(line: string, columns: number, out: Output): string {
  let words = line
  while (widthOf(out.drawn(words)) > columns && / /.test(words)) {
    words = words.replace(/ +[^ ]*$/, '')
  }
  return words
}

export class LivePicture {
  readonly #bars: progress.MultiBar
  readonly #out: Output
  readonly #lines: SingleBar[] = []
  #shown: readonly string[] = []

  constructor(out: Output) {
    this.#out = out
    this.#bars = new progress.MultiBar({
      stream: out.terminal as NodeJS.WritableStream,
      format: (_options, _params, { line }: { line: string }) => out.drawn(line),
      hideCursor: true,
      clearOnComplete: false,
      stopOnComplete: false,
    })
  }

  draw(watched: Watched): void {
    // The last line is empty: a terminal writes `^C` where the cursor is.
    const lines = [...pictureLines(watched, this.#out), '']
    this.#shown = lines
    for (const line of lines.slice(this.#lines.length)) {
      this.#lines.push(this.#bars.create(100, 0, { line }))
    }
    // From the last: the library draws no line anew that has moved up.
    for (const line of this.#lines.splice(lines.length).reverse()) this.#bars.remove(line)
    for (const [index, line] of lines.entries()) this.#lines[index]?.update(0, { line })
    this.#bars.update()
  }

  stop(): void {
    // Drawn once more: the terminal may have written `^C` into it. The library leaves out lines that are the same.
    for (const [index, line] of this.#shown.entries()) {
      this.#lines[index]?.update(0, { line: `${line} ` })
    }
    this.#bars.update()
    this.#bars.stop()
  }
}
