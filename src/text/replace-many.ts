/**
 * Replaces many texts at once, in one pass (Aho-Corasick): the work is the length of the texts that are
 * looked for, once, and then the length of each text that is searched, however many there are to find.
 */

/** Counts the steps of the search, for a test of their number. */
export type Steps = { count: number }

type Automaton = {
  /** The UTF-16 units that are in a text, by number: fewer numbers make smaller keys. */
  alphabet: Map<number, number>
  /** From a state by a unit: key `state * alphabet.size + number of the unit`. */
  next: Map<number, number>
  /** The state of the longest proper ending that is also a beginning. */
  fallback: number[]
  /** The longest text that ends in a state; null if none does. */
  found: (string | null)[]
}

function alphabetOf(texts: readonly string[], steps: Steps): Map<number, number> {
  const alphabet = new Map<number, number>()
  for (const text of texts) {
    for (let at = 0; at < text.length; at++) {
      steps.count++
      const unit = text.charCodeAt(at)
      if (!alphabet.has(unit)) alphabet.set(unit, alphabet.size)
    }
  }
  return alphabet
}

function automatonOf(texts: readonly string[], steps: Steps): Automaton {
  const alphabet = alphabetOf(texts, steps)
  const next = new Map<number, number>()
  const found: (string | null)[] = [null]
  const levels: [state: number, letter: number, child: number][][] = []
  for (const text of texts) {
    let state = 0
    for (let at = 0; at < text.length; at++) {
      steps.count++
      const letter = alphabet.get(text.charCodeAt(at)) ?? 0
      const key = state * alphabet.size + letter
      let child = next.get(key)
      if (child === undefined) {
        child = found.push(null) - 1
        next.set(key, child)
        const level = levels[at] ?? []
        levels[at] = level
        level.push([state, letter, child])
      }
      state = child
    }
    found[state] = text
  }
  const fallback = new Array<number>(found.length).fill(0)
  const automaton = { alphabet, next, found, fallback }
  // Level by level: that of a state follows from those of shorter ones.
  for (const [state, letter, child] of levels.flat()) {
    if (state === 0) continue
    const shorter = step(automaton, fallback[state] ?? 0, letter, steps)
    fallback[child] = shorter
    found[child] ??= found[shorter] ?? null
  }
  return automaton
}

function step(
  { alphabet, next, fallback }: Automaton,
  from: number,
  letter: number,
  steps: Steps,
): number {
  for (let state = from; ; state = fallback[state] ?? 0) {
    steps.count++
    const to = next.get(state * alphabet.size + letter)
    if (to !== undefined) return to
    if (state === 0) return 0
  }
}

/** A part of a text, and the longest of the texts that were found in it. */
type Region = { start: number; end: number; text: string }

/** Regions that have a unit in common are one. */
function regionsOf(text: string, automaton: Automaton, steps: Steps): Region[] {
  const regions: Region[] = []
  let state = 0
  for (let at = 0; at < text.length; at++) {
    const letter = automaton.alphabet.get(text.charCodeAt(at))
    steps.count++
    state = letter === undefined ? 0 : step(automaton, state, letter, steps)
    const found = automaton.found[state]
    if (found == null) continue
    let region: Region = { start: at + 1 - found.length, end: at + 1, text: found }
    for (let last = regions.at(-1); last && last.end > region.start; last = regions.at(-1)) {
      regions.pop()
      steps.count++
      const longer = last.text.length > region.text.length ? last.text : region.text
      region = { start: Math.min(last.start, region.start), end: region.end, text: longer }
    }
    regions.push(region)
  }
  return regions
}

/**
 * @param replacements what to put in the place of each text; none of them is empty.
 * @param isWanted whether to replace what is found between two places of a text.
 * @returns a function that replaces them in a text. Where some overlap, the longest stands for all of them.
 */
export function replacerOf(
  replacements: ReadonlyMap<string, string>,
  steps: Steps = { count: 0 },
  isWanted: (text: string, start: number, end: number) => boolean = () => true,
): (text: string) => string {
  if (replacements.size === 0) return (text) => text
  const automaton = automatonOf([...replacements.keys()], steps)
  return (text) => {
    const parts: string[] = []
    let from = 0
    for (const { start, end, text: found } of regionsOf(text, automaton, steps)) {
      if (!isWanted(text, start, end)) continue
      parts.push(text.slice(from, start), replacements.get(found) ?? '')
      from = end
    }
    return from === 0 ? text : parts.join('') + text.slice(from)
  }
}
