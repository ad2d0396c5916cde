import t from 'tap'
import { startTest } from './helper.ts'
import { printed_files as files } from './printed-files.ts'
import { validatorOf } from './validators.ts'

/**
 * What generators of clients need of the OpenAPI documents: a name for every enumeration, a discriminator where there
 * can be one, and a media type with a schema for every body.
 */

type Schema = {
  title?: string
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema & { const?: unknown }>
  discriminator?: unknown
  prefixItems?: unknown
  items?: unknown
}
type Body = { content?: Record<string, { schema?: Schema }> }
type Operation = { operationId: string; requestBody?: Body; responses: Record<string, Body> }
type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** Every schema in a document, named ones at `name`, those within at `name/properties/…`. */
function* schemasIn(value: unknown, place: string): Generator<[place: string, schema: Schema]> {
  if (typeof value !== 'object' || value === null) return
  yield [place, value as Schema]
  for (const [key, item] of Object.entries(value)) yield* schemasIn(item, `${place}/${key}`)
}

/** All schemas of a document: those of its components, and those that stand in its operations. */
function* allSchemas({ components, paths }: Document): Generator<[string, Schema]> {
  for (const [name, schema] of Object.entries(components.schemas)) yield* schemasIn(schema, name)
  yield* schemasIn(paths, 'paths')
}

const isNamed = (place: string) => !place.includes('/')

/** Enumerations of more than one value that have no name, and would be called after their place. */
const unnamedEnums = (document: Document): string[] =>
  [...allSchemas(document)].flatMap(([place, { enum: values }]) => {
    if (!Array.isArray(values) || isNamed(place)) return []
    return values.filter((value) => value !== null).length < 2 ? [] : [place]
  })

const membersOf = ({ anyOf, oneOf }: Schema): Schema[] => {
  const members = anyOf ?? oneOf
  return Array.isArray(members) ? members : []
}

/** Members of unions that are objects and have no name. */
const unnamedMembers = (document: Document): string[] =>
  [...allSchemas(document)].flatMap(([place, schema]) =>
    membersOf(schema).some(({ properties }) => properties !== undefined) ? [place] : [],
  )

/** Unions all of whose members have a property with a constant, by which nobody is told to choose. */
const undiscriminated = (document: Document): string[] =>
  [...allSchemas(document)].flatMap(([place, schema]) => {
    const members = membersOf(schema).map(
      (member) => document.components.schemas[member.$ref?.split('/').at(-1) ?? ''] ?? member,
    )
    if (members.length < 2 || schema.discriminator !== undefined) return []
    const constants = members.map(({ properties = {} }) =>
      Object.keys(properties).filter((name) => 'const' in (properties[name] ?? {})),
    )
    const [first = [], ...others] = constants
    return first.some((name) => others.every((names) => names.includes(name))) ? [place] : []
  })

/** Objects that are called as one of their properties: the generator for Python has one variable for both. */
const namesakes = ({ components: { schemas } }: Document): string[] =>
  Object.entries(schemas).flatMap(([name, { properties = {} }]) =>
    Object.keys(properties).some((key) => key.replaceAll('_', '') === name.toLowerCase())
      ? [name]
      : [],
  )

/** Schemas with a title, by which generators call them. */
const titled = ({ components: { schemas } }: Document): string[] =>
  Object.keys(schemas).filter((name) => schemas[name]?.title !== undefined)

/** Lists whose items differ by their place: the generator for Python refuses the document. */
const tuples = (document: Document): string[] =>
  [...allSchemas(document)].flatMap(([place, { prefixItems, items }]) =>
    prefixItems === undefined && typeof items !== 'boolean' ? [] : [place],
  )

const isTyped = ({ schema }: { schema?: Schema }) =>
  schema !== undefined && ['$ref', 'type', 'anyOf', 'oneOf'].some((key) => key in schema)

