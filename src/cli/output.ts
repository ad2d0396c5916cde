import { styleText } from 'node:util'
import Table from 'cli-table3'

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

/** Whether to colour: FORCE_COLOR, NO_COLOR, and a terminal that can, in this order. */
export function wantsColor({ isTTY = false }: Stream, environment: Environment): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM } = environment
  if (force !== undefined) return force !== '0' && force !== 'false'
  if (no !== undefined && no !== '') return false
  return isTTY && TERM !== 'dumb'
}

/** No lines around cells: what is copied out of it is what was meant. */
const no_lines = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
    ['', '-mid', '-left', '-right'].map((part) => [`${side}${part}`, '']),
  ),
)

export class Output {
  readonly json: boolean
  readonly stream: Stream
  readonly #color: boolean

  constructor(stream: Stream, environment: Environment, json: boolean) {
    this.stream = stream
    this.json = json
    this.#color = !json && wantsColor(stream, environment)
  }

  /** Text with a style, where colours are wanted. */
  style(style: Style, text: string): string {
    // Whether to colour is decided here, not by what Node finds out about the process.
    return this.#color ? styleText(style, text, { validateStream: false } as object) : text
  }

  line(text: string): void {
    this.stream.write(`${text}\n`)
  }

  /** The answer as JSON, or what it says to a person. */
  show(answer: unknown, human: () => string): void {
    this.line(this.json ? JSON.stringify(answer, null, 2) : human())
  }

  /** Rows under their headings, in columns. */
  table(headings: string[], rows: (string | number)[][], empty: string): string {
    if (rows.length === 0) return empty
    const table = new Table({
      head: headings.map((heading) => this.style('bold', heading)),
      chars: { ...no_lines, middle: '  ' },
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    })
    table.push(...rows.map((row) => row.map(String)))
    return table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
  }

  /** Names and values, one below the other. */
  fields(fields: Record<string, string | number>): string {
    const width = Math.max(...Object.keys(fields).map((name) => name.length))
    return Object.entries(fields)
      .map(([name, value]) => `${this.style('bold', name.padEnd(width))}  ${value}`)
      .join('\n')
  }
}

/** 90061000 → `1d 1h 1m`: the two or three largest units, as people say it. */
export function span(ms: number | null): string {
  if (ms === null) return '-'
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

/** `2026-01-01T00:00:00.000Z` → `2026-01-01 00:00:00`. */
export const moment = (iso: string): string => iso.slice(0, 19).replace('T', ' ')
