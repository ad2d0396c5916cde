/** The number that a person writes in decimal digits, such as 60, 0.5 or -1; undefined for 0x10, 1e3 and words. */
export const parseDecimal = (text: string): number | undefined =>
  /^-?(?:\d+(?:\.\d+)?|\.\d+)$/.test(text) ? Number(text) : undefined

/**
 * A count with its noun, such as `1 call` and `2 calls`; with a verb, `1 call was` and `2 calls were`.
 *
 * @param nouns the plural; the singular with an s if absent.
 */
export const counted = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : nouns}`
