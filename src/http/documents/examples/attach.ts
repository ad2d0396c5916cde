import { ownValue } from '../../../text/own-value.ts'
import type { Document, Json, Node } from '../openapi-tidy.ts'
import type { Example } from './record.ts'

/**
 * Puts recorded examples into a document. What belongs to one step has one name: the values of the parameters, the
 * request's body and the answer's. `x-step` is its place in the story, which runs through all three documents;
 * `x-headers` has the headers that the document does not declare. An answer without a body has `x-examples`.
 */
export function attachExamples(document: Document, examples: readonly Example[]): void {
  const operations = new Map(
    Object.values(document.paths).flatMap((item) =>
      Object.values(item as Record<string, Node>).map((one) => [one.operationId, one]),
    ),
  )
  for (const example of examples) {
    const operation = operations.get(example.operation)
    if (operation) attach(operation, example)
  }
  const { info } = document as unknown as { info: { description: string } }
  info.description += `\n\n${about}`
}

const about =
  'The examples are one session, recorded from the emulator with `--clock frozen --pace 1 --seed 0`: each is named after what it shows, and what belongs to one call has one name. `x-step` is its place in the session, which runs through the documents of SMS, IAM and the control API; `x-headers` are headers that are not declared as parameters. Credentials are replaced by names such as `EXAMPLE-TOKEN-1`.'

type Schema = { type?: string; anyOf?: Schema[] }
type Parameter = { name: string; in: string; schema?: Schema; examples?: Node }
type Content = Record<string, { examples?: Node }>
type Response = {
  content?: Content
  headers?: Record<string, { schema: Node; description?: string; examples?: Node }>
  'x-examples'?: Node
}

function attach(operation: Node, example: Example): void {
  const { name, summary, body, status, answer, step } = example
  const undeclared = attachParameters(operation, example)
  if (body !== undefined) {
    const { content } = operation.requestBody as { content: Content }
    const media = content[typeof body === 'string' ? 'application/yaml' : 'application/json']
    if (!media) throw new Error(`${example.operation} takes no such body`)
    media.examples = { ...media.examples, [name]: { summary, value: body } }
  }
  const response = (operation.responses as Record<string, Response>)[status]
  if (!response) throw new Error(`${example.operation} has no answer ${status}`)
  const about_call: Node = {
    summary,
    'x-step': step,
    ...(Object.keys(undeclared).length === 0 ? {} : { 'x-headers': undeclared }),
  }
  const media = ownValue(response.content ?? {}, answer.type)
  if (media === undefined || answer.body === undefined) {
    response['x-examples'] = { ...response['x-examples'], [name]: about_call }
  } else {
    media.examples = { ...media.examples, [name]: { ...about_call, value: answer.body } }
  }
  if (answer.token !== undefined) attachToken(response, name, answer.token)
}

/** @returns the headers that the operation does not declare. */
function attachParameters(operation: Node, { name, path, query, headers }: Example): Node {
  const values = { path, query, header: headers }
  const undeclared = new Map(Object.entries(headers))
  for (const parameter of (operation.parameters ?? []) as unknown as Parameter[]) {
    const given = ownValue(ownValue(values, parameter.in) ?? {}, parameter.name)
    if (given === undefined) continue
    if (parameter.in === 'header') undeclared.delete(parameter.name)
    parameter.examples = { ...parameter.examples, [name]: { value: typed(given, parameter) } }
  }
  return Object.fromEntries(undeclared)
}

/** The value of a parameter as its schema has it. */
function typed(value: string, { schema = {} }: Parameter): Json {
  const types = [schema, ...(schema.anyOf ?? [])].map(({ type }) => type)
  if (types.includes('integer') && /^\d+$/.test(value)) return Number(value)
  return types.includes('boolean') ? value === 'true' : value
}

function attachToken(response: Response, name: string, token: string): void {
  const headers = response.headers ?? {}
  const header = headers['X-Subject-Token'] ?? {
    description: 'Text of the token, which later calls send as X-Auth-Token.',
    schema: { type: 'string' },
  }
  header.examples = { ...header.examples, [name]: { value: token } }
  response.headers = { ...headers, 'X-Subject-Token': header }
}
