/** The number that a person writes in decimal digits, such as 60, 0.5 or -1; undefined for 0x10, 1e3 and words. */
export const parseDecimal = (text: string): number | undefined =>
  /^-?(?:\d+(?:\.\d+)?|\.\d+)$/.test(text) ? Number(text) : undefined

/** A count with its noun, such as `1 call` and `2 calls`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`
