import { z } from 'zod'
import { ownValue } from '../text/own-value.ts'

/** What properties mean, by their names. */
export type Meanings = Readonly<Record<string, string>>

/**
 * Gives each property its meaning, as documents, editors and generated clients show it.
 *
 * A word that means the same in several schemas is described once, in a list of meanings. A schema takes the list and
 * adds what is only true of it: `withMeanings({ ...disk, size: '…' }, { name: text(), size: int() })`.
 *
 * @param meanings by property. Those of other schemas are ignored, so that schemas can share a list.
 * @param shape properties as zod takes them. One that the list does not have keeps its own description.
 * @returns the same shape, described.
 */
export const withMeanings = <Shape extends Record<string, z.ZodType>>(
  meanings: Meanings,
  shape: Shape,
): Shape =>
  Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => {
      const description = ownValue(meanings, name)
      return [name, description === undefined ? schema : schema.meta({ description })]
    }),
  ) as Shape

/** An object whose properties are described: `z.object` of what `withMeanings` makes. */
export const described = <Shape extends Record<string, z.ZodType>>(
  meanings: Meanings,
  shape: Shape,
) => z.object(withMeanings(meanings, shape))

/** The same for an object that refuses properties which it does not know. */
export const describedStrictly = <Shape extends Record<string, z.ZodType>>(
  meanings: Meanings,
  shape: Shape,
) => z.strictObject(withMeanings(meanings, shape))
