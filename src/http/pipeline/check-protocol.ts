import type { IncomingMessage } from 'node:http'
import { ApiError } from '../../errors/refusals.ts'
import { decodePercents, partsOf } from '../../text/targets.ts'
import { NotUtf8, textOfUtf8 } from '../../text/utf8.ts'
import type { Call } from './call.ts'

/**
 * What HTTP demands of every request, whatever it is for (RFC 9110, RFC 9112): one valid Host, no
 * expectation but 100-continue, no coding of the body that would have to be undone first, a query that can be
 * read. Node would refuse the first two without a body, and leaves the others to the reader of the body.
 *
 * @throws ApiError 400, 415, 417
 */
export function checkProtocol(call: Call): undefined {
  const refusal = refusalOf(call.request.raw)
  if (!refusal) return
  call.refusal.isMalformed = true
  throw inDialect(call, refusal)
}

/** The control API has a code of its own for what it cannot read. */
const inDialect = ({ surface }: Call, refusal: ApiError): ApiError =>
  surface === 'control'
    ? new ApiError('controlInvalid', refusal.message.replace(/^API request error: /, ''))
    : refusal

const malformed = (reason: string): ApiError => new ApiError('requestMalformed', reason)

/** A name, an address or nothing, and a port. */
const host_form = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i
/** As Node finds it in a list of expectations. */
const known_expectation = /(?:^|\W)100-continue(?:$|\W)/i

function refusalOf(request: IncomingMessage): ApiError | undefined {
  const { headers, httpVersion } = request
  const { host, expect } = headers
  if (host === undefined && httpVersion === '1.1') return malformed('the header Host is missing')
  if (host !== undefined && !host_form.test(host)) {
    return malformed(`the header Host "${host}" is not a name or an address`)
  }
  if (hasTwoHosts(request)) return malformed('there is more than one header Host')
  if (expect !== undefined && httpVersion === '1.1' && !known_expectation.test(expect)) {
    return new ApiError('expectationUnknown', expect)
  }
  return queryRefusal(request.url ?? '') ?? codingRefusal(headers)
}

/** A query that is not the percent-encoding of UTF-8 (RFC 3986 §2.5): read all the same, it would ask for another name. */
function queryRefusal(target: string): ApiError | undefined {
  const { query } = partsOf(target)
  if (/^[\w.~&=+:,-]*$/.test(query)) return undefined
  const [stray] = /%(?![\da-f]{2}).{0,2}/i.exec(query) ?? []
  if (stray !== undefined) {
    return malformed(
      `the query cannot be read: "${stray}" is not percent-encoding; write %25 for a percent sign`,
    )
  }
  try {
    textOfUtf8(Buffer.from(decodePercents(query), 'latin1'))
    return undefined
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error
    return malformed(`the query cannot be read: ${error.message}`)
  }
}

/** A body that is compressed, or framed in another way than by its length or in chunks. */
function codingRefusal(headers: IncomingMessage['headers']): ApiError | undefined {
  const framing = headers['transfer-encoding']
  if (framing !== undefined && framing.toLowerCase() !== 'chunked') {
    return malformed(`the Transfer-Encoding "${framing}" is not supported; only chunked is`)
  }
  const coding = headers['content-encoding']
  const hasBody = framing !== undefined || Number(headers['content-length']) > 0
  if (!hasBody || coding === undefined || coding.toLowerCase() === 'identity') return undefined
  return new ApiError('encodingUnsupported', coding)
}

/** Node keeps the first, another reader may keep the last (RFC 9112 §3.2). */
const hasTwoHosts = ({ rawHeaders }: IncomingMessage): boolean =>
  rawHeaders.filter(isHostName).length > 1

const isHostName = (text: string, index: number): boolean =>
  index % 2 === 0 && text.length === 4 && text.toLowerCase() === 'host'
