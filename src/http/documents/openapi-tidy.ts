/** A JSON value of an OpenAPI document, as far as tidying looks into it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type Node = { [key: string]: Json }
export type Document = Node & {
  paths: Node
  components?: { schemas?: Node; securitySchemes?: Node }
}

const isNode = (value: Json | undefined): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isRef = (key: string, value: Json): value is string =>
  key === '$ref' && typeof value === 'string'

const nameOf = (ref: string): string => ref.split('/').at(-1) ?? ''

/**
 * Makes a printed document as its readers would write it: each schema once, nothing that nobody
 * refers to, no limits that only JavaScript has, and a description for every answer.
 *
 * The type provider prints every named schema twice: `X` as it is answered, `XInput` as it is
 * asked for. Where only one is used, or both are the same, `X` stays.
 */
export function tidy(document: Document): Document {
  const printed = document.components?.schemas ?? {}
  const paths = plain(document.paths, false) as Node
  const used = findReachable(paths, printed)
  const schemas = Object.fromEntries(
    [...used].map((name) => [name, plain(printed[name] ?? {}, !name.endsWith('Input'))]),
  )
  const names = new Map<string, string>()
  for (const name of used) {
    const base = name.replace(/Input$/, '')
    if (base !== name && base in printed && !used.has(base)) names.set(name, base)
  }
  for (const name of used) {
    const base = name.replace(/Input$/, '')
    if (base === name || !used.has(base)) continue
    const same = text(withoutInput(schemas[name])) === text(withoutInput(schemas[base]))
    if (same) names.set(name, base)
  }
  const kept = [...used].map((name): [string, Json] => [
    names.get(name) ?? name,
    renameSchemas(schemas[name] ?? {}, names),
  ])
  const tidied: Document = { ...document, paths: renameSchemas(paths, names) as Node }
  const sorted = Object.fromEntries(kept.sort(([one], [other]) => (one < other ? -1 : 1)))
  tidied.components = { ...document.components, schemas: sorted }
  describeAnswers(tidied)
  for (const operation of operationsOf(tidied)) relaxBody(operation)
  for (const path of Object.values(tidied.paths)) emptyHead(path as Node)
  return tidied
}

/** Every operation of a document. */
export const operationsOf = ({ paths }: Document): Node[] =>
  Object.values(paths).flatMap((path) => Object.values(path as Node) as Node[])

/** HEAD is answered without a body. */
function emptyHead({ head }: Node): void {
  if (!isNode(head) || !isNode(head.responses)) return
  for (const answer of Object.values(head.responses)) if (isNode(answer)) delete answer.content
}

/** A text that may be null may be absent: the printer takes every body for one that must be there. */
function relaxBody({ requestBody }: Node): void {
  if (!isNode(requestBody) || !isNode(requestBody.content)) return
  for (const one of Object.values(requestBody.content)) {
    const schema = isNode(one) ? one.schema : undefined
    if (!isNode(schema) || String(schema.type) !== 'string,null') continue
    schema.type = 'string'
    delete requestBody.required
  }
}

const text = (value: Json): string => JSON.stringify(value)

