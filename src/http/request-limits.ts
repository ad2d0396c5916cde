import type { Config } from '../config.ts'

/** How often connections are looked at for requests that do not come to their end. */
const check_ms = 1_000
/** The headers are short; a body may be of 12 MB. */
const headers_max_ms = 20_000
/** A token may have 16,384 characters (the vendor's pages), and a call to IAM may bring two. */
const headers_max_bytes = 65_536

/**
 * What Node allows a request: how long a client may take to send it, so that one that trickles does not
 * hold its connection for ever, and how long its headers may be. Node answers 408 and 431 itself
 * (refusals/unreadable.ts). An answer may take its time: calls wait.
 */
export function requestLimits({ request_timeout }: Pick<Config, 'request_timeout'>) {
  const requestTimeout = request_timeout * 1_000
  return {
    requestTimeout,
    http: {
      headersTimeout: Math.min(headers_max_ms, requestTimeout),
      connectionsCheckingInterval: check_ms,
      maxHeaderSize: headers_max_bytes,
      // Its absence is told in the dialect of the surface (pipeline/check-protocol.ts), where Node would say nothing.
      requireHostHeader: false,
    },
  }
}
