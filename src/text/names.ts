import { distance } from 'fastest-levenshtein'
import { alternatives } from './lists.ts'

/** What to answer to a name that is not known: the names that were probably meant. */

/** A longer word is not a name with a typo, and comparing it would take long. */
const word_max = 256

/** The names that are nearest to a word, at most three; an empty list when all are far from it. */
export function nearest(word: string, names: readonly string[]): string[] {
  const typed = word.toLowerCase()
  if (typed === '' || typed.length > word_max) return []
  // In a word of three letters two others are another word.
  const far = typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3))
  const near = [...new Set(names)].flatMap((name) => {
    const away = distanceTo(typed, name.toLowerCase(), far)
    return away === undefined ? [] : [{ name, away }]
  })
  // The name with another number is another name, however near: web-12 is not a slip for web-11.
  const numbers = numbersIn(typed)
  const same = near.filter(({ name }) => numbersIn(name) === numbers)
  const meant = same.length > 0 ? same : near
  // Where one is a letter away, those that are two away were not meant.
  const least = Math.min(...meant.map(({ away }) => away))
  return meant
    .filter(({ away }) => away === least)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** The numbers in a name by their values, so that 5 is the same as 05. */
const numbersIn = (name: string): string =>
  (name.match(/\d+/g) ?? []).map((digits) => digits.replace(/^0+(?=.)/, '')).join()

/** How far a word is from a name; undefined when it is too far to be a typo. */
function distanceTo(typed: string, name: string, far: number): number | undefined {
  // The beginning of a name is near, however much is missing.
  if (typed.length > 2 && name.startsWith(typed)) return name === typed ? 0 : 1
  if (Math.abs(typed.length - name.length) > far) return undefined
  const away = distance(typed, name)
  return away <= far && away < Math.max(typed.length, name.length) ? away : undefined
}

/** `; did you mean A or B?` to end a message with; empty when no name is near. */
export function didYouMean(word: string, names: readonly string[]): string {
  const near = nearest(word, names)
  return near.length === 0 ? '' : `; did you mean ${alternatives(near)}?`
}

/** `There is no image "webb" in the region. Did you mean web?` */
export const thereIsNo = (
  what: string,
  word: string,
  names: readonly string[],
  where = '',
): string => `There is no ${what} "${word}"${where}. ${namesInstead(word, names)}`

const listed_max = 10

/**
 * The sentence after "There is no X": which names were probably meant, or which there are. Its length does not
 * depend on how many there are.
 */
export function namesInstead(word: string, names: readonly string[]): string {
  const near = nearest(word, names)
  const count = names.length
  if (near.length > 0) {
    const others = count > near.length ? ` There are ${count} in all.` : ''
    return `Did you mean ${alternatives(near)}?${others}`
  }
  if (count === 0) return 'There are none.'
  if (count <= listed_max) return `There are: ${names.join(', ')}.`
  return `There are ${count}, such as ${names.slice(0, 3).join(', ')}.`
}
