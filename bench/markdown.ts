import { median, spread } from './load.ts'

/** Figures and tables for people. */

export const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Math.round(value * 100) / 100)

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`
/** A Markdown table. */
export const lines = (head: string[], rows: string[][]): string =>
  [row(head), row(head.map((_, place) => (place === 0 ? '---' : '---:'))), ...rows.map(row)].join(
    '\n',
  )

/** The median, and the spread if there is one to speak of. */
export function cell(values: number[] = []): string {
  const known = values.filter((value) => !Number.isNaN(value))
  if (known.length === 0) return '-'
  const range = spread(known)
  return `${number(median(known))}${range > 0 ? ` ±${range} %` : ''}`
}
