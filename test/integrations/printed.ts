/** What a failing test prints, and what a page shows of it. */

/** What differs from run to run, in the place of which both get the same. */
const varying: [RegExp, string][] = [
  [/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, 'ID'],
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
  [/\baccount-\d+/g, 'ACCOUNT'],
  [/\b\d+\.\d+ ?s\b/g, 'SECONDS'],
  [/[ \t]+$/gm, ''],
]

const alike = (text: string): string =>
  varying.reduce((so_far, [pattern, name]) => so_far.replaceAll(pattern, name), text)

/** In a page a line with `…` is in the place of any number of lines. */
const left_out = '…'

/**
 * Finds what a page shows in what was printed: the same lines in the same order, but for ids, ports, names of
 * accounts and seconds, and without the lines in whose place the page has `…`.
 *
 * @returns the first line of the page that was not printed where it should be; undefined if all were.
 */
export function firstUnprinted(shown: string, printed: string): string | undefined {
  const lines = alike(printed).split('\n')
  let at = 0
  let isFree = true
  for (const line of alike(shown).trimEnd().split('\n')) {
    if (line.trim() === left_out) {
      isFree = true
      continue
    }
    const found = isFree ? lines.indexOf(line, at) : at
    if (found === -1 || lines[found] !== line) return line
    at = found + 1
    isFree = false
  }
  return undefined
}
