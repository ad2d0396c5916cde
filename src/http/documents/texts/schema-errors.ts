import type { ErrorName } from '../../../errors/refusals.ts'
import type { Json, Node } from '../openapi-tidy.ts'

/**
 * The refusals of SMS that follow from what an operation takes: as src/http/refusals/sms-validation.ts makes them
 * of a broken schema.
 */

const isNode = (value: Json | undefined): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a schema, or one that it refers to, has something of which `isMeant` holds. */
function hasDeep(schema: Json | undefined, schemas: Node, isMeant: (node: Node) => boolean) {
  const visited = new Set<Json>()
  const visit = (value: Json | undefined): boolean => {
    if (Array.isArray(value)) return value.some(visit)
    if (!isNode(value) || visited.has(value)) return false
    visited.add(value)
    if (isMeant(value)) return true
    const { $ref, ...rest } = value
    const named = typeof $ref === 'string' ? ($ref.split('/').at(-1) ?? '') : ''
    const target = new Map(Object.entries(schemas)).get(named)
    return visit(target) || Object.values(rest).some(visit)
  }
  return visit(schema)
}

const isConstrained = (schema: Json | undefined): boolean =>
  isNode(schema) && (schema.type !== 'string' || Object.keys(schema).some(isLimit))
const isLimit = (key: string): boolean => /^(pattern|format|enum|minLength|maxLength)$/.test(key)

/** What a broken body is refused with. */
function bodyErrors(method: string, requestBody: Json | undefined, schemas: Node): ErrorName[] {
  if (method === 'get') return []
  const any: ErrorName[] = ['bodyNotJson', 'bodyInvalid', 'contentType']
  if (!isNode(requestBody)) return any
  const { content, required } = requestBody
  const media = isNode(content) ? content['application/json'] : undefined
  const schema = isNode(media) ? media.schema : undefined
  const isMandatory = ({ required }: Node): boolean =>
    Array.isArray(required) && required.length > 0
  return [
    ...any,
    ...(required === true ? (['bodyEmpty'] as const) : []),
    ...(hasDeep(schema, schemas, isMandatory) ? (['parameterMissing'] as const) : []),
    ...(hasDeep(schema, schemas, (node) => 'maxLength' in node)
      ? (['parameterTooLong'] as const)
      : []),
  ]
}

/** What broken parameters of the path and the query are refused with. */
function parameterErrors(parameters: Json | undefined): ErrorName[] {
  const some = (Array.isArray(parameters) ? parameters : []).filter(isNode)
  const errors = some.map(({ name, in: place, schema }): ErrorName | undefined => {
    if (place !== 'path' && place !== 'query') return undefined
    if (place === 'query' && (name === 'limit' || name === 'offset')) return 'integerInvalid'
    if (!isConstrained(schema)) return undefined
    return place === 'path' && name === 'source_id' ? 'sourceIdInvalid' : 'parametersInvalid'
  })
  return [...new Set(errors.filter((error) => error !== undefined))]
}

/** The refusals of an operation of SMS that its parameters and its body may meet. */
export const schemaErrors = (method: string, operation: Node, schemas: Node): ErrorName[] => [
  ...parameterErrors(operation.parameters),
  ...bodyErrors(method, operation.requestBody, schemas),
]
