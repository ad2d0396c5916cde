import { type ContractRoute, contractRoutes } from '../process/memory-emulator.ts'
import type { Recording, SkippedEntry } from './recording.ts'
import { answerSchema, type MatchedCall, matchCall } from './routes.ts'
import { Shapes } from './shapes.ts'

/** Recorded calls, held against the contract. */

/** The calls of a recording that the contract has, and why the others are left out. */
export type MatchedRecording = {
  calls: readonly MatchedCall[]
  skipped: readonly SkippedEntry[]
  shapes: AnswerShapes
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
  return { calls: matched, skipped: left, shapes }
}

/** What the contract says of the answers of each route, worked out when it is first asked for. */
export class AnswerShapes {
  readonly #known = new Map<string, Shapes | undefined>()

  /** @returns undefined where the contract has no body. */
  of(route: ContractRoute, status: number): Shapes | undefined {
    const key = `${route.operation} ${status}`
    if (!this.#known.has(key)) {
      const schema = answerSchema(route, status)
      this.#known.set(key, schema && new Shapes(schema))
    }
    return this.#known.get(key)
  }
}

/** One for all recordings: the contract stays the same. */
const shapes = new AnswerShapes()

/** The fields of answers that the contract does not have: by operation and path, with the first entry. */
export function unknownFields({ calls, shapes }: MatchedRecording): Map<string, number> {
  const found = new Map<string, number>()
  for (const { route, response, index } of calls) {
    const known = shapes.of(route, response.status)
    for (const path of known?.unknownFields(response.body) ?? []) {
      const key = `${route.operation} ${path}`
      if (!found.has(key)) found.set(key, index)
    }
  }
  return found
}
