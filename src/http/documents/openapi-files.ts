import { ownValue } from '../../text/own-value.ts'
import {
  type Document,
  findReachable,
  type Node,
  operationsOf,
  renameSchemas,
} from './openapi-tidy.ts'

/**
 * Bodies that are files: fixtures, snapshots, scenarios and faults. Their routes take every media type as a text and
 * read what it says, so that no schema of the route tells what may be in it; here each gets its media types and its schema.
 */

type Answer = { content: { 'application/json': { schema: Node } } }

/** What a file is, by the operation that takes it; several where it may be any of them. */
const taken: Record<string, string | string[]> = {
  loadFixture: 'Fixture',
  saveSnapshot: 'Fixture',
  addScenarios: 'ScenarioFile',
  addFaults: 'FaultFile',
  validateDocument: ['Fixture', 'ScenarioFile', 'FaultFile'],
}

/** What a file is, by the operation that answers with it, always as JSON. */
const given: Record<string, string> = { exportFixture: 'Fixture', downloadSnapshot: 'Fixture' }

/**
 * Describes the files in a document as it is printed, before it is tidied.
 *
 * A file is read as it is written: whatever is in one is described as it may be asked for (`FixtureInput`), also where it
 * is answered, since an export is a file that can be loaded.
 */
export function describeFiles(document: Document): Document {
  const refs: Node[] = []
  const refTo = (name: string): Node => {
    const ref = { $ref: `#/components/schemas/${name}Input` }
    refs.push(ref)
    return ref
  }
  for (const operation of operationsOf(document)) {
    const id = String(operation.operationId)
    const { requestBody, responses } = operation as { requestBody?: Node; responses: Node }
    const [file, answer] = [ownValue(taken, id), ownValue(given, id)]
    const text = (requestBody?.content as Node | undefined)?.['text/plain'] as Node | undefined
    if (file && requestBody && text) {
      const json = { schema: typeof file === 'string' ? refTo(file) : { anyOf: file.map(refTo) } }
      requestBody.content = {
        'application/json': json,
        'application/yaml': text,
        'text/plain': structuredClone(text),
      }
    }
    if (answer) {
      const json = (responses['200'] as Answer).content['application/json']
      json.schema = { ...refTo(answer), description: json.schema.description ?? '' }
    }
  }
  const schemas = document.components?.schemas ?? {}
  // Generators call a schema by its title, where it has one: it is for those who open the file of the schema.
  for (const schema of Object.values(schemas)) delete (schema as Node).title
  const names = [...findReachable({ refs }, schemas)].flatMap((name): [string, string][] => {
    const base = name.replace(/Input$/, '')
    return base === name ? [] : [[base, name]]
  })
  return renameSchemas(document, new Map(names)) as Document
}
