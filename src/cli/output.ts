import { randomInt } from 'node:crypto'
import { stripVTControlCharacters, styleText } from 'node:util'
import stringWidth from 'string-width'
import { withoutControls } from '../text/terminal.ts'

/** What a command says, and how: for people on a terminal, plain when piped, JSON when asked for. */

type Style = Parameters<typeof styleText>[0]

/** A stream, as far as it matters how to write to it. */
export type Stream = {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
  rows?: number
}

type Environment = Record<string, string | undefined>

/** Whether to color: FORCE_COLOR, NO_COLOR, and a terminal that can, in this order. */
export function wantsColor({ isTTY = false }: Stream, environment: Environment): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM } = environment
  if (force !== undefined) return force !== '0' && force !== 'false'
  if (no !== undefined && no !== '') return false
  return isTTY && TERM !== 'dumb'
}

/** How wide lines may be. A shell does not export COLUMNS by itself: where it is set, it is meant, also for a pipe. */
function columnsOf({ isTTY = false, columns = 0 }: Stream, { COLUMNS = '' }: Environment) {
  if (/^[1-9]\d{0,3}$/.test(COLUMNS)) return Number(COLUMNS)
  return isTTY && columns > 0 ? columns : undefined
}

/** Where a command writes. */
export type Streams = { stdout: Stream; stderr: Stream }

/**
 * The one writer to the terminal. It writes lines: what stands in one may come from anywhere, so its
 * control characters are escaped, line ends included. Styles are marked by a number that no text of
 * others can know.
 */
export class Output {
  /** Whether answers are printed as JSON. */
  readonly json: boolean
  readonly #streams: Streams
  #percent = -1
  readonly #color: boolean
  /** How wide lines may be: COLUMNS, else the terminal's; undefined where nothing limits them, as in a pipe. */
  readonly columns: number | undefined
  readonly #mark = String(randomInt(1e8, 1e9))
  readonly #marked = new RegExp(`(\u001b\\[${this.#mark};\\d+m)`)

  constructor(streams: Streams, environment: Environment, json = false) {
    this.#streams = streams
    this.json = json
    this.#color = !json && wantsColor(streams.stdout, environment)
    this.columns = columnsOf(streams.stdout, environment)
  }

  /** The stream itself, for a library that draws: it gives it nothing that is not `drawn`. */
  get terminal(): Stream {
    return this.#streams.stdout
  }

