import type { ErrorName } from '../../../errors/refusals.ts'

/**
 * What a behavior rests on: the vendor's documents, an answer of the real service that was seen, or a guess
 * where both are silent; `own` is what only this emulator has.
 */
export type Basis = 'documented' | 'observed' | 'inferred' | 'own'

/** What a document says of an operation beyond its schemas. */
export type OperationText = {
  /** At most 60 characters, beginning with a verb, without a period. */
  summary: string
  /** What it does, in which states, and what happens at once or only when the clock moves. */
  description: string
  basis: readonly [kind: Basis, sentence: string]
  /** The refusals of its own, beside those of its surface and of its schemas. */
  errors?: readonly ErrorName[]
}

/** When an error is answered, and what its reader should do. */
export type Advice = readonly [when: string, advice: string]
