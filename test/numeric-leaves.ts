import { z } from 'zod'

/** Walks schemas to every place that takes a number, a duration or a moment, with a document around it. */

type Path = readonly (string | number)[]

/** A place for a number: a valid document, which is made when it is asked for, and where in it the number belongs. */
export type Leaf = { path: Path; document: () => unknown; schema: z.ZodType; isText: boolean }

/** The parts of Zod's definitions that the walk needs. */
type Definition = {
  type: string
  shape?: Record<string, z.ZodType>
  catchall?: z.ZodType
  element?: z.ZodType
  innerType?: z.ZodType
  options?: z.ZodType[]
  in?: z.ZodType
  out?: z.ZodType
  items?: z.ZodType[]
  keyType?: z.ZodType
  valueType?: z.ZodType
  values?: unknown[]
  entries?: Record<string, unknown>
}

const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition

const words = [
  ...['MIGRATE_LINUX_FILE', 'x', 'REPLICATE', 'SMS.1404', 'APIGW.0308', '10:00', 'GET'],
  ...['0'.repeat(32), '10.0.0.1', '1', 'PT1M', '2026-01-02T00:00:00Z', 'ListTasks'],
]

const fits = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success

/** The least value that a schema takes; undefined where it finds none. */
export function sample(schema: z.ZodType): unknown {
  const { type, element, innerType, options, items, values, entries, ...definition } =
    definitionOf(schema)
  switch (type) {
    case 'object':
      return completed(schema, {})
    case 'array':
      return fits(schema, []) ? [] : element && [sample(element)]
    case 'tuple':
      return items?.map(sample)
    case 'union':
      return options?.map(sample).find((one) => one !== undefined && fits(schema, one))
    case 'pipe':
      return [
        ...[definition.in, definition.out].map((part) => part && sample(part)),
        ...words,
        1000,
      ].find((one) => fits(schema, one))
    case 'record': {
      if (fits(schema, {})) return {}
      const { keyType, valueType } = definition
      return keyType && valueType && { [String(sample(keyType))]: sample(valueType) }
    }
    case 'literal':
      return values?.[0]
    case 'enum':
      return Object.values(entries ?? {})[0]
    default:
      if (innerType) return fits(schema, undefined) ? undefined : sample(innerType)
      return [1, 1000, 0.5, true, ...words].find((one) => fits(schema, one))
  }
}

/** A document with the fields that it lacks: those that are required, then one more where a rule asks for it. */
function completed(schema: z.ZodType, document: Record<string, unknown>): Record<string, unknown> {
  const { shape = {} } = definitionOf(schema)
  const whole = { ...document }
  for (const [key, part] of Object.entries(shape)) {
    if (key in whole || fits(part, undefined)) continue
    whole[key] = sample(part)
  }
  if (fits(schema, whole)) return whole
  for (const [key, part] of Object.entries(shape)) {
    if (key in whole) continue
    const { innerType } = definitionOf(part)
    const more = { ...whole, [key]: sample(innerType ?? part) }
    if (fits(schema, more)) return more
  }
  return whole
}

/**
 * Every place for a number below a schema.
 *
 * @param base a document to put the numbers into, as far as it goes.
 */
