import type { Document, Json, Node } from './openapi-tidy.ts'

/**
 * Links of a document: which operations go on with what one has made. They are for generators of
 * tests, that make a task and then ask for it, and for readers.
 */

type Maker = { operation: string; at: string; paths: string[] }

const id = '$response.body#/id'

/** What is made, where its id stands in the answer, and under which paths it is then known. */
const makers: Maker[] = [
  {
    operation: 'RegisterServer',
    at: id,
    paths: ['/v3/sources/{source_id}', '/v3/sources/{server_id}'],
  },
  { operation: 'CreateTask', at: id, paths: ['/v3/tasks/{task_id}', '/v3/{task_id}/'] },
  { operation: 'CreateTemplate', at: id, paths: ['/v3/vm/templates/{id}'] },
  { operation: 'CreateMigproject', at: id, paths: ['/v3/migprojects/{mig_project_id}'] },
  {
    operation: 'CreatePermanentAccessKey',
    at: '$response.body#/credential/access',
    paths: ['/v3.0/OS-CREDENTIAL/credentials/{access_key}'],
  },
  {
    operation: 'createAccount',
    at: '$response.body#/domain_id',
    paths: ['/_emulator/accounts/{account}'],
  },
  { operation: 'saveSnapshot', at: '$request.path.name', paths: ['/_emulator/snapshots/{name}'] },
]

/** Adds the links to the answers of what makes something. */
export function addLinks({ paths }: Document): void {
  const all = Object.entries(paths).flatMap(([path, item]) =>
    Object.values(item as Node).map((operation) => ({ path, operation: operation as Node })),
  )
  for (const { operation: name, at, paths: known } of makers) {
    const maker = all.find(({ operation }) => operation.operationId === name)?.operation
    if (!maker) continue
    const links = all.flatMap(({ path, operation }): [string, Json][] => {
      const prefix = known.find((one) => path.startsWith(one))
      const parameter = /\{(\w+)\}/.exec(prefix ?? '')?.[1]
      const operationId = operation.operationId
      if (parameter === undefined || typeof operationId !== 'string' || operationId === name)
        return []
      return [[operationId, { operationId, parameters: { [parameter]: at } }]]
    })
    const made = Object.entries(maker.responses as Node).find(([status]) => status < '300')?.[1]
    if (made) (made as Node).links = Object.fromEntries(links)
  }
}
