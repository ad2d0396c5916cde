import type { ErrorDetail } from '../errors/refusals.ts'
import { pathText } from '../schemas/issues.ts'
import { quoteValue } from '../schemas/sentences.ts'
import { endOfString } from '../text/json-strings.ts'

/** Where things are in a JSON text, which `JSON.parse` does not tell. */

/** How many names a map may have: to compose a YAML text, each is compared with all the others. */
export const names_max = 1_000

/** An export has some 3,200,000 in 64 MB; as many bytes of empty lists would take more than a gigabyte. */
export const values_max = 4_000_000

/** Whether a text has more values than are read, by its commas. Looks at each sign once, before it is parsed. */
export function hasTooManyValues(text: string): boolean {
  let values = 1
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    if (sign === quote) at = endOfString(text, at)
    else if (sign === comma && ++values > values_max) return true
  }
  return false
}

/** A part of the way to a place that is looked for, by the names and indexes that go on from here. */
type Place = { line?: number; parts: Map<string, Place> }

/** An object or a list that has not ended yet. */
type Open = {
  /** The names that an object has so far; undefined for a list. */
  names: Set<string> | undefined
  /** What comes next: the latest name of an object, or an index of a list. */
  next: string | number
  isNameDue: boolean
  place: Place | undefined
}

const [quote, comma, newline] = [...'",\n'].map((sign) => sign.charCodeAt(0))
const [brace, closing_brace, bracket, closing_bracket] = [...'{}[]'].map((sign) =>
  sign.charCodeAt(0),
)
const ends_of_words: ReadonlySet<number> = new Set(
  [...',]} \t\r\n'].map((sign) => sign.charCodeAt(0)),
)
/** Colons and blanks. */
const blanks: ReadonlySet<number> = new Set([...': \t\r'].map((sign) => sign.charCodeAt(0)))

/**
 * Goes through a text once that `JSON.parse` has accepted.
 *
 * @param paths the places whose lines are wanted.
 * @returns those lines, each of the nearest thing on its path that is there; and what is wrong first, if anything: a
 *   name that an object has twice, or more names than it may have.
 */
export function scanJson(
  text: string,
  paths: readonly (readonly PropertyKey[])[] = [],
): { lines: number[]; problem: ErrorDetail | undefined } {
  const root = placesOf(paths)
  const open: Open[] = []
  let line = 1
  let problem: ErrorDetail | undefined

  /** Notes that a value begins here. @returns its place, if one in it is looked for. */
  const begin = (): Place | undefined => {
    const holder = open.at(-1)
    const place = holder ? holder.place?.parts.get(String(holder.next)) : root
    if (place) place.line = line
    return place
  }
  const name = (raw: string, holder: Open): void => {
    const said = raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw
    holder.next = said
    holder.isNameDue = false
    if (problem || !holder.names) return
    const path = () => pathText(open.map(({ next }) => next))
    if (holder.names.has(said)) {
      problem = { path: path(), message: `the name ${quoteValue(said)} appears twice`, line }
    }
    holder.names.add(said)
    if (holder.names.size > names_max) {
      problem = { path: path(), message: `a map of more than ${names_max} names`, line }
    }
  }

  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    const holder = open.at(-1)
    if (sign === newline) line++
    else if (blanks.has(sign)) continue
    else if (sign === quote) {
      const end = endOfString(text, at)
      if (holder?.isNameDue) name(text.slice(at + 1, end), holder)
      else begin()
      at = end
    } else if (sign === brace) {
      open.push({ names: new Set(), next: '', isNameDue: true, place: begin() })
    } else if (sign === bracket) {
      open.push({ names: undefined, next: 0, isNameDue: false, place: begin() })
    } else if (sign === closing_brace || sign === closing_bracket) open.pop()
    else if (sign === comma) {
      if (typeof holder?.next === 'number') holder.next++
      else if (holder) holder.isNameDue = true
    } else {
      begin()
      at = endOfWord(text, at)
    }
  }
  return { lines: paths.map((path) => lineOf(root, path)), problem }
}

function placesOf(paths: readonly (readonly PropertyKey[])[]): Place {
  const root: Place = { parts: new Map() }
  for (const path of paths) {
    let place = root
    for (const part of path.map(String)) {
      const known: Place = place.parts.get(part) ?? { parts: new Map() }
      place.parts.set(part, known)
      place = known
    }
  }
  return root
}

function lineOf(root: Place, path: readonly PropertyKey[]): number {
  let line = root.line ?? 1
  let place: Place | undefined = root
  for (const part of path.map(String)) {
    place = place?.parts.get(part)
    line = place?.line ?? line
  }
  return line
}

/** The last place of the number or the literal that begins at `at`. */
function endOfWord(text: string, at: number): number {
  let end = at
  while (end + 1 < text.length && !ends_of_words.has(text.charCodeAt(end + 1))) end++
  return end
}
