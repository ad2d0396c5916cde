import { z } from 'zod'

/** One thing that a client can or cannot do; the suites print one JSON line for each. */
export const Result = z.strictObject({
  client: z.string().min(1),
  kind: z.enum(['operation', 'iam', 'auth', 'migration', 'page']),
  name: z.string().min(1),
  ok: z.boolean(),
  /** Whether the SDK has a model for the operation, or its core sent it for us. */
  via: z.enum(['typed', 'core']).optional(),
  message: z.string().optional(),
})
export type Result = z.infer<typeof Result>

/** A line of a suite as a result; undefined for whatever else it prints. */
export function resultIn(line: string): Result | undefined {
  if (!line.startsWith('{"')) return undefined
  try {
    return Result.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
