import type {
  FastifySchema,
  FastifySchemaCompiler,
  FastifyServerOptions,
  RouteOptions,
} from 'fastify'
import type { z } from 'zod'
import { checkValue, isLarge } from '../../schemas/issues.ts'
import { SchemaRefused } from '../refusals/schema-refused.ts'
import { firstDropped } from './first-dropped.ts'
import { operationOf } from './operation.ts'
import { serializerCompilerFor } from './serialize.ts'

/** Requests are checked by their schemas; answers are written as they were made. */

/** A part of a route's schema, which is asked for when the first request needs it. */
class LatePart {
  readonly #ask: () => z.ZodType
  #asked: z.ZodType | undefined

  constructor(ask: () => z.ZodType) {
    this.#ask = ask
  }

  get schema(): z.ZodType {
    this.#asked ??= this.#ask()
    return this.#asked
  }
}

/** The schema that a part of a route's schema is, or stands for. */
export const schemaOf = (part: unknown): z.ZodType | undefined =>
  part instanceof LatePart ? part.schema : (part as z.ZodType | undefined)

const parts = ['body', 'querystring', 'params', 'headers'] as const
/** Answers are written in one way, whatever they are: without their schemas. */
const any_answer = { 200: {}, default: {} }

/** Lets a route be registered before its schemas are made: the bundle makes each at its first use (scripts/late.ts). */
export function deferSchemas(route: RouteOptions): void {
  const { schema } = route
  if (!schema) return
  const operationId = operationOf(schema)
  const deferred: FastifySchema & { operationId?: string } = {}
  if (operationId !== undefined) deferred.operationId = operationId
  for (const part of parts) {
    if (part in schema) deferred[part] = new LatePart(() => schemaOf(schema[part]) as z.ZodType)
  }
  if ('response' in schema) deferred.response = any_answer
  route.schema = deferred
}

/**
 * Checks a part of a request by its schema.
 *
 * @param strict whether a field that the schema does not know is refused instead of dropped.
 */
const validatorCompilerFor =
  (strict: boolean): FastifySchemaCompiler<z.ZodType | LatePart> =>
  ({ schema: part, httpPart }) =>
  (value) => {
    const schema = part instanceof LatePart ? part.schema : part
    const { data, error } = checkValue(schema, value, 'to the first problem')
    if (error) {
      // What is wrong is checked again, as a whole, where that is not too much: nothing else has to be measured.
      const { issues } = (isLarge(value) ? undefined : checkValue(schema, value).error) ?? error
      return { error: new SchemaRefused(issues) }
    }
    const dropped = strict && httpPart !== 'headers' ? firstDropped(value, data) : undefined
    return dropped ? { error: new SchemaRefused([dropped]) } : { value: data }
  }

type Compilers = NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']

/**
 * The compilers of an app: see `validatorCompilerFor`, `serializerCompilerFor`. Given when it is made, so that Fastify does not load its own, which takes
 * a third of the time of a start; its types know only those.
 */
export const compilersFor = (strict: boolean, checked: boolean) =>
  ({
    buildValidator: () => validatorCompilerFor(strict),
    buildSerializer: () => serializerCompilerFor(checked),
  }) as unknown as NonNullable<Compilers>
