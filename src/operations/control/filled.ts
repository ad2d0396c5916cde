/** A value with what was left out of it. @param given a field of it may be undefined, which is as if it were absent */
export const filled = <Value extends object>(
  usual: Value,
  given: { [Name in keyof Value]?: Value[Name] | undefined },
): Value => ({
  ...usual,
  ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
})
