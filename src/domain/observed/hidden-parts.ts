/** What is written in a recorded answer where a hidden value was, and how another answer is compared with it. */

/** The mark of a hidden part: any text fits it. A number has it in quotes. */
export const hidden_part = '<hidden>'

/** With its quotes, which JSON in JSON in JSON escapes by ever more backslashes; the bound keeps the search short. */
const quote = String.raw`(?:\\{0,255}")?`
const marks = new RegExp(`(${quote}${hidden_part}${quote})`)

/**
 * Hides in an answer what is hidden in a recorded one. The work is the length of both.
 *
 * @param recorded a text with marks of hidden parts.
 * @param text of a replay.
 * @returns the recorded text if the other one differs from it in hidden parts only; otherwise the other one,
 * with the same marks as far as it is the same.
 */
export function hideLike(recorded: string, text: string): string {
  // Parts and marks in turn.
  const [first = '', ...rest] = recorded.split(marks)
  if (rest.length === 0 || !text.startsWith(first)) return text
  let same = first
  let at = first.length
  for (let index = 0; index < rest.length; index += 2) {
    const [mark = '', part = ''] = rest.slice(index, index + 2)
    const found =
      index + 2 < rest.length
        ? text.indexOf(part, at)
        : text.endsWith(part)
          ? text.length - part.length
          : -1
    if (found < at) break
    same += mark + part
    at = found + part.length
  }
  return same + text.slice(at)
}
