import { z } from 'zod'
import { renderTable } from '../../formats/markdown.ts'
import { Scenario } from '../../schemas/control/scenarios.ts'

/** The tables of fields in `docs/scenarios.md`, from the schema by which scenarios are checked. */

/** The part of a JSON Schema that the tables show. */
type Node = {
  $ref?: string
  type?: string
  enum?: unknown[]
  const?: unknown
  minimum?: number
  maximum?: number
  anyOf?: Node[]
  items?: Node
  properties?: Record<string, Node>
  description?: string
  deprecated?: boolean
  /** Of ours: one of these, or a list of them. */
  isListToo?: true
}

const { $defs: definitions = {}, ...schema } = z.toJSONSchema(Scenario, {
  io: 'input',
  unrepresentable: 'any',
}) as Node & { $defs?: Record<string, Node> }

const known = new Map(Object.entries(definitions))

/** What a node means: without references, and of one thing or a list of it the thing. What is said in its place counts more. */
function resolve({ $ref, ...here }: Node): Node {
  const meant = known.get($ref?.split('/').at(-1) ?? '')
  const node = meant ? { ...resolve(meant), ...here } : here
  const many = node.anyOf?.find(({ items }) => items !== undefined)
  if (many?.items === undefined) return node
  const { anyOf: _, ...rest } = node
  return { ...resolve(many.items), ...rest, isListToo: true }
}

const fieldsOf = (node: Node): [name: string, field: Node][] =>
  Object.entries(node.properties ?? {}).flatMap(([name, field]): [string, Node][] =>
    field.deprecated ? [] : [[name, resolve(field)]],
  )

const code = (word: unknown): string => `\`${word}\``

/** The values that a field takes, in words. */
function valuesOf({ isListToo, ...node }: Node): string {
  const one = wordsOf(node)
  return isListToo ? `one or a list: ${one}` : one
}

function wordsOf({ anyOf, enum: words, const: word, type, ...node }: Node): string {
  if (anyOf) {
    const kinds = anyOf.map((one) => resolve(one).type)
    if (kinds.includes('string') && kinds.includes('integer') && anyOf.length === 2) {
      const [text] = anyOf.filter((one) => one.type === 'string')
      if (text?.const === undefined) return 'a duration'
    }
    return anyOf.map((one) => valuesOf(resolve(one))).join(' or ')
  }
  if (words) return words.map(code).join(' ')
  if (word !== undefined) return code(word)
  switch (type) {
    case 'boolean':
      return `${code(true)} ${code(false)}`
    case 'integer':
    case 'number':
      return `${node.minimum ?? ''} to ${node.maximum ?? ''}`
    case 'array':
      return 'a list of texts'
    case 'object':
      return node.properties ? 'fields, see below' : 'by name'
    default:
      return 'a text'
  }
}

const meaningOf = ({ description = '' }: Node): string => description.replaceAll('*', '\\*')

const table = (node: Node): string =>
  renderTable(
    ['field', 'values', 'meaning'],
    fieldsOf(node).map(([name, field]) => [code(name), valuesOf(field), meaningOf(field)]),
  )

/** The fields of the fields; one that several have alike is one row. */
function innerTable(node: Node): string {
  const rows = new Map<string, { of: string[]; cells: string[] }>()
  for (const [outer, field] of fieldsOf(node)) {
    for (const [name, inner] of fieldsOf(field)) {
      const cells = [code(name), valuesOf(inner), meaningOf(inner)]
      const row = rows.get(cells.join()) ?? { of: [], cells }
      row.of.push(code(outer))
      rows.set(cells.join(), row)
    }
  }
  return renderTable(
    ['of', 'field', 'values', 'meaning'],
    [...rows.values()].map(({ of, cells }) => [of.join(' '), ...cells]),
  )
}

const parts = new Map(fieldsOf(resolve(schema)))
const partNamed = (name: string): Node => parts.get(name) ?? {}

const tables = new Map([
  ['match', () => table(partNamed('match'))],
  ['then', () => table(partNamed('then'))],
  ['fields of then', () => innerTable(partNamed('then'))],
])

const marked = /(<!-- printed by npm run openapi: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g

/** @returns the page with its tables printed anew, between their marks. */
export const withScenarioFields = (page: string): string =>
  page.replace(marked, (whole, begin: string, name: string, end: string) => {
    const print = tables.get(name)
    return print ? `${begin}\n${print()}\n\n${end}` : whole
  })
