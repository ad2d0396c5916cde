import { renderTable } from '../src/formats/markdown.ts'

/** Figures and tables for people. */

export const median = (values: number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** How far the values lie apart: (greatest - smallest) / median, in percent. */
const spread = (values: number[]): number =>
  Math.round(((Math.max(...values) - Math.min(...values)) / median(values)) * 100)

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
