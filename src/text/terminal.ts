/** Text of others on a terminal: what it cannot be let do there. */

/**
 * Control characters (C0 with its escapes and line ends, DEL, C1) and those that turn the direction of
 * writing or end a line: a terminal obeys them, and a reader is fooled.
 */
const controls = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

const escapeControl = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** The text on one line with its control characters as `\u001b`: readable, and in JSON the same text still. */
export const withoutControls = (text: string): string => text.replace(controls, escapeControl)

/**
 * A line of JSON whose texts have no control characters either once it is parsed, but for line ends and
 * tabs, as stacks have them.
 */
export const withoutEscapedControls = (json: string): string =>
  withoutControls(json).replace(/\\(?:u([0-9a-f]{4})|.)/g, (part, code: string | undefined) => {
    const isHarmless = code === undefined && !/[bfr]/.test(part)
    return isHarmless ? part : `\\${part}`
  })
