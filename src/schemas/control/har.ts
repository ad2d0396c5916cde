import type { Har as HttpArchive } from 'har-format'
import { z } from 'zod'
import { described, type Meanings, withMeanings } from '../meanings.ts'

/** HTTP Archive 1.2, as far as the journal fills it. The compiler compares it with the format's own types. */

const har: Meanings = {
  log: 'The archive.',
  version: 'Version of the format.',
  creator: 'The program that wrote it.',
  entries: 'Calls, in their order.',
  startedDateTime: 'When the call arrived, in real time: ISO 8601.',
  time: 'Duration of the call in milliseconds.',
  request: 'What was sent.',
  response: 'What was answered.',
  cache: 'Always empty.',
  timings: 'How the duration is spent, in milliseconds.',
  comment: 'Id of the call, its operation and the code of its refusal.',
  method: 'HTTP method of the call.',
  url: 'URL of the call, with the query.',
  queryString: 'Parameters of the query.',
  postData: 'Body of the request; absent without one.',
  mimeType: 'Media type.',
  text: 'The body as text; absent without one.',
  status: 'HTTP status; 0 if no answer was sent.',
  statusText: 'Always empty.',
  content: 'Body of the answer.',
  size: 'Size of the body in bytes.',
  redirectURL: 'Always empty.',
  httpVersion: 'Version of HTTP.',
  cookies: 'Always empty.',
  headers: 'Headers, with secrets hidden.',
  headersSize: 'Always -1: not measured.',
  bodySize: 'Size of the body in bytes.',
  send: 'Always 0: not measured apart from wait.',
  wait: 'Time until the answer began, in milliseconds.',
  receive: 'Always 0: not measured apart from wait.',
  name: 'Name of a header, a parameter or a program.',
  value: 'The value as text, with secrets hidden.',
}

const Pair = described(har, { name: z.string(), value: z.string() })
const shared = withMeanings(har, {
  httpVersion: z.string(),
  cookies: z.array(Pair),
  headers: z.array(Pair),
  headersSize: z.int(),
  bodySize: z.int(),
})

export const Har = described(har, {
  log: described(har, {
    version: z.literal('1.2'),
    creator: described(
      { ...har, version: 'Version of the emulator.' },
      { name: z.string(), version: z.string() },
    ),
    entries: z.array(
      described(har, {
        startedDateTime: z.string(),
        time: z.number(),
        request: described(har, {
          method: z.string(),
          url: z.string(),
          queryString: z.array(Pair),
          ...shared,
          postData: described(har, { mimeType: z.string(), text: z.string() }).optional(),
        }),
        response: described(har, {
          status: z.int(),
          statusText: z.string(),
          ...shared,
          content: described(har, {
            size: z.int(),
            mimeType: z.string(),
            text: z.string().optional(),
          }),
          redirectURL: z.string(),
        }),
        cache: z.object({}),
        timings: described(har, { send: z.number(), wait: z.number(), receive: z.number() }),
        comment: z.string().optional(),
      }),
    ),
  }),
}).meta({ id: 'Har', description: 'HTTP Archive 1.2.' }) satisfies z.ZodType<HttpArchive>
export type Har = z.infer<typeof Har>
