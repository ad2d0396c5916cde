import progress, { type Options, type SingleBar } from 'cli-progress'
import type { TaskOverview } from '../client/types.ts'
import { type Output, span } from './output.ts'

/** The tasks on a terminal, drawn anew in place: a heading for each, and a bar for each sub-task. */

type Row = TaskOverview['rows'][number]

/** A line of the picture: a text, or a text with a bar. */
type Line = { text: string; percent: number | undefined; note: string }

const plain = (text: string): Line => ({ text, percent: undefined, note: '' })

const bar_width = 30

/** The lines of tasks; of a task that has ended only its heading. */
export function linesOf(tasks: readonly TaskOverview[], out: Output): Line[] {
  return tasks.flatMap((task) => {
    const { name, state, source, speed, remaining_ms, rows, connected } = task
    const facts = [
      state,
      source.name ?? source.id,
      ...(speed > 0 ? [`${speed.toFixed(1)} Mbit/s`] : []),
      ...(remaining_ms !== null && speed > 0 ? [`${span(remaining_ms)} left`] : []),
      ...(connected ? [] : [out.style('red', 'agent lost')]),
    ]
    const heading = plain(`${out.style('bold', name)}  ${facts.join('  ')}`)
    const isOver = /SUCCESS|ABORT$/.test(state)
    return [heading, ...(isOver ? [] : rows.map((row) => lineOf(row, out)))]
  })
}

const lineOf = ({ name, user_op, percent, error }: Row, out: Output): Line => ({
  text: `  ${user_op.padEnd(10)} ${name.padEnd(30)}`,
  percent,
  note: error === null ? '' : out.style('red', error),
})

export class LivePicture {
  readonly #bars: progress.MultiBar
  readonly #out: Output
  readonly #lines: SingleBar[] = []

  constructor(out: Output) {
    this.#out = out
    this.#bars = new progress.MultiBar({
      stream: out.terminal as NodeJS.WritableStream,
      format: (options, _, payload: Line) => rendered(payload, options, out),
      barsize: bar_width,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barCompleteString: '█'.repeat(bar_width),
      barIncompleteString: '░'.repeat(bar_width),
      hideCursor: true,
      clearOnComplete: false,
      stopOnComplete: false,
    })
  }

  draw(tasks: readonly TaskOverview[]): void {
    // Some terminals do not know, and say 0.
    const rows = this.#out.terminal.rows || 24
    const all = tasks.length > 0 ? linesOf(tasks, this.#out) : [plain('no tasks')]
    // What does not fit on the screen cannot be drawn anew in place.
    const room = Math.max(rows - 2, 1)
    const more = all.length - room
    const lines = more > 0 ? [...all.slice(0, room), plain(`… ${more} lines more`)] : all
    for (const line of lines.slice(this.#lines.length)) {
      this.#lines.push(this.#bars.create(100, line.percent ?? 0, line))
    }
    // From the last: the library draws no line anew that has moved up.
    for (const line of this.#lines.splice(lines.length).reverse()) this.#bars.remove(line)
    // It adds what it is given to what it had, so that a line has to be given whole.
    for (const [index, line] of lines.entries()) this.#lines[index]?.update(line.percent ?? 0, line)
    this.#bars.update()
  }

  stop(): void {
    this.#bars.stop()
  }
}

function rendered({ text, percent, note }: Line, options: Options, out: Output): string {
  if (percent === undefined) return out.drawn(text)
  const bar = progress.Format.BarFormat(percent / 100, options)
  const share = `${String(percent).padStart(3)} %`
  return out.drawn(`${text} ${percent === 100 ? out.style('green', bar) : bar} ${share}  ${note}`)
}
