import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/**
 * Which service an address means where both have the path: SMS, unless the Host begins with `iam.`
 * or the path with `/iam` (DESIGN.md §5). `/sms` and `/iam` reach either service whole.
 */

type Service = 'sms' | 'iam'

/** What nothing is to be done about: almost every call. */
const is_plain = /^\/(?!sms|iam)[\w-]+(?:\/[\w.-]+)+(?:\?|$)/

const prefixed = new WeakMap<IncomingMessage, Service>()

/**
 * The path by which a request is routed: without its prefix, with doubled slashes as one, and
 * without the slash that some clients put after a version.
 */
export function routedUrl(request: IncomingMessage): string {
  if (request.url !== undefined && is_plain.test(request.url)) return request.url
  const [path = '/', ...query] = (request.url ?? '/').split('?')
  const collapsed = path.replace(/\/{2,}/g, '/')
  const [, prefix, rest] = /^\/(sms|iam)(\/.*)?$/.exec(collapsed) ?? []
  if (prefix !== undefined) prefixed.set(request, prefix as Service)
  const routed = prefix === undefined ? collapsed : (rest ?? '/')
  return [routed.replace(/^(\/v[^/]+)\/$/, '$1'), ...query].join('?')
}

export const serviceOf = ({ raw, hostname }: FastifyRequest): Service =>
  prefixed.get(raw) ?? (hostname.startsWith('iam.') ? 'iam' : 'sms')

/** `/iam` or `/sms` if the request came with it, for links that lead back the same way. */
export const prefixOf = ({ raw }: FastifyRequest): string => {
  const service = prefixed.get(raw)
  return service === undefined ? '' : `/${service}`
}
