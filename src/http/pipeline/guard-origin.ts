import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../../config.ts'
import { ApiError } from '../../errors/refusals.ts'
import { isOfForeignPage, isOurName, originOf } from '../../text/web-pages.ts'
import type { Call } from './call.ts'
import type { CallContext, Outcome } from './stage.ts'

/** What the settings say of pages. */
type Pages = {
  names: ReadonlySet<string>
  origins: ReadonlySet<string>
  published: string | undefined
  /** The name that was ours last: clients go on with the same. */
  trusted?: string
}

const known = new WeakMap<Config, Pages>()

function pagesOf(config: Config): Pages {
  const pages: Pages = known.get(config) ?? {
    names: namesOf(config),
    origins: new Set(config.allow_origin),
    published: originOf(config.public_url),
  }
  known.set(config, pages)
  return pages
}

/**
 * No web page may drive the emulator, neither from its own address nor by a name that was made to
 * point here (DNS rebinding). Clients and command lines send none of a browser's headers.
 *
 * @throws ApiError 403
 */
export function guardOrigin({ request, reply, config }: Call, { emulator }: CallContext): Outcome {
  const pages = pagesOf(emulator.config)
  const { names, origins, published } = pages
  const { hostname } = request
  if (hostname !== pages.trusted && !isOurName(hostname, names)) {
    throw new ApiError('hostForeign', hostname, hostname)
  }
  pages.trusted = hostname
  const { origin } = request.headers
  if (origin !== undefined && origins.has(origin)) {
    // A preflight request has been answered.
    return share(request, reply, origin) ? 'over' : undefined
  }
  if (config.opensFromElsewhere && isNavigation(request)) return undefined
  if (isForeign(request, published)) throw new ApiError('originForeign')
  return undefined
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Opens when a link on another page is followed: a page without data. */
    opensFromElsewhere?: boolean
  }
}

/** Whether a browser goes to a page of its own: no other page sees what it gets, and none frames it. */
const isNavigation = ({ method, headers }: FastifyRequest): boolean =>
  method === 'GET' &&
  headers.origin === undefined &&
  headers['sec-fetch-mode'] === 'navigate' &&
  headers['sec-fetch-dest'] === 'document'

/** Names that were said to be ours. */
const namesOf = ({ allow_host, public_url }: Config): ReadonlySet<string> =>
  new Set([...allow_host, ...(public_url === undefined ? [] : [new URL(public_url).hostname])])

/** Whether a browser sends this for a page that is not ours. */
const isForeign = (
  { headers, protocol, host }: FastifyRequest,
  published: string | undefined,
): boolean =>
  // A page over TLS on the same port is another one, unless that is where a proxy shows this one.
  isOfForeignPage(headers, () => [originOf(`${protocol}://${host}`), published])

/**
 * Lets a listed page call and read the answer.
 *
 * @returns whether the call was a preflight request, which is now answered.
 */
function share({ method }: FastifyRequest, reply: FastifyReply, origin: string): boolean {
  reply.headers({
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'x-subject-token, x-request-id, retry-after',
    vary: 'origin',
  })
  if (method !== 'OPTIONS') return false
  reply
    .code(204)
    .headers({
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers':
        'content-type, x-auth-token, x-subject-token, x-emulator-token, x-emulator-faults',
      'access-control-max-age': '600',
    })
    .send()
  return true
}
