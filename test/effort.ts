/**
 * How hard the tests of properties try: `npm test` a little, `npm test -- thorough` a lot, and
 * anyone as hard as they like: FUZZ_EFFORT=100, and FUZZ_SEED=7 for other cases than the usual.
 */

const effort = Number(process.env.FUZZ_EFFORT ?? 1)

export const seed = Number(process.env.FUZZ_SEED ?? 1)

/** How many cases of a property to try, where `npm test` tries so many. */
export const trials = (cases: number): number => Math.ceil(cases * effort)
