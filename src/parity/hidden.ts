/** What a redacted text leaves of it: nothing that can be compared. */
export const isHidden = (value: unknown): boolean =>
  typeof value === 'string' && /^<[a-z][\w -]*(?: \d+)?>$/.test(value)

/** A name that stands for another in a redacted recording. */
export const isPseudonym = (value: unknown): value is string =>
  typeof value === 'string' && /^(?:name|id)-\d+$/.test(value)