export function numericLeaves(schema: z.ZodType, base?: unknown): Leaf[] {
  const { type, element, innerType, options, items, ...definition } = definitionOf(schema)
  /** The leaves of a part, as leaves of the whole. */
  const within = (
    part: z.ZodType,
    key: string | number,
    base: unknown,
    around: (value: unknown) => unknown,
  ): Leaf[] =>
    numericLeaves(part, base).map(({ path, document, ...leaf }) => ({
      ...leaf,
      path: [key, ...path],
      document: () => around(document()),
    }))
  switch (type) {
    case 'number':
      return [{ path: [], document: () => base ?? sample(schema), schema, isText: false }]
    case 'object': {
      const known = Object(base) as Record<string, unknown>
      const { shape = {}, catchall } = definition
      /** What a loose object holds beside what its schema names: any numbers may be there. */
      const others = catchall
        ? Object.keys(known).filter((key) => !(key in shape) && typeof known[key] === 'number')
        : []
      const parts = [...Object.entries(shape), ...others.map((key) => [key, z.number()] as const)]
      return parts.flatMap(([key, part]) =>
        within(part, key, known[key], (value) => completed(schema, { ...known, [key]: value })),
      )
    }
    case 'array': {
      const list = Array.isArray(base) ? base : []
      return element ? within(element, 0, list[0], (value) => [value, ...list.slice(1)]) : []
    }
    case 'tuple': {
      const all = (Array.isArray(base) ? base : items?.map(sample)) ?? []
      return (items ?? []).flatMap((part, at) => within(part, at, all[at], (v) => all.with(at, v)))
    }
    case 'record': {
      const { keyType, valueType } = definition
      if (!keyType || !valueType) return []
      const [known] = Object.keys(Object(base))
      const key = known ?? String(sample(keyType))
      const rest = Object(base) as Record<string, unknown>
      return within(valueType, key, rest[key], (value) => ({ ...rest, [key]: value }))
    }
    case 'union':
      return (options ?? []).flatMap((option) =>
        numericLeaves(option, fits(option, base) ? base : undefined),
      )
    case 'pipe': {
      const { in: given, out } = definition
      if (!given || !out) return []
      const part = definitionOf(given).type === 'transform' ? out : given
      const usual = [1000, 1].find((number) => fits(schema, number))
      const text = ['PT1M', '2026-01-02T00:00:00Z', '1'].find((one) => fits(schema, one))
      return numericLeaves(part, base).flatMap((leaf) => {
        if (leaf.path.length > 0) return [leaf]
        const number = usual === undefined ? leaf : { ...leaf, document: () => usual }
        return text ? [number, { path: [], document: () => text, schema, isText: true }] : [number]
      })
    }
    default:
      return innerType ? numericLeaves(innerType, base ?? undefined) : []
  }
}

/** Numbers at the ends of what can be written, as JSON. */
const numbers = [
  ...['0', '-0', '1', '-1', '0.5', '1.5', '5e-324', '-5e-324', '1e-12', '0.001', '1e6'],
  ...[2 ** 31, 2 ** 53 - 1, 2 ** 53, 2 ** 63, -(2 ** 53)].map(String),
  ...['1e308', '-1e308', '1e999', '-62135596800000', '253402214400000', '253402300799999'],
]
const texts = [
  ...['PT0S', 'PT0.0001S', 'PT1S', 'P36525D', 'P36526D', 'P999999999999999D', 'PT1E3S'],
  ...['0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '9999-12-31T00:00:00Z'],
  ...['9999-12-31T23:59:59Z', '+275760-09-13T00:00:00Z', '9007199254740991', '9'.repeat(400)],
].map((text) => JSON.stringify(text))

/** The extremes for a leaf, as JSON: those that are the same for all, and the bounds of its own. */
export function extremesFor({ schema, isText }: Leaf): string[] {
  if (isText) return texts
  const { minimum, maximum } = schema._zod.bag as { minimum?: number; maximum?: number }
  const bounds = [minimum, maximum].filter((one) => one !== undefined && Number.isFinite(one))
  return [...new Set([...numbers, ...bounds.map(String)])]
}

const mark = '@leaf@'
/** The JSON before and after the leaf's place: the document around it may be long, and there are many values for it. */
const around = new WeakMap<Leaf, [before: string, after: string]>()

function splitAtLeaf({ path, document }: Leaf): [before: string, after: string] {
  const root: { document: unknown } = { document: structuredClone(document()) }
  let holder = root as unknown as Record<string | number, unknown>
  let last: string | number = 'document'
  for (const key of path) {
    holder = holder[last] as Record<string | number, unknown>
    last = key
  }
  holder[last] = mark
  const [before = '', ...after] = JSON.stringify(root.document).split(`"${mark}"`)
  return [before, after.join(`"${mark}"`)]
}

/** The document with another value in the leaf's place, as JSON. */
export function written(leaf: Leaf, json: string): string {
  const parts = around.get(leaf) ?? splitAtLeaf(leaf)
  around.set(leaf, parts)
  return parts.join(json)
}
