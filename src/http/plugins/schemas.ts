import type { FastifySchemaCompiler } from 'fastify'
import type { FastifySerializerCompiler } from 'fastify/types/schema.js'
import type { z } from 'zod'

/** What is heard is checked by its schema, and what is said is written by its schema. */

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

export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (value) => {
    const { data, error } = schema.safeParse(value)
    return error ? { error: new SchemaRefused(error.issues) } : { value: data }
  }

/**
 * Writes an answer by its schema: fields that the schema does not know are dropped, and an answer
 * that breaks its schema is a bug of ours and becomes a 500.
 *
 * The type provider's own serialiser encodes, which costs twice as much and refuses transforms.
 */
export const serializerCompiler: FastifySerializerCompiler<z.ZodType> = ({ schema, url }) => {
  return (answer) => {
    const { data, error } = schema.safeParse(answer)
    if (error) throw new Error(`the answer of ${url} breaks its schema: ${error.message}`)
    return JSON.stringify(data)
  }
}
