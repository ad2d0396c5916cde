import type { FastifyRequest } from 'fastify'
import { NotUtf8, textOfUtf8 } from '../../text/utf8.ts'

/** Bodies as texts. HTTP gives bytes; all that is read here is UTF-8. */

/** US-ASCII is a part of UTF-8. */
const charsets: readonly string[] = ['utf-8', 'utf8', 'us-ascii']

/**
 * The text of a body.
 *
 * @throws an Error with a status: 415 for a charset that is not read, a SyntaxError of 400 for bytes that
 *   are not UTF-8. Both become refusals in the words of the surface (refuse.ts).
 */
export function bodyText({ headers }: FastifyRequest, bytes: Buffer): string {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(headers['content-type'] ?? '')?.[1]
  if (charset !== undefined && !charsets.includes(charset.toLowerCase())) {
    const message = `the charset "${charset}" is not supported; send UTF-8`
    throw Object.assign(new Error(message), { statusCode: 415, code: media_type_refused })
  }
  try {
    return textOfUtf8(bytes)
  } catch (error) {
    throw error instanceof NotUtf8 ? malformedBody(error.message) : error
  }
}

/** The code of Fastify's own refusal of a media type. */
export const media_type_refused = 'FST_ERR_CTP_INVALID_MEDIA_TYPE'

/** A refusal of a body that cannot be read. */
export const malformedBody = (reason: string): SyntaxError =>
  Object.assign(new SyntaxError(reason), { statusCode: 400 })
