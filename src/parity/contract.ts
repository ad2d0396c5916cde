import { type ContractRoute, contractRoutes } from '../process/memory-emulator.ts'
import type { Recording, SkippedEntry } from './recording.ts'
import { answerSchema, type MatchedCall, matchCall } from './routes.ts'
import { Shapes } from './shapes.ts'

/** Recorded calls, held against the contract. */

/** The calls of a recording that the contract has, and why the others are left out. */
export type MatchedRecording = {
  calls: readonly MatchedCall[]
  skipped: readonly SkippedEntry[]
}

/** Matches the calls of a recording by the routes of the emulator. */
export async function matchRecording({ calls, skipped }: Recording): Promise<MatchedRecording> {
  const routes = await contractRoutes()
  const matched: MatchedCall[] = []
  const left: SkippedEntry[] = [...skipped]
  for (const call of calls) {
    const found = matchCall(routes, call)
    if (found) matched.push(found)
    else left.push({ index: call.index, reason: `${call.method} of its path is not an operation` })
  }
  return { calls: matched, skipped: left }
}

/** What was worked out already: the contract stays the same. */
const known_shapes = new Map<string, Shapes | undefined>()

/** What the contract says of an answer. @returns undefined where it has no body */
export function shapesOf(route: ContractRoute, status: number): Shapes | undefined {
  const key = `${route.operation} ${status}`
  if (!known_shapes.has(key)) {
    const schema = answerSchema(route, status)
    known_shapes.set(key, schema && new Shapes(schema))
  }
  return known_shapes.get(key)
}

/** The fields of answers that the contract does not have: by operation and path, with the first entry. */
export function unknownFields({ calls }: MatchedRecording): Map<string, number> {
  const found = new Map<string, number>()
  for (const { route, response, index } of calls) {
    const known = shapesOf(route, response.status)
    for (const path of known?.unknownFields(response.body) ?? []) {
      const key = `${route.operation} ${path}`
      if (!found.has(key)) found.set(key, index)
    }
  }
  return found
}
