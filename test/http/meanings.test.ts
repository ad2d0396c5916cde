import { readFileSync } from 'node:fs'
import t from 'tap'

/**
 * What a client developer reads of a property is its description. The documents are the committed ones, which
 * test/openapi.test.ts holds to the code.
 */

type Schema = { [key: string]: unknown }
type Property = { place: string; name: string; schema: Schema; description?: string | undefined }

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const schemasOf = (value: unknown): Schema[] =>
  (Array.isArray(value) ? value : isSchema(value) ? Object.values(value) : []).filter(isSchema)
const entriesOf = (value: unknown): [string, Schema][] =>
  Object.entries(isSchema(value) ? value : {}).filter((entry): entry is [string, Schema] =>
    isSchema(entry[1]),
  )

/** Parts of a document that hold values and not schemas. */
const values = ['example', 'examples', 'enum', 'const', 'default', 'links', 'required']

/** Everything with a name that a document tells of: properties at any depth, parameters, headers. */
function propertiesOf(document: Schema): Property[] {
  const components = (document.components as Schema).schemas as Record<string, Schema>
  const found: Property[] = []

  /** The description of a schema itself, or of the one and only schema that it stands for. */
  const describedBy = (schema: Schema): string | undefined => {
    if (typeof schema.description === 'string') return schema.description
    const name = String(schema.$ref ?? '').replace('#/components/schemas/', '')
    const meant = components[name]
    if (meant) return describedBy(meant)
    const branches = schemasOf(schema.anyOf ?? schema.allOf).filter(({ type }) => type !== 'null')
    const [only, another] = branches
    return only && !another ? describedBy(only) : undefined
  }
  const add = (place: string, name: string, schema: Schema, description = describedBy(schema)) =>
    found.push({ place, name, schema, description })

  const visit = (node: unknown, place: string): void => {
    if (Array.isArray(node)) for (const item of node) visit(item, place)
    if (!isSchema(node)) return
    for (const [name, schema] of entriesOf(node.properties)) {
      add(place, name, schema)
      visit(schema, `${place}.${name}`)
    }
    for (const [key, part] of Object.entries(node)) {
      if (key !== 'properties' && !values.includes(key)) visit(part, place)
    }
  }

  for (const [name, schema] of Object.entries(components)) visit(schema, name)
  for (const [, methods] of entriesOf(document.paths)) {
    for (const [, operation] of entriesOf(methods)) {
      const place = String(operation.operationId)
      for (const parameter of schemasOf(operation.parameters)) {
        const schema = parameter.schema as Schema
        const description = (parameter.description as string | undefined) ?? describedBy(schema)
        add(`${place} (${parameter.in})`, String(parameter.name), schema, description)
      }
      visit(operation.requestBody, `${place} request`)
      for (const [status, answer] of entriesOf(operation.responses)) {
        for (const [name, header] of entriesOf(answer.headers)) {
          add(`${place} ${status} (header)`, name, header)
        }
        visit(answer.content, `${place} ${status}`)
      }
    }
  }
  return found
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z]+/g) ?? []
const fillers = ['a', 'an', 'the', 'of', 'its', 'this', 'that', 'for', 'and', 'is']

/** Whether a text says no more than a name: "The name of the region." of `region_name`. */
const repeats = (text: string, name: string): boolean =>
  wordsOf(text).every((word) => fillers.includes(word) || wordsOf(name).includes(word))

/** Numbers whose names leave their unit open, and which one they must have. */
const units: [name: RegExp, unit: RegExp][] = [
  [
    /(_date|_action_time|_visit_time|complete_time|finished_time|upload_time)$/,
    /epoch milliseconds/i,
  ],
  [/(^|_)size$|^(replicatesize|totalsize|memory)$/, /bytes|GB|Mbit\/s/i],
  [/(speed|speed_limit|bandwidth)$/, /Mbit\/s/],
  [/_(delay|jitter|ms)$|^(remain_seconds|total_time)$/, /milliseconds/i],
  [/(percent|progress|_percentage|_cpu_usage|threshold)$/, /percent/i],
]

const isNumber = ({ type }: Schema): boolean => /number|integer/.test(JSON.stringify(type ?? ''))

for (const surface of ['sms', 'iam', 'companions', 'control']) {
  const path = `openapi/${surface}.json`
  const properties = propertiesOf(JSON.parse(readFileSync(path, 'utf8')))
  const places = (wrong: (property: Property) => boolean): string[] => [
    ...new Set(properties.filter(wrong).map(({ place, name }) => `${place}: ${name}`)),
  ]

  t.test(`${path}: every property, parameter and header says what it means`, async (t) => {
    t.ok(properties.length > 20)
    t.strictSame(
      places(({ description }) => !description),
      [],
    )
    t.strictSame(
      places(({ description, name }) => description !== undefined && repeats(description, name)),
      [],
    )
  })

  t.test(`${path}: a number that has a unit names it`, async (t) => {
    const lacksUnit = ({ name, schema, description }: Property): boolean =>
      description !== undefined &&
      isNumber(schema) &&
      units.some(([names, unit]) => names.test(name) && !unit.test(description))
    t.strictSame(places(lacksUnit), [])
  })
}
