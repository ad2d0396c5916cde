import type {
  FastifyPluginAsync,
  FastifyRequest,
  FastifySchema,
  FastifySchemaCompiler,
  FastifyServerOptions,
  RouteOptions,
} from 'fastify'
import type { FastifySerializerCompiler } from 'fastify/types/schema.js'
import type { z } from 'zod'
import { checkValue } from '../../schemas/issues.ts'
import { SerializedJson } from '../../schemas/json-text.ts'
import { sentenceOf } from '../../schemas/sentences.ts'
import { ownValue } from '../../text/own-value.ts'

/** What is heard is checked by its schema; what is said is written as it was made. */

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
  const { operationId } = schema as { operationId?: string }
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
    const { data, error } = checkValue(
      schema,
      value,
      isLarge(value) ? 'to the first problem' : 'whole',
    )
    if (error) return { error: new SchemaRefused(error.issues) }
    const dropped = strict && httpPart !== 'headers' ? firstDropped(value, data) : undefined
    return dropped ? { error: new SchemaRefused([dropped]) } : { value: data }
  }

/** Of what has more values, names included, only the first problem is told. */
const values_max = 10_000

/** Whether a value is made of more values than are all checked when some of them are wrong. */
function isLarge(value: unknown): boolean {
  const left = [value]
  for (let seen = 0; left.length > 0; seen++) {
    const next = left.pop()
    if (typeof next !== 'object' || next === null) continue
    const parts = Object.values(next)
    if (seen + left.length + parts.length > values_max) return true
    for (const part of parts) left.push(part)
  }
  return false
}

/** A strict contract: an SMS call without a body takes none. An empty object counts as none. */
export const strictBodies: FastifyPluginAsync = async (app) => {
  if (app.emulator.config.strict_contract) app.addHook('preValidation', refuseSurplusBody)
}

async function refuseSurplusBody({ routeOptions, body }: FastifyRequest): Promise<void> {
  const { schema, config } = routeOptions
  if (config.surface !== 'sms' || schema === undefined || schema.body !== undefined) return
  const dropped = firstDropped(body, {})
  if (dropped) throw new SchemaRefused([dropped])
}

/** The first field that was sent and is not in what the schema made of it. */
function firstDropped(
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

/**
 * Writes answers. To check each by its schema takes longer than to make it, so that only tests do:
 * an answer that breaks its schema, or has a field that the schema does not know, becomes a 500.
 *
 * @param checked whether every answer is held against its schema.
 */
const serializerCompilerFor =
  (checked: boolean): FastifySerializerCompiler<z.ZodType> =>
  ({ schema, url }) =>
  (answer: unknown) => {
    const text = answer instanceof SerializedJson ? answer.text : JSON.stringify(answer)
    if (checked) checkAnswer(schema, text, url)
    return text
  }

/** @throws Error for an answer that is not as its schema says */
function checkAnswer(schema: z.ZodType, text: string, url: string): void {
  const answer = JSON.parse(text)
  const { data, error } = schema.safeParse(answer)
  if (error) throw new Error(`the answer of ${url} breaks its schema: ${error.message}`)
  const dropped = firstDropped(answer, JSON.parse(JSON.stringify(data)))
  if (dropped) {
    const place = [...(dropped.path ?? []), ...('keys' in dropped ? dropped.keys : [])].join('.')
    throw new Error(`the answer of ${url} has ${place}, which its schema does not know`)
  }
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
