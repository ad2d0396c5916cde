import { type CST, type Document, Lexer, LineCounter, Parser, parse, parseDocument } from 'yaml'
import type { z } from 'zod'
import { ApiError, type ErrorDetail } from '../errors.ts'
import { checkValue, pathText, problemsOf } from '../schemas/issues.ts'
import { depth_max } from '../schemas/nesting.ts'
import { nearest } from '../text/names.ts'
import { ownValue } from '../text/own-value.ts'

/** Files that people write, YAML or JSON (which is YAML too), and what is wrong in them. */

type Refusal = 'fixtureInvalid' | 'scenarioInvalid' | 'faultInvalid'

/** Merge keys count, and what is wrong is thrown, not printed. */
const options = { merge: true, logLevel: 'error' } as const

/** What a text says, unchecked; undefined for one that cannot be read. */
export function contentOfText(text: string): unknown {
  try {
    refuseExcess(text, 'fixtureInvalid')
    return parse(text, options)
  } catch {
    return undefined
  }
}

/** Whether a text is too deep, or has a map of too many names, to be composed. */
export function isExcessive(text: string): boolean {
  try {
    refuseExcess(text, 'fixtureInvalid')
    return false
  } catch {
    return true
  }
}

/**
 * What a text says, checked by its schema.
 *
 * @param schemaFor the schema, which may depend on what stands in the text.
 * @throws ApiError 400 of the given name, whose details name line, path and reason.
 */
export function parseText<Schema extends z.ZodType>(
  text: string,
  schemaFor: (content: unknown) => Schema,
  refusal: Refusal,
): z.output<Schema> {
  const lines = new LineCounter()
  refuseExcess(text, refusal)
  const document = parseDocument(text, { lineCounter: lines, ...options })
  const [syntax] = document.errors
  if (syntax) {
    const line = lines.linePos(syntax.pos[0]).line
    const [first = ''] = syntax.message.split('\n')
    const message = first.replace(/ at line \d+, column \d+:$/, '')
    throw invalid(refusal, [{ path: pathText([]), message, line }])
  }
  const content = contentOf(document, refusal)
  const place = placeOfRefusedName(content)
  if (place) {
    const message = `"${String(place.at(-1))}" is not allowed as a name`
    throw invalid(refusal, [{ path: pathText(place), message, ...lineOf(document, lines, place) }])
  }
  const { data, error } = checkValue(schemaFor(content), content)
  if (error === undefined) return inOrderOf(content, data) as z.output<Schema>
  throw invalid(
    refusal,
    problemsOf(error.issues.slice(0, details_max)).map(({ path, message }) => ({
      path: pathText(path),
      message,
      ...lineOf(document, lines, path),
    })),
  )
}

/**
 * A checked value with its names in the order of the text, those of defaults last: schemas put them into their own,
 * and a record that is loaded would be told in other bytes than before.
 */
function inOrderOf(content: unknown, checked: unknown): unknown {
  if (Array.isArray(checked)) {
    // A schema may make a list of one thing.
    return Array.isArray(content)
      ? checked.map((item, place) => inOrderOf(content[place], item))
      : checked
  }
  if (!isMap(content) || !isMap(checked)) return checked
  const names = Object.keys(content).filter((name) => Object.hasOwn(checked, name))
  return Object.fromEntries(
    [...new Set([...names, ...Object.keys(checked)])].map((name) => [
      name,
      inOrderOf(ownValue(content, name), ownValue(checked, name)),
    ]),
  )
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether what a text says has a field, rightly spelled or not: by it the schema is chosen that tells the right name. */
export const hasField = (content: unknown, name: string): boolean =>
  typeof content === 'object' &&
  content !== null &&
  Object.keys(content).some((key) => nearest(key, [name]).length > 0)

/**
 * A refusal of what a text says, with the lines of the places that it names: for what turns out to be
 * wrong only when it is carried out.
 */
export function withLines(
  refusal: Refusal,
  details: readonly ErrorDetail[],
  text: string,
): ApiError {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, ...options })
  return invalid(
    refusal,
    details.map((detail) => ({ ...detail, ...lineOf(document, lines, detail.path.split('.')) })),
  )
}

const invalid = (refusal: Refusal, details: ErrorDetail[]): ApiError => {
  const [first] = details
  const place = first?.line === undefined ? first?.path : `line ${first.line}, ${first.path}`
  return new ApiError(refusal, `${place}: ${first?.message}`, details)
}

/** The composer compares each name of a map with all the others. */
const names_max = 1_000
/** Whoever has so many to mend begins with these. */
const details_max = 100

/**
 * Refuses a text that is nested too deep, or has a map of too many names, before it is composed: the
 * stack would run out there and, in the midst of a regular expression, end the process.
 */
function refuseExcess(text: string, refusal: Refusal): void {
  const lines = new LineCounter()
  lines.addNewLine(0)
  const parser = new Parser(lines.addNewLine)
  for (const lexeme of new Lexer().lex(text)) {
    // The parser works when it is asked for what it has found.
    for (const _ of parser.next(lexeme));
    const excess =
      parser.stack.length > depth_max
        ? `nested more than ${depth_max} deep`
        : namesIn(parser.stack.at(-1)) > names_max && `a map of more than ${names_max} names`
    if (excess) {
      const { line } = lines.linePos(parser.offset)
      throw invalid(refusal, [{ path: pathText([]), message: excess, line }])
    }
  }
}

/** How many names a map has so far; 0 for anything else. */
function namesIn(token: CST.Token | undefined): number {
  if (token?.type === 'block-map') return token.items.length
  return token?.type === 'flow-collection' && token.start.source === '{' ? token.items.length : 0
}

/**
 * Names that mean something to JavaScript. Bodies of the services are refused with them, too, and a
 * schema would drop the first one without a word.
 */
const refused_names: readonly string[] = ['__proto__', 'constructor']

/** Where a refused name stands in a value; undefined if nowhere. */
function placeOfRefusedName(
  value: unknown,
  path: string[] = [],
  seen = new Set<object>(),
): string[] | undefined {
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined
  seen.add(value)
  for (const [name, part] of Object.entries(value)) {
    const place = [...path, name]
    if (refused_names.includes(name)) return place
    const deeper = placeOfRefusedName(part, place, seen)
    if (deeper) return deeper
  }
  return undefined
}

/** Aliases are bounded by the parser: a text that unfolds without end is refused. */
function contentOf(document: Document, refusal: Refusal): unknown {
  try {
    return document.toJS()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw invalid(refusal, [{ path: pathText([]), message }])
  }
}

/** The line of the nearest thing on the path that stands in the text. */
function lineOf(document: Document, lines: LineCounter, path: PropertyKey[]): { line?: number } {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as
      | { range?: [number, number, number] }
      | undefined
    const start = node?.range?.[0]
    if (start !== undefined) return { line: lines.linePos(start).line }
  }
  return {}
}
