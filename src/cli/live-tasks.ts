import progress, { type SingleBar } from 'cli-progress'
import type { Clock, TaskOverview } from '../client/types.ts'
import { counted } from '../text/numbers.ts'
import { clockLine, noticeLines } from './clock-line.ts'
import { type Output, padded, shortened, span, widthOf } from './output.ts'
import { failureOf, labelsOf, name_least } from './task-names.ts'

/**
 * The tasks on a terminal, drawn anew in place: the clock, then a heading for each task and a bar for each of its
 * sub-tasks; a line for each task where that would be more than the screen has.
 */

type Row = TaskOverview['rows'][number]

/** What the picture shows. */
export type Watched = {
  tasks: readonly TaskOverview[]
  clock: Clock
  /** Why nothing happens, as long as a client waits for it. */
  notice?: string | null
}

const bar_max = 30
/** A shorter bar says nothing. */
const bar_min = 5
/** `100 %`. */
const number_width = 5

/** The picture's lines: no longer than the screen is wide, and no more than it is high. */
export function pictureLines({ tasks, clock, notice }: Watched, out: Output): string[] {
  const columns = out.columns ?? 80
  // Some terminals do not know their height, and say 0. What does not fit cannot be drawn anew in place.
  const room = Math.max((out.terminal.rows || 24) - 3, 1)
  const counts = tasks.length > 1 ? [summary(tasks, columns)] : []
  const head = [clockLine(clock, out), ...noticeLines({ notice }, out), ...counts]
  if (tasks.length === 0) return [...head, 'no tasks'].map((line) => cut(line, columns, out))
  const labels = labelsOf(tasks, Math.max(Math.floor(columns / 2), name_least), out)
  const long = tasks.flatMap((task, index) => [
    headingOf(task, labels[index] ?? '', columns, out),
    ...(isOver(task) ? [] : rowLines(task.rows, columns, out)),
  ])
  const lines = head.length + long.length <= room ? long : shortLines(tasks, columns, out)
  const space = room - head.length
  const hidden = lines.length - space
  const shown = hidden > 0 ? lines.slice(0, Math.max(space - 1, 0)) : lines
  const more = hidden > 0 ? [`… and ${counted(lines.length - shown.length, 'more task')}`] : []
  return [...head, ...shown, ...more].map((line) => cut(line, columns, out))
}

const isOver = ({ state }: TaskOverview): boolean => /SUCCESS|ABORT$/.test(state)

/** `12 tasks: 3 RUNNING, 9 MIGRATE_SUCCESS`, as much of it as a line has room for. */
function summary(tasks: readonly TaskOverview[], columns: number): string {
  const states = [...new Set(tasks.map(({ state }) => state))]
  const counts = states.map(
    (state) => `${tasks.filter((one) => one.state === state).length} ${state}`,
  )
  const text = (count: number): string => {
    const more = count < counts.length ? ['…'] : []
    return `${counted(tasks.length, 'task')}: ${[...counts.slice(0, count), ...more].join(', ')}`
  }
  let shown = counts.length
  while (shown > 0 && text(shown).length > columns) shown--
  return text(shown)
}

/** What is left out first on a narrow screen comes last in `facts`. */
function headingOf(
  { state, source, speed, remaining_ms, connected }: TaskOverview,
  label: string,
  columns: number,
  out: Output,
): string {
  const facts = [
    shortened(out.drawn(source.name ?? source.id), Math.floor(columns / 3)),
    ...(speed > 0 ? [`${speed.toFixed(1)} Mbit/s`] : []),
    ...(remaining_ms !== null && speed > 0 ? [`${span(remaining_ms)} left`] : []),
  ]
  const lost = connected ? [] : [out.style('red', 'agent lost')]
  const line = (count: number): string =>
    [out.style('bold', label), state, ...facts.slice(0, count), ...lost].join('  ')
  let shown = facts.length
  while (shown > 0 && widthOf(out.drawn(line(shown))) > columns) shown--
  return line(shown)
}

function rowLines(rows: readonly Row[], columns: number, out: Output): string[] {
  const rounds = widest(rows.map(({ user_op }) => user_op))
  const errors = widest(rows.map(({ error }) => (error === null ? '' : `  ${error}`)))
  // On a narrow screen the name is shortened, never the number.
  const room = columns - rounds - 4 - 2 - number_width - errors
  const names = Math.max(Math.min(widest(rows.map(({ name }) => name)), room), 1)
  return rows.map(({ user_op, name, percent, error }) => {
    const text = `  ${user_op.padEnd(rounds)}  ${padded(shortened(name, names), names)}`
    return `${text}  ${progressOf(percent, error, columns - text.length - 2, out)}`
  })
}

/**
 * A line for each task; those at work first. On a narrow screen the bar goes first, then the name of the task is
 * shortened, then that of its sub-task.
 */
function shortLines(tasks: readonly TaskOverview[], columns: number, out: Output): string[] {
  const sorted = [...tasks].sort((one, other) => Number(isIdle(one)) - Number(isIdle(other)))
  const rows = sorted.map((task) => {
    const failed = failureOf(task)
    if (failed !== undefined) return { subtask: failed.name, error: failed.error ?? '' }
    return { subtask: task.subtask ?? '', percent: task.percent ?? undefined }
  })
  const states = widest(tasks.map(({ state }) => state))
  const subtasks = widest(rows.map(({ subtask }) => subtask))
  const ends = Math.max(number_width, widest(rows.map(({ error = '' }) => error)))
  const room = Math.min(columns - states - subtasks - ends - 6, Math.floor(columns / 3))
  const labels = labelsOf(sorted, Math.max(room, name_least), out)
  const names = widest(labels)
  const space = columns - names - states - 4
  const place = Math.min(subtasks, space - ends - 2)
  return sorted.map(({ state }, index) => {
    const { subtask = '', percent, error } = rows[index] ?? {}
    const text = `${out.style('bold', padded(labels[index] ?? '', names))}  ${state.padEnd(states)}`
    if (percent === undefined && error === undefined) return text.trimEnd()
    const where = place < place_least ? '' : `${padded(shortened(subtask, place), place)}  `
    const end =
      percent === undefined
        ? out.style('red', error ?? '')
        : progressOf(percent, null, space - where.length, out)
    return `${text}  ${where}${end}`
  })
}

/** A shorter name of a sub-task says nothing. */
const place_least = 5

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

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf))

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
