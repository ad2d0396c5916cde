import { z } from 'zod'

/** One thing that a client can or cannot do; the suites print one JSON line for each. */
export const Result = z.strictObject({
  client: z.string().min(1),
  kind: z.enum(['operation', 'iam', 'companion', 'auth', 'migration', 'page']),
  name: z.string().min(1),
  ok: z.boolean(),
  /** Whether the SDK has a model for the operation, or its core sent it for us. */
  via: z.enum(['typed', 'core']).optional(),
  message: z.string().optional(),
  /** How long it took, of a program whose time is of interest. */
  seconds: z.number().optional(),
})
export type Result = z.infer<typeof Result>

/** How a call that met a fault ended for a program that uses an SDK. */
export const FaultReport = z.strictObject({
  /** Which of the faults of faults.ts. */
  fault: z.string().min(1),
  call: z.enum(['GET', 'POST']),
  /** Type of the exception; absent if the SDK returned an answer. */
  error: z.string().optional(),
  /** Of an exception that carries the service's answer. */
  status: z.int().optional(),
  code: z.string().nullish(),
  /** Of another exception, the one at the end of the chain behind it: its type or text. */
  cause: z.string().optional(),
  /** Of an answer, the values of its fields, each once. */
  fields: z.array(z.string()).optional(),
})
export type FaultReport = z.infer<typeof FaultReport>

/** A line of a suite as a result; undefined for anything else that it prints. */
export const resultIn = (line: string): Result | undefined => parseLine(Result, line)

/** A line of a suite as a report on a fault; undefined for anything else that it prints. */
export const faultReportIn = (line: string): FaultReport | undefined => parseLine(FaultReport, line)

function parseLine<Line>(shape: z.ZodType<Line>, line: string): Line | undefined {
  if (!line.startsWith('{"')) return undefined
  try {
    return shape.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
