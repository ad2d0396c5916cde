import { errors } from '../../errors/refusals.ts'
import type {
  ClientCounters,
  ContractOperation,
  CoverageReport,
} from '../../schemas/control/coverage.ts'
import type { ObservedStates } from '../../schemas/json-text.ts'
import { SubTaskName } from '../../schemas/sms/reports.ts'
import { SourceState, TaskState } from '../../schemas/sms/states.ts'
import { ownValue } from '../../text/own-value.ts'

/** Coverage of a client's run: counted from calls, and held against what there is. */

/** A client that sends ever new names does not fill the memory. */
const names_max = 2_000
const depth_max = 8
const items_max = 100

export const noCounters = (): ClientCounters => ({
  operations: new Map(),
  task_states: new Map(),
  source_states: new Map(),
  subtasks: new Map(),
})

/** Names of the parameters of a query and of the fields of a body: `disks[].physical_volumes[].name`. */
export function parametersOf(query: string, body: unknown): Set<string> {
  const names = new Set<string>()
  if (query !== '') for (const name of new URLSearchParams(query).keys()) names.add(name)
  collect(body, '', 0, names)
  return names
}

function collect(value: unknown, path: string, depth: number, names: Set<string>): void {
  if (depth > depth_max || names.size >= names_max) return
  if (Array.isArray(value)) {
    for (const item of value.slice(0, items_max)) collect(item, `${path}[]`, depth + 1, names)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, field] of Object.entries(value)) {
      const name = path === '' ? key : `${path}.${key}`
      names.add(name)
      if (typeof field === 'object') collect(field, name, depth + 1, names)
    }
  }
}

type Schema = {
  properties?: Record<string, Schema>
  items?: Schema | Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
  $defs?: Record<string, Schema>
}

/** The same names of a JSON Schema: what a body may have. */
export function fieldsOf(schema: unknown): string[] {
  const root = schema as Schema
  const names = new Set<string>()
  const visit = (part: Schema | undefined, path: string, depth: number): void => {
    if (!part || depth > depth_max) return
    const { $ref, properties = {}, items, anyOf = [], oneOf = [], allOf = [] } = part
    if ($ref) visit(ownValue(root.$defs ?? {}, $ref.split('/').at(-1) ?? ''), path, depth + 1)
    for (const branch of [...anyOf, ...oneOf, ...allOf]) visit(branch, path, depth)
    for (const item of [items].flat()) visit(item, `${path}[]`, depth + 1)
    for (const [key, field] of Object.entries(properties)) {
      const name = path === '' ? key : `${path}.${key}`
      names.add(name)
      visit(field, name, depth + 1)
    }
  }
  visit(root, '', 0)
  return [...names]
}

const task_states: ReadonlySet<string> = new Set(TaskState.options)
const source_states: ReadonlySet<string> = new Set(SourceState.options)
const subtask_names: ReadonlySet<string> = new Set(SubTaskName.options)

/** The states and the sub-tasks that an answer shows; those of tasks are in upper case. */
export function observedStatesIn(answer: unknown): ObservedStates {
  const observed: ObservedStates = { task_states: [], source_states: [], subtasks: [] }
  collectStates(answer, '', observed)
  return observed
}

function collectStates(value: unknown, key: string, observed: ObservedStates): void {
  if (typeof value === 'string') {
    if (key !== 'state') return
    if (task_states.has(value)) observed.task_states.push(value)
    else if (source_states.has(value)) observed.source_states.push(value)
  } else if (Array.isArray(value)) {
    for (const item of value) {
      collectStates(item, key, observed)
      const name = key === 'sub_tasks' ? (item as { name?: unknown } | null)?.name : undefined
      if (typeof name === 'string' && subtask_names.has(name)) observed.subtasks.push(name)
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value)) {
      // Of all that is no object only a state says something.
      if (typeof field === 'object' || name === 'state') collectStates(field, name, observed)
    }
  }
}

const raise = (counted: Map<string, number>, name: string): void => {
  if (counted.size < names_max || counted.has(name)) {
    counted.set(name, (counted.get(name) ?? 0) + 1)
  }
}

/** Counts a call that has a route. */
export function count(
  counters: ClientCounters,
  call: { operation: string; code: string | null },
  parameters: Iterable<string>,
  observed_states: readonly ObservedStates[],
): void {
  const known = counters.operations.get(call.operation) ?? {
    calls: 0,
    parameters: new Map(),
    codes: new Map(),
  }
  counters.operations.set(call.operation, known)
  known.calls++
  for (const name of parameters) raise(known.parameters, name)
  if (call.code !== null) raise(known.codes, call.code)
  for (const { task_states, source_states, subtasks } of observed_states) {
    for (const state of task_states) raise(counters.task_states, state)
    for (const state of source_states) raise(counters.source_states, state)
    for (const name of subtasks) raise(counters.subtasks, name)
  }
}

/** Codes that calls can provoke; IAM's are its statuses. What only a fault brings is not expected. */
const provoked = [
  ...new Set(
    Object.values(errors).flatMap(([status, code]) => {
      if (code === 'IAM') return [`IAM ${status}`]
      return /^(SMS|APIGW|IAM|CBC)/.test(code) && code !== 'SMS.6000' ? [code] : []
    }),
  ),
].sort()

/** What the counters say of everything that there is. */
export function reportOf(
  account: string,
  counters: ClientCounters,
  contract: readonly ContractOperation[],
): CoverageReport {
  const codes = new Map<string, number>()
  for (const { codes: own } of counters.operations.values()) {
    for (const [code, times] of own) codes.set(code, (codes.get(code) ?? 0) + times)
  }
  return {
    account,
    operations: contract.map(({ operation, service, parameters }) => {
      const known = counters.operations.get(operation)
      const sent = [...(known?.parameters ?? [])].sort()
      const isKnown = ([name]: [string, number]) => isIn(name, parameters)
      return {
        operation,
        service,
        calls: known?.calls ?? 0,
        parameters: {
          used: Object.fromEntries(sent.filter(isKnown)),
          unused: parameters.filter((name) => !known?.parameters.has(name)),
          unknown: Object.fromEntries(sent.filter((entry) => !isKnown(entry))),
        },
        codes: Object.fromEntries([...(known?.codes ?? [])].sort()),
      }
    }),
    error_codes: metAndMissed(codes, provoked),
    task_states: metAndMissed(counters.task_states, TaskState.options),
    source_states: metAndMissed(counters.source_states, SourceState.options),
    subtasks: metAndMissed(counters.subtasks, SubTaskName.options),
  }
}

/** Below a field of free form, whose own fields the contract does not name, everything is known. */
function isIn(name: string, parameters: readonly string[]): boolean {
  if (parameters.includes(name)) return true
  for (let parent = parentOf(name); parent !== ''; parent = parentOf(parent)) {
    if (!parameters.includes(parent)) continue
    return !parameters.some((one) => one.startsWith(`${parent}.`) || one.startsWith(`${parent}[`))
  }
  return false
}

const parentOf = (name: string): string =>
  name.endsWith('[]') ? name.slice(0, -2) : name.slice(0, Math.max(0, name.lastIndexOf('.')))

const metAndMissed = (
  counted: ReadonlyMap<string, number>,
  all: readonly string[],
): CoverageReport['task_states'] => ({
  seen: Object.fromEntries([...counted].sort()),
  never: all.filter((name) => !counted.has(name)),
})