const withoutInput = (value: Json | undefined): Json =>
  JSON.parse(text(value ?? null).replace(/Input"/g, '"'))

/**
 * Without limits that only JavaScript has, bounds that bound nothing, and the long form of null.
 *
 * @param answered whether the value describes an answer: it drops unknown fields rather than
 *   refusing them, so that `additionalProperties: false` would say too much.
 */
function plain(value: Json, answered: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => plain(item, answered))
  if (!isNode(value)) return value
  const entries = Object.entries(value).flatMap(([key, item]): [string, Json][] => {
    // zod's name for its own check; the pattern says the same.
    if (key === 'format' && item === 'starts_with') return []
    if (key === 'maximum' && item === Number.MAX_SAFE_INTEGER) return []
    if (key === 'minimum' && item === -Number.MAX_SAFE_INTEGER) return []
    if ((key === 'minLength' || key === 'minItems') && item === 0) return []
    if (key === 'additionalProperties' && item === false && answered) return []
    return [[key, plain(item, answered || key === 'responses')]]
  })
  return plainTuple(shortenNull(Object.fromEntries(entries)))
}

/**
 * A tuple whose items are all alike → a list of exactly that length. Generators of clients know no `prefixItems`,
 * and some refuse a document with `items: false`.
 */
function plainTuple(node: Node): Node {
  const { prefixItems, items, ...rest } = node
  if (prefixItems === undefined) return node
  const [first = {}, ...others] = prefixItems as Json[]
  if (items !== false || others.some((other) => text(other) !== text(first)))
    throw new Error(`a tuple of different items or of any length: ${text(prefixItems)}`)
  return { ...rest, items: first, minItems: others.length + 1, maxItems: others.length + 1 }
}

/** The members of a union that says nothing else. */
const membersOf = (value: Json): Json[] | undefined =>
  isNode(value) && Object.keys(value).length === 1 && Array.isArray(value.anyOf)
    ? value.anyOf
    : undefined

/** `anyOf: [{ type: 'string' }, { type: 'null' }]` → `type: ['string', 'null']`. */
function shortenNull(node: Node): Node {
  const { anyOf: members, ...rest } = node
  if (!Array.isArray(members)) return node
  const anyOf = members.flatMap((member) => membersOf(member) ?? [member])
  const [only, none, more] = anyOf
  if (isNode(only) && none === undefined) return { ...rest, ...only }
  const isNullable = isNode(none) && none.type === 'null' && more === undefined
  if (!isNullable || !isNode(only) || typeof only.type !== 'string') return { ...node, anyOf }
  const values = Array.isArray(only.enum) ? { enum: [...only.enum, null] } : {}
  return { ...only, ...rest, type: [only.type, 'null'], ...values }
}

/** The same value with other names in its references. */
export function renameSchemas(value: Json, names: Map<string, string>): Json {
  if (Array.isArray(value)) return value.map((item) => renameSchemas(item, names))
  if (!isNode(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (!isRef(key, item)) return [key, renameSchemas(item, names)]
      const name = nameOf(item)
      return [key, item.slice(0, -name.length) + (names.get(name) ?? name)]
    }),
  )
}

/** The names of the schemas that the paths refer to, directly or through one another. */
export function findReachable(paths: Node, schemas: Node): Set<string> {
  const wanted = new Set<string>()
  const visit = (value: Json): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item)
    } else if (isNode(value)) {
      for (const [key, item] of Object.entries(value)) {
        if (isRef(key, item)) want(nameOf(item))
        else visit(item)
      }
    }
  }
  const want = (name: string): void => {
    const schema = schemas[name]
    if (wanted.has(name) || schema === undefined) return
    wanted.add(name)
    visit(schema)
  }
  visit(paths)
  return wanted
}

const usual: Record<string, string> = {
  200: 'Done.',
  201: 'The token; its text is in X-Subject-Token.',
  204: 'Done.',
  503: 'Not ready yet, and why.',
}

/** The type provider loses the description of a named answer. */
function describeAnswers(document: Document): void {
  const schemas = document.components?.schemas ?? {}
  for (const { responses } of operationsOf(document)) {
    if (!isNode(responses)) continue
    for (const [status, answer] of Object.entries(responses)) {
      if (!isNode(answer) || answer.description !== 'Default Response') continue
      answer.description = descriptionOf(answer, schemas) ?? usual[status] ?? 'Done.'
    }
  }
}

function descriptionOf(answer: Node, schemas: Node): string | undefined {
  const schema = (answer.content as { 'application/json'?: { schema?: Node } } | undefined)?.[
    'application/json'
  ]?.schema
  const ref = schema?.$ref
  const named = typeof ref === 'string' ? schemas[ref.split('/').at(-1) ?? ''] : schema
  const description = isNode(named) ? named.description : undefined
  return typeof description === 'string' ? description : undefined
}