  /** Text with a style, where colors are wanted; a part of a line. */
  style(style: Style, text: string): string {
    const plain = withoutControls(text)
    if (!this.#color) return plain
    // Whether to color is decided here, not by what Node finds out about the process.
    const styled = styleText(style, plain, { validateStream: false } as object)
    return styled.replaceAll('\u001b[', `\u001b[${this.#mark};`)
  }

  /** A line without control characters, whose styles are still marked. */
  #clean(line: string): string {
    const parts = line.split(this.#marked)
    return parts.map((part, index) => (index % 2 === 1 ? part : withoutControls(part))).join('')
  }

  /** A line as a terminal shows it. */
  drawn(line: string): string {
    return this.#clean(line).replaceAll(`\u001b[${this.#mark};`, '\u001b[')
  }

  /** Writes one line. */
  line(line: string): void {
    this.lines([line])
  }

  /** Writes lines: as many as are given, whatever they hold. */
  lines(lines: readonly string[]): void {
    this.#streams.stdout.write(lines.map((line) => `${this.drawn(line)}\n`).join(''))
  }

  /** Says what is wrong, on the standard error. */
  problem(...lines: readonly string[]): void {
    const [first = '', ...rest] = lines.map((line) => this.drawn(line))
    this.#streams.stderr.write(`${[`sms-emulator: ${first}`, ...rest].join('\n')}\n`)
  }

  /** Shows on a terminal how much of a long work is done, in a line of the standard error that is gone at the end. */
  progress(what: string, done: number, total: number): void {
    const { stderr } = this.#streams
    const percent = Math.floor((100 * done) / total)
    if (stderr.isTTY !== true || (percent === this.#percent && done < total)) return
    this.#percent = percent
    const bar = '█'.repeat(Math.floor(percent / 4)).padEnd(25, '░')
    const line = done < total ? this.drawn(`${what} ${bar} ${percent} % of ${total}`) : ''
    stderr.write(`\r\u001b[K${line}`)
  }

  /** The answer as JSON, or what it says to a person: a line, or several. */
  show(answer: unknown, human: () => string | readonly string[]): void {
    if (this.json) this.value(answer)
    else this.lines([human()].flat())
  }

  /** A value as JSON, for people and programs alike. */
  value(value: unknown): void {
    this.lines(JSON.stringify(value, null, 2).split('\n'))
  }

  /**
   * Lines with rows under their headings, in columns. On a terminal that is too narrow the last columns are left
   * out, and named.
   */
  table(headings: string[], rows: (string | number)[][], empty: string): string[] {
    if (rows.length === 0) return [empty]
    const { columns } = this
    for (let count = headings.length; count > 1 && columns !== undefined; count--) {
      const lines = this.#tableLines(headings.slice(0, count), rows)
      if (!lines.some((line) => widthOf(this.drawn(line)) > columns)) {
        const missing = headings.slice(count)
        const note = `not shown in ${columns} columns: ${missing.join(', ')}`
        const noted = missing.length === 0 ? [] : wrapped(note, columns)
        return [...lines, ...noted.map((line) => this.style('dim', line))]
      }
    }
    return this.#tableLines(headings, rows)
  }

  #tableLines(headings: string[], rows: (string | number)[][]): string[] {
    const heads = headings.map((heading) => this.style('bold', heading))
    // Cleaned before they are measured.
    const cells = rows.map((row) => heads.map((_, place) => this.#clean(String(row[place] ?? ''))))
    const lines = [heads, ...cells]
    const drawnWidth = (cell: string): number => widthOf(this.drawn(cell))
    const widths = heads.map((_, place) =>
      lines.reduce((most, line) => Math.max(most, drawnWidth(line[place] ?? '')), 0),
    )
    return lines.map((line) =>
      line
        .map((cell, place) => cell + ' '.repeat((widths[place] ?? 0) - drawnWidth(cell)))
        .join('  ')
        .trimEnd(),
    )
  }

  /** Lines of names and values. */
  fields(fields: Record<string, string | number>): string[] {
    const width = Math.max(...Object.keys(fields).map((name) => name.length))
    return Object.entries(fields).map(
      ([name, value]) => `${this.style('bold', name.padEnd(width))}  ${value}`,
    )
  }
}

/** How many columns a line takes on a terminal, without its styles. Plain text needs no pattern of all emoji. */
export function widthOf(line: string): number {
  const text = stripVTControlCharacters(line)
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text)
}

/** A text in at most `width` columns: of a longer one the beginning and the end, with an ellipsis between them. */
export function shortened(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  const parts = [...text]
  const end = takenFrom(parts.toReversed(), Math.floor((width - 1) / 3)).toReversed()
  const start = takenFrom(parts, width - 1 - widthOf(end.join('')))
  return `${start.join('')}…${end.join('')}`
}

/** The first characters that `width` columns have room for. */
function takenFrom(characters: readonly string[], width: number): string[] {
  const taken: string[] = []
  let used = 0
  for (const one of characters) {
    used += widthOf(one)
    if (used > width) break
    taken.push(one)
  }
  return taken
}

/** A text with blanks behind it, up to `width` columns. */
export const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(width - widthOf(text), 0))

/** A text in lines of at most `width` columns, broken between words; all but the first begin with `indent`. */
export function wrapped(text: string, width: number, indent = ''): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    const isFirst = line === '' || line === indent
    if (isFirst || line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = isFirst ? `${line}${word}` : `${line} ${word}`
    } else lines.push(`${indent}${word}`)
  }
  return lines
}

/** 90061000 → `1d 1h`: the two largest units, as people say it; below ten seconds with a fraction. */
export function span(ms: number | null): string {
  if (ms === null) return '-'
  if (ms > 0 && ms < 10_000) return `${Number((ms / 1000).toFixed(ms < 1000 ? 3 : 1))}s`
  const seconds = Math.round(ms / 1000)
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const
  const first = parts.findIndex(([amount]) => amount > 0)
  if (first < 0) return '0s'
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join(' ')
}

/** `2026-01-01T00:00:00.000Z` → `2026-01-01 00:00:00`; a fraction of a second that is not 0 is shown. */
export const moment = (iso: string): string =>
  iso
    .slice(0, 23)
    .replace('T', ' ')
    .replace(/\.000$|Z$/, '')
