import fc from 'fast-check'

/** What no request should hold. */
export const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 'x', 0, -1, 1.5, 2 ** 53, '9'.repeat(400), [], {}, [
    null,
  ]),
  fc.string(),
  fc.integer(),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>,
)

/** An example with some of its parts, at any depth, replaced or left out. */
export function mutated(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) {
    const items = fc.tuple(...value.map(mutated))
    return fc.oneof({ weight: 8, arbitrary: items }, { weight: 1, arbitrary: odd })
  }
  if (typeof value !== 'object' || value === null) {
    return fc.oneof({ weight: 8, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: odd })
  }
  const fields = Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, mutated(part)]),
  )
  const kept = fc.record(fields, { requiredKeys: [] })
  const whole = fc.record(fields)
  const extra = fc
    .tuple(whole, fc.string(), odd)
    .map(([body, name, part]) => ({ ...body, [name]: part }))
  return fc.oneof(
    { weight: 6, arbitrary: whole },
    { weight: 2, arbitrary: kept },
    { weight: 1, arbitrary: extra },
  )
}
