import type { FastifySerializerCompiler } from 'fastify/types/schema.js'
import type { z } from 'zod'
import { firstDropped } from './first-dropped.ts'
import { Rendered } from './rendered.ts'

/**
 * Writes answers. To check each by its schema takes longer than to make it, so that only tests do:
 * an answer that breaks its schema, or has a field that the schema does not know, becomes a 500.
 *
 * @param checked whether every answer is held against its schema.
 */
export const serializerCompilerFor =
  (checked: boolean): FastifySerializerCompiler<z.ZodType> =>
  ({ schema, url }) =>
  (answer: unknown) => {
    const text = answer instanceof Rendered ? answer.text : JSON.stringify(answer)
    if (checked) checkAnswer(schema, text, url)
    return text
  }

/** @throws Error for an answer that is not as its schema says */
function checkAnswer(schema: z.ZodType, text: string, url: string): void {
  const answer = JSON.parse(text)
  const { data, error } = schema.safeParse(answer)
  if (error) throw new Error(`the answer of ${url} breaks its schema: ${error.message}`)
  const kept = JSON.stringify(data)
  // Most answers are what their schema keeps of them, to the byte.
  if (kept === text) return
  const dropped = firstDropped(answer, JSON.parse(kept))
  if (dropped) {
    const place = [...(dropped.path ?? []), ...('keys' in dropped ? dropped.keys : [])].join('.')
    throw new Error(`the answer of ${url} has ${place}, which its schema does not know`)
  }
}
