import { renderTable } from '../src/formats/markdown.ts'
import { median, spread } from './load.ts'

/** Figures and tables for people. */

export const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Math.round(value * 100) / 100)

/** A Markdown table whose columns after the first are figures. */
export const lines = (head: string[], rows: string[][]): string =>
  renderTable(
    head,
    rows,
    head.map((_, place) => (place === 0 ? '' : 'r')),
  )

/** The median, and the spread if there is one to speak of. */
export function cell(values: number[] = []): string {
  const known = values.filter((value) => !Number.isNaN(value))
  if (known.length === 0) return '-'
  const range = spread(known)
  return `${number(median(known))}${range > 0 ? ` ±${range} %` : ''}`
}
