import { markdownTable } from 'markdown-table'

/**
 * A Markdown table (GitHub's dialect), without padding, so that a long cell changes only its own line.
 *
 * Cells are Markdown. What would end a cell is escaped here: `|`, also in code, and line breaks, which
 * become spaces.
 *
 * @param align how the columns are aligned: `l`, `c` or `r` for each; `''`, the default, is as the reader's program likes.
 */
export const renderTable = (
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  align: readonly Alignment[] = [],
): string =>
  markdownTable(
    [head, ...rows].map((cells) => cells.map((cell) => escapeCell(String(cell)))),
    { align, alignDelimiters: false },
  )

export type Alignment = '' | 'l' | 'c' | 'r'

const escapeCell = (markdown: string): string =>
  markdown.replaceAll('|', '\\|').replace(/\s*[\r\n]+\s*/g, ' ')

/** Text that others wrote, such as a client's field names, as Markdown that shows it: no code, no HTML. */
export const escapeText = (text: string): string =>
  text.replace(/[\\`<>]/g, '\\$&').replace(/\s+/g, ' ')
