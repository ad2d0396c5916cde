import { counted } from '../text/numbers.ts'

/** What is wrong with the indentation of a text that is not YAML, in words for the person who wrote it. */

/** A problem of indentation: the line that is in the wrong place, and why. */
type Misplaced = { line: number; message: string }

/** A level that is open at a line: names of a map, or items of a list, that begin in this column. */
type Level = { column: number; kind: 'names' | 'items' }

/** A line with something in it. */
type Line = {
  number: number
  /** Where it begins, and with what: each dash of a list, and what is behind the last one. */
  levels: Level[]
  /** Whether a name at its end has no value yet, so that what is below it may be indented deeper. */
  isOpen: boolean
}

/** `name:` with a value or without one; the name may be in quotes. */
const name_start =
  /^(?:"[^"]*"|'[^']*'|[^\s"'#[\]{},&*!|>%@`-][^#]*?|-[^\s#][^#]*?)\s*:(?:\s+(.*))?$/
/** What stands for a value and is none yet: an anchor, a tag. */
const no_value = /^(?:[&!]\S*\s*)*$/
const block_text = /(?:^|[:\s-])[|>][-+\d]*$/

const spaces = (count: number): string => counted(count, 'space')

/**
 * Finds the first line whose indentation fits nothing before it, by the lines alone.
 *
 * @param near the line that the parser stopped at: what is found elsewhere is not the reason.
 * @returns undefined where the indentation is right, or the text has what this does not read (a text or brackets over
 *   several lines just before the line).
 */
export function misplacedLine(text: string, near: number): Misplaced | undefined {
  const levels: Level[] = []
  let before: Line | undefined
  for (const line of linesOf(text)) {
    const found = before && problemOf(line, before, levels)
    if (found)
      return Math.abs(line.number - near) <= 2 ? { line: line.number, message: found } : undefined
    if (line.number > near + 2) return undefined
    const column = line.levels[0]?.column ?? 0
    const kind = line.levels[0]?.kind
    while ((levels.at(-1)?.column ?? -1) > column) levels.pop()
    // Items may begin in the column of the name that they belong to.
    if (levels.at(-1)?.column === column && levels.at(-1)?.kind === 'items' && kind === 'names')
      levels.pop()
    const known = levels.at(-1)
    const isKnown = known?.column === column && known.kind === kind
    levels.push(...line.levels.slice(isKnown ? 1 : 0))
    before = line
  }
  return undefined
}

function problemOf(line: Line, before: Line, levels: readonly Level[]): string | undefined {
  const [first] = line.levels
  if (first === undefined) return undefined
  const { column, kind } = first
  const deepest = levels.at(-1)?.column ?? 0
  if (column > deepest) {
    if (before.isOpen) return undefined
    return `it is indented by ${spaces(column)}, deeper than line ${before.number}, which has a value already; indent it by ${spaces(deepest)} to be beside it`
  }
  const here = levels.filter((level) => level.column === column)
  if (here.length === 0) {
    const columns = levels.map((level) => level.column)
    const near = [columns.findLast((one) => one < column), columns.find((one) => one > column)]
    const possible = near.filter((one) => one !== undefined).join(' or ')
    return `it is indented by ${spaces(column)}, as no line before it is; indent it by ${possible}`
  }
  if (here.some((level) => level.kind === kind)) return undefined
  if (kind === 'names') {
    return `a name has the indentation of the items (-) of a list; indent it by ${spaces(column + 2)} to be a part of the item before it`
  }
  if (before.isOpen && before.levels.at(-1)?.column === column) return undefined
  const items = levels.findLast((level) => level.kind === 'items' && level.column > column)
  return items
    ? `an item (-) is indented by ${spaces(column)}, and the items of its list by ${items.column}`
    : 'an item (-) is among names; a list needs a name of its own'
}

/** The lines that have something to say about indentation: not blank ones, comments, and parts of longer texts. */
function* linesOf(text: string): Generator<Line> {
  let brackets = 0
  let block: number | undefined
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const content = whole.replace(/(^|\s)#.*$/, '').trimEnd()
    const indent = content.length - content.trimStart().length
    if (content.trim() === '' || /^(---|\.\.\.|%)/.test(content)) continue
    if (block !== undefined && indent > block) continue
    block = undefined
    const isInside = brackets > 0
    const bare = content.replace(/"(?:\\.|[^"\\])*"|'[^']*'/g, '')
    brackets += (bare.match(/[[{]/g) ?? []).length - (bare.match(/[\]}]/g) ?? []).length
    if (isInside) continue
    const line = lineOf(content, index + 1)
    if (block_text.test(content)) block = line.levels.at(-1)?.column ?? indent
    yield line
  }
}

function lineOf(content: string, number: number): Line {
  const levels: Level[] = []
  let column = content.length - content.trimStart().length
  let rest = content.slice(column)
  for (let dash = /^-(\s+|$)/.exec(rest); dash; dash = /^-(\s+|$)/.exec(rest)) {
    levels.push({ column, kind: 'items' })
    column += dash[0].length
    rest = rest.slice(dash[0].length)
  }
  const named = name_start.exec(rest)
  if (named) levels.push({ column, kind: 'names' })
  const value = named ? (named[1] ?? '') : rest
  return { number, levels, isOpen: no_value.test(value) || block_text.test(content) }
}
