import type { Readable } from 'node:stream'
import type {
  FastifyPluginAsync,
  FastifyPluginOptions,
  FastifyTypeProvider,
  RawServerDefault,
} from 'fastify'
import type { z } from 'zod'
import type { RegenerableBody } from '../../schemas/control/journal.ts'
import type { ObservedStates } from '../../schemas/json-text.ts'

/** An answer as the JSON that is sent: what journal, coverage and degraded answers have of it. */
export class Rendered<Answer> {
  readonly text: string
  /** The states and sub-tasks that its parts show, for which nobody reads it again. */
  readonly observed_states: readonly ObservedStates[]
  /** Gives the text anew, at any time: what keeps this need not keep the text. */
  readonly made: RegenerableBody | undefined
  /** Never set: it makes texts of different answers different types. */
  declare readonly answer: Answer

  constructor(
    text: string,
    observed_states: readonly ObservedStates[],
    made?: Rendered<Answer>['made'],
  ) {
    this.text = text
    this.observed_states = observed_states
    this.made = made
  }
}

/** What a handler may answer with: the value, the value as text, or its bytes where they are many. */
export type Sent<Answer> = Answer | Rendered<Answer> | Readable

/** The types of a route by its schemas, as zod's own provider has them, but for answers: those may be rendered. */
interface ByItsSchemas extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown
  serializer: this['schema'] extends z.ZodType ? Sent<z.output<this['schema']>> : unknown
}

/** Routes whose answers may be rendered. */
export type RenderedRoutes = FastifyPluginAsync<
  FastifyPluginOptions,
  RawServerDefault,
  ByItsSchemas
>