/** Bodies without a media type, or of a media type without a schema. HEAD and 204 have none. */
const untypedBodies = ({ paths }: Document): string[] =>
  Object.values(paths).flatMap((path) =>
    Object.entries(path).flatMap(([method, { operationId, requestBody, responses }]) => {
      const bodies: [string, Body][] = requestBody ? [['request', requestBody]] : []
      for (const [status, answer] of Object.entries(responses)) {
        if (method !== 'head' && status !== '204') bodies.push([status, answer])
      }
      return bodies.flatMap(([what, { content = {} }]) =>
        Object.keys(content).length > 0 && Object.values(content).every(isTyped)
          ? []
          : [`${operationId} ${what}`],
      )
    }),
  )

const documents = Object.entries(files).filter(([path]) => /^openapi\/.*\.json$/.test(path))

for (const [path, text] of documents) {
  t.test(`${path} has names and types that generators of clients can use`, async (t) => {
    const document = JSON.parse(text) as Document
    t.strictSame(unnamedEnums(document), [], 'every enumeration has a name')
    t.strictSame(unnamedMembers(document), [], 'every object of a union has a name')
    t.strictSame(undiscriminated(document), [], 'every union that can be told apart says by what')
    t.strictSame(namesakes(document), [], 'no object has the name of its property')
    t.strictSame(titled(document), [], 'no schema has another name as its title')
    t.strictSame(tuples(document), [], 'no list is a tuple')
    t.strictSame(untypedBodies(document), [], 'every body has a media type and a schema')
  })
}

t.test('what these rules are about is found where it is', async (t) => {
  const one = { title: 'The first', type: 'object', properties: { kind: { const: 'one' } } }
  const other = { type: 'object', properties: { kind: { const: 'other' } } }
  const union = { anyOf: [{ $ref: '#/components/schemas/One' }, other] }
  const document = {
    paths: {
      '/': {
        get: {
          operationId: 'look',
          requestBody: { content: { 'text/plain': {} } },
          responses: { 200: {}, 204: {} },
        },
      },
    },
    components: {
      schemas: {
        One: one,
        Kind: { enum: ['one', 'other'] },
        Thing: { properties: { union, kind: { enum: ['one', 'other', null] } } },
        OnlyUnion: { properties: { only_union: {} } },
        Pair: { type: 'array', prefixItems: [one, other], items: false },
      },
    },
  } as unknown as Document
  t.strictSame(unnamedEnums(document), ['Thing/properties/kind'])
  t.strictSame(unnamedMembers(document), ['Thing/properties/union'])
  t.strictSame(undiscriminated(document), ['Thing/properties/union'])
  t.strictSame(namesakes(document), ['OnlyUnion'])
  t.strictSame(titled(document), ['One'])
  t.strictSame(tuples(document), ['Pair'])
  t.strictSame(untypedBodies(document), ['look request', 'look 200'])
})

t.test('exports, snapshots and bundles are as control.json describes them', async (t) => {
  const { control, sms } = await startTest(t, {
    fixture: ['fixtures/fleet.yaml', 'fixtures/identities.yaml'],
    scenario: ['fixtures/scenarios/01-linux-file.yaml'],
    record: true,
  })
  await sms('GET', '/v3/tasks')
  const { body: account } = await control('GET', '/_emulator/info')
  t.ok(account.accounts.length > 1)
  await control('POST', '/_emulator/snapshots/now', '')
  for (const [path, name] of [
    ['fixtures', 'Fixture'],
    ['snapshots/now', 'Fixture'],
    ['bundle', 'Bundle'],
  ] as const) {
    const { status, body } = await control('GET', `/_emulator/${path}`)
    t.equal(status, 200, path)
    const validate = validatorOf('control', { $ref: `#/components/schemas/${name}` })
    t.ok(validate(body), `${path}: ${JSON.stringify(validate.errors)?.slice(0, 2000)}`)
  }
})
