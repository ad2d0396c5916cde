import type { Entry } from 'har-format'
import { z } from 'zod'

/**
 * Entries of an HTTP Archive (HAR 1.2) as other programs write them: only what is looked at, and that leniently. The
 * compiler compares them with the format's own types. What is not named here (cookies, pages, comments, fields that
 * begin with `_`) is not even read.
 */

const Pairs = z.array(z.object({ name: z.string(), value: z.string().default('') })).default([])

export const HarEntry = z.object({
  startedDateTime: z.string().default(''),
  time: z.number().catch(0),
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: Pairs,
    postData: z
      .object({
        mimeType: z.string().default(''),
        text: z.string().nullish(),
        params: Pairs,
      })
      .nullish(),
  }),
  response: z.object({
    status: z.number(),
    headers: Pairs,
    content: z
      .object({
        text: z.string().nullish(),
        encoding: z.string().nullish(),
      })
      .nullish(),
  }),
})
export type HarEntry = z.infer<typeof HarEntry>

/** What every writer of the format writes is an entry here. */
type Reads<Written extends z.input<typeof HarEntry>> = Written
export type ReadsEveryEntry = Reads<Entry>

export const HarLog = z.object({
  log: z.object({
    creator: z
      .object({ name: z.string().catch(''), version: z.string().catch('') })
      .catch({ name: '', version: '' }),
    entries: z.array(z.unknown()),
  }),
})
