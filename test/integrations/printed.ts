import { stripVTControlCharacters } from 'node:util'

/** What a failing test prints, and what a page shows of it. */

/** What differs from run to run, in the place of which both get the same. */
const varying: [RegExp, string][] = [
  [/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, 'ID'],
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
  [/\baccount-\d+/g, 'ACCOUNT'],
  [/\b\d+\.\d+ ?s\b/g, 'SECONDS'],
  [/[ \t]+$/gm, ''],
]

/** A text without what varies, and without colors: Maven resets them whether it is asked to or not. */
const alike = (text: string): string =>
  varying.reduce(
    (so_far, [pattern, name]) => so_far.replaceAll(pattern, name),
    stripVTControlCharacters(text),
  )

/** A line of a page in the place of lines that it leaves out. */
const left_out = /^\s*…\n/m

/**
 * Finds what a page shows in what was printed: each part between two `…` as it is, but for ids, ports, names of
 * accounts and seconds. Tests that run side by side end in any order, so the order of the parts does not count.
 *
 * @returns the first part that was not printed; undefined if all were.
 */
export function firstUnprinted(shown: string, printed: string): string | undefined {
  const text = `\n${alike(printed)}\n`
  return alike(shown)
    .split(left_out)
    .find((part) => !text.includes(`\n${part}`))
}
