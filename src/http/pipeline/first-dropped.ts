import type { z } from 'zod'
import { sentenceOf } from '../../schemas/sentences.ts'
import { ownValue } from '../../text/own-value.ts'

/** The first field that was sent and is not in what the schema made of it. */
export function firstDropped(
  sent: unknown,
  kept: unknown,
  path: PropertyKey[] = [],
): z.core.$ZodIssue | undefined {
  if (typeof sent !== 'object' || sent === null || typeof kept !== 'object' || kept === null) {
    return undefined
  }
  for (const [key, value] of Object.entries(sent)) {
    if (!Object.hasOwn(kept, key)) {
      const input = sent as Record<string, unknown>
      const issue = { code: 'unrecognized_keys' as const, keys: [key], path, input }
      return { ...issue, message: sentenceOf(issue) }
    }
    const deeper = firstDropped(value, ownValue(kept as Record<string, unknown>, key), [
      ...path,
      key,
    ])
    if (deeper) return deeper
  }
  return undefined
}
