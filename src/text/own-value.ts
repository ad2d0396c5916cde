/**
 * What an object has under a name, however the name came here: undefined for one that every object inherits, such
 * as `constructor`. A table that is looked into by a word is a Map, or is read by this (scripts/typecheck.ts).
 */
export const ownValue = <Value>(
  object: { readonly [name: string]: Value },
  name: PropertyKey,
): Value | undefined => (Object.hasOwn(object, name) ? object[name as string] : undefined)
