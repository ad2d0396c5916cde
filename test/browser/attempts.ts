import { readFileSync } from 'node:fs'

/** Every route that the documents print, as a call that would do something if it were let in. */

/** A call that the page makes. */
export type Attempt = {
  n: number
  operation: string
  surface: 'sms' | 'iam' | 'control'
  method: string
  path: string
  body: string
  token: string
}

/** What is there to be read and changed. */
export type Prey = { token: string; source: string; task: string; snapshot: string }

type Printed = {
  paths: Record<string, Record<string, { operationId: string; requestBody?: object }>>
}

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

/** The credentials that everybody knows (README.md), for a token. */
export const login = {
  auth: {
    identity: {
      methods: ['password'],
      password: {
        user: { name: 'developer', password: 'Emulator@123', domain: { name: 'emulator' } },
      },
    },
    scope: { project: { name: 'ap-southeast-1' } },
  },
}

/** Bodies of what has no documented example; `{}` for the rest that takes one. */
const bodies: Record<string, object> = {
  KeystoneCreateToken: login,
  KeystoneCreateProject: { project: { name: 'ap-southeast-1_taken', domain_id: 'emulator' } },
  UpdateTaskStatus: { operation: 'start' },
  updateClock: { pace: 7 },
  advanceClock: { by: 'PT1H' },
  loadFixture: { accounts: [{ name: 'intruder' }] },
  addScenarios: { scenarios: [] },
  updateAgent: { mode: 'external' },
  createAccount: { name: 'intruder' },
}

export function attemptsOn(prey: Prey): Attempt[] {
  const examples = read('test/reference/sms-v3.examples.json').operations
  const attempts: Attempt[] = []
  for (const surface of ['sms', 'iam', 'control'] as const) {
    const { paths }: Printed = read(`openapi/${surface}.json`)
    for (const [template, operations] of Object.entries(paths)) {
      for (const [method, { operationId, requestBody }] of Object.entries(operations)) {
        const body = bodies[operationId] ?? examples[operationId]?.request?.body ?? {}
        attempts.push({
          n: attempts.length,
          operation: operationId,
          surface,
          method: method.toUpperCase(),
          path: template.replace(/\{(\w+)\}/g, (_, name) => partFor(name, prey)),
          body: requestBody ? JSON.stringify(body) : '',
          token: prey.token,
        })
      }
    }
  }
  return attempts
}

/** A value for a parameter of a path that names something which is there, where anything is. */
function partFor(name: string, { source, task, snapshot }: Prey): string {
  const values: Record<string, string> = {
    version: 'v3',
    source_id: source,
    server_id: source,
    source,
    task_id: task,
    name: snapshot,
    account: 'emulator',
  }
  return values[name] ?? 'some'
}
