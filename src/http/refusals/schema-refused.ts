import type { z } from 'zod'

/** A part of a request breaks its schema. */
export class SchemaRefused extends Error {
  readonly issues: z.core.$ZodIssue[]
  /** Set by Fastify: `body`, `querystring`, `params` or `headers`. */
  readonly validationContext?: string

  constructor(issues: z.core.$ZodIssue[]) {
    super('the request breaks its schema')
    this.issues = issues
  }
}
