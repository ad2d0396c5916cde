import type { Har as HttpArchive } from 'har-format'
import { z } from 'zod'

/** HTTP Archive 1.2, as far as the journal fills it. The compiler compares it with the format's own types. */

const Pair = z.object({ name: z.string(), value: z.string() })
const shared = {
  httpVersion: z.string(),
  cookies: z.array(Pair),
  headers: z.array(Pair),
  headersSize: z.int(),
  bodySize: z.int(),
}

export const Har = z
  .object({
    log: z.object({
      version: z.literal('1.2'),
      creator: z.object({ name: z.string(), version: z.string() }),
      entries: z.array(
        z.object({
          startedDateTime: z.string(),
          time: z.number(),
          request: z.object({
            method: z.string(),
            url: z.string(),
            queryString: z.array(Pair),
            ...shared,
            postData: z.object({ mimeType: z.string(), text: z.string() }).optional(),
          }),
          response: z.object({
            status: z.int(),
            statusText: z.string(),
            ...shared,
            content: z.object({ size: z.int(), mimeType: z.string(), text: z.string().optional() }),
            redirectURL: z.string(),
          }),
          cache: z.object({}),
          timings: z.object({ send: z.number(), wait: z.number(), receive: z.number() }),
          comment: z.string().optional(),
        }),
      ),
    }),
  })
  .meta({ id: 'Har', description: 'HTTP Archive 1.2.' }) satisfies z.ZodType<HttpArchive>
export type Har = z.infer<typeof Har>
