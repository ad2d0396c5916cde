import type { z } from 'zod'
import { ApiError, type ErrorDetail } from '../errors/refusals.ts'
import type { FileKind } from '../schemas/control/validation.ts'
import { checkValue, details_max, pathText, problemsOf } from '../schemas/issues.ts'
import { isTooDeep } from '../text/json-depth.ts'
import { nearest } from '../text/names.ts'
import { ownValue } from '../text/own-value.ts'
import { file_max_bytes } from '../text/utf8.ts'
import { hasTooManyValues, scanJson, values_max } from './json-places.ts'
import { describeOtherKind } from './kinds-of-content.ts'
import { type Read, Unreadable } from './unreadable.ts'
import { toldOnce } from './yaml-aliases.ts'
import { readYaml, yaml_max } from './yaml-text.ts'

/**
 * Files that people and programs write, JSON or YAML, and what is wrong in them. What a text costs is bounded
 * before it is paid for (docs/decisions/045-large-files.md).
 */

export type Refusal = 'fixtureInvalid' | 'scenarioInvalid' | 'faultInvalid'

/** What a text holds that is refused so. */
const kinds: Record<Refusal, FileKind> = {
  fixtureInvalid: 'fixture',
  scenarioInvalid: 'scenarios',
  faultInvalid: 'faults',
}

/** The longest text, in UTF-16 units: a file or a body has at least a byte for each. */
const text_max = file_max_bytes

/** Up to this length a text is told all that is wrong in it, and beyond it the first thing. */
const whole_max = 262_144

/** A text that is read when it is first asked what it says, and once: to read YAML takes long. */
export class WrittenText {
  readonly text: string
  #read: Read | undefined

  constructor(text: string) {
    this.text = text
  }

  /** @throws Unreadable */
  read(): Read {
    this.#read ??= read(this.text)
    return this.#read
  }
}

/** What is given where a text is to be read: one that was read already is not read again. */
export type TextOrWritten = string | WrittenText

const writtenOf = (text: TextOrWritten): WrittenText =>
  typeof text === 'string' ? new WrittenText(text) : text

/** What a text says, unchecked; undefined for one that cannot be read. */
export function contentOfText(text: TextOrWritten): unknown {
  try {
    return writtenOf(text).read().content
  } catch {
    return undefined
  }
}

/**
 * What a text says, checked by its schema.
 *
 * @param schemaFor the schema, which may depend on what the text says.
 * @throws ApiError 400 of the given name, whose details name line, path and reason.
 */
export function parseText<Schema extends z.ZodType>(
  given: TextOrWritten,
  schemaFor: (content: unknown) => Schema,
  refusal: Refusal,
): z.output<Schema> {
  const written = writtenOf(given)
  try {
    const { content, lines, origins } = written.read()
    const place = placeOfRefusedName(content)
    if (place) {
      const message = `"${String(place.at(-1))}" is not allowed as a name`
      throw new Unreadable([{ path: pathText(place), message, ...withLine(lines([place])[0]) }])
    }
    const schema = schemaFor(content)
    const { data, error } = checkValue(schema, content, 'to the first problem')
    if (error === undefined) return inOrderOf(content, data) as z.output<Schema>
    const other = describeOtherKind(content, kinds[refusal])
    if (other) throw new Unreadable([{ path: pathText([]), message: other }])
    const issues = allIssues(schema, content, written.text) ?? error.issues
    const found = withoutRepeats(problemsOf(issues.slice(0, issues_max)), origins).slice(
      0,
      details_max,
    )
    const found_lines = lines(found.map(({ path }) => path))
    throw new Unreadable(
      found.map(({ path, message }, index) => ({
        path: pathText(path),
        message,
        ...withLine(found_lines[index]),
      })),
    )
  } catch (error) {
    if (error instanceof Unreadable) throw fileRefusal(refusal, error.details)
    throw error
  }
}

/** How many problems are looked at for those that aliases repeat. */
const issues_max = 10 * details_max

/** Problems without those that are there only because an alias (`*x`) repeats them. */
function withoutRepeats(
  problems: { path: PropertyKey[]; message: string }[],
  origins: Read['origins'],
): { path: PropertyKey[]; message: string }[] {
  if (!origins) return problems
  const found = origins(problems.map(({ path }) => path))
  return toldOnce(
    problems.map(({ path, message }, index) => ({
      path,
      message,
      origin: found[index] ?? { node: undefined, below: '' },
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
  const ordered = new Map<string, unknown>()
  for (const [name, value] of Object.entries(content)) {
    const own = ownValue(checked, name)
    if (own !== undefined) ordered.set(name, inOrderOf(value, own))
  }
  for (const [name, value] of Object.entries(checked)) {
    if (!ordered.has(name)) ordered.set(name, value)
  }
  return Object.fromEntries(ordered)
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether what a text says has a field, rightly spelled or not: by it the schema is chosen that tells the right name. */
export const hasField = (content: unknown, name: string): boolean =>
  typeof content === 'object' &&
  content !== null &&
  Object.keys(content).some((key) => nearest(key, [name]).length > 0)

/** All that is wrong in a text that is not long. */
function allIssues(schema: z.ZodType, content: unknown, text: string) {
  return text.length > whole_max ? undefined : checkValue(schema, content).error?.issues
}

/** @throws Unreadable */
function read(text: string): Read {
  if (text.length > text_max) {
    throw new Unreadable([{ path: pathText([]), message: `longer than ${text_max} characters` }])
  }
  return (/^\s*[{[]/.test(text) ? readJson(text) : undefined) ?? readYaml(text)
}

/**
 * What a JSON text says; undefined for one that is YAML, or is neither and is short enough for the words of the
 * YAML parser.
 *
 * @throws Unreadable
 */
function readJson(text: string): Read | undefined {
  if (isTooDeep(text)) return undefined
  if (text.length > values_max && hasTooManyValues(text)) {
    throw new Unreadable([
      { path: pathText([]), message: `more than ${values_max} values: divide it` },
    ])
  }
  try {
    const content: unknown = JSON.parse(text)
    const { problem } = scanJson(text)
    if (problem) throw new Unreadable([problem])
    return { content, lines: (paths) => scanJson(text, paths).lines }
  } catch (error) {
    if (error instanceof SyntaxError && text.length > yaml_max) {
      const message = `not JSON: ${error.message}; and too long for YAML, of which ${yaml_max} characters are read`
      throw new Unreadable([{ path: pathText([]), message, line: 1 }])
    }
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Places of a text with their lines: for what turns out to be wrong only when it is carried out. */
export function linesOf(details: readonly ErrorDetail[], text: string): ErrorDetail[] {
  const found = read(text).lines(details.map(({ path }) => path.split('.')))
  return details.map((detail, index) => ({ ...detail, ...withLine(found[index]) }))
}

const withLine = (line: number | undefined): { line?: number } =>
  line === undefined ? {} : { line }

/** The refusal of a text for what is wrong at these places. */
export function fileRefusal(refusal: Refusal, details: ErrorDetail[]): ApiError {
  const [first] = details
  const place = first?.line === undefined ? first?.path : `line ${first.line}, ${first.path}`
  return new ApiError(refusal, `${place}: ${first?.message}`, details)
}

/**
 * Names that mean something to JavaScript. Bodies of the services are refused with them, too, and a
 * schema would drop the first one without a word.
 */
const refused_names: readonly string[] = ['__proto__', 'constructor']

/** Where a refused name is in a value; undefined if nowhere. The way there is put together on the way back. */
function placeOfRefusedName(value: unknown, seen = new Set<object>()): string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const deeper = placeOfRefusedName(value[index], seen)
      if (deeper) return [String(index), ...deeper]
    }
    return undefined
  }
  if (seen.has(value)) return undefined
  seen.add(value)
  for (const [name, part] of Object.entries(value)) {
    if (refused_names.includes(name)) return [name]
    const deeper = placeOfRefusedName(part, seen)
    if (deeper) return [name, ...deeper]
  }
  return undefined
}
