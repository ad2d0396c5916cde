import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { service_prefixes } from '../../schemas/companion-services.ts'
import { partsOf } from '../../text/targets.ts'

/**
 * Which service an address means where both have the path: SMS, unless the Host begins with `iam.`
 * or the path with `/iam` (design.md §5). `/sms`, `/iam` and the names of the companions
 * reach each service whole.
 */

type Service = (typeof service_prefixes)[number]

const prefix_of_path = new RegExp(`^/(${service_prefixes.join('|')})(/.*)?$`)

/** What an address is read from. */
type Addressed = Pick<IncomingMessage, 'url' | 'headers'>

/** What has to be done about none of this: almost every call. */
const is_plain = /^\/(?:v[\d.]+|_emulator)(?:\/[\w.-]+)+(?:\?|$)/

const prefixed = new WeakMap<object, Service>()

/**
 * The path by which a request is routed: without its prefix, with doubled slashes as one, and
 * without the slash that some clients put after a version.
 */
export function routedUrl(request: Addressed): string {
  if (request.url !== undefined && is_plain.test(request.url)) return request.url
  const target = originForm(request)
  const { path } = partsOf(target)
  const collapsed = path.replace(/\/{2,}/g, '/')
  const [, prefix, rest] = prefix_of_path.exec(collapsed) ?? []
  if (prefix !== undefined) prefixed.set(request, prefix as Service)
  const routed = prefix === undefined ? collapsed : (rest ?? '/')
  return routed.replace(/^(\/v[^/]+)\/$/, '$1') + target.slice(path.length)
}

/** The form in which a client sends a target to what it takes for a proxy (RFC 9112 §3.2.2). */
const absolute_form = /^https?:\/\/(?:[^/?#]*@)?([^/?#@]+)(.*)$/is

/**
 * A target as a path and a query. The host of an absolute-form target takes the place of the Host header, as
 * with any proxy, so that all that asks for the host of a request asks for that one.
 *
 * @param request is changed: nobody sees the absolute form after this.
 */
function originForm(request: Addressed & { originalUrl?: string }): string {
  const { url = '/', headers } = request
  const [, authority, rest = ''] = absolute_form.exec(url) ?? []
  if (authority === undefined) return url
  // A signature covers the header as it was sent: one that means the same stays.
  if (withoutPort(headers.host) !== withoutPort(authority)) headers.host = authority
  const target = rest.startsWith('/') ? rest : `/${rest}`
  request.originalUrl = target
  return target
}

/** A host without the port that http:// means anyway. */
const withoutPort = (host: string | undefined): string | undefined =>
  host?.toLowerCase().replace(/:80$/, '')

export const serviceOf = ({ raw, hostname }: FastifyRequest): 'sms' | 'iam' => {
  const service = prefixed.get(raw) ?? (hostname.startsWith('iam.') ? 'iam' : 'sms')
  return service === 'iam' ? 'iam' : 'sms'
}

/** `/iam`, `/sms` or another service if the request came with it, for links that lead back the same way. */
export const prefixOf = ({ raw }: FastifyRequest): string => {
  const service = prefixed.get(raw)
  return service === undefined ? '' : `/${service}`
}
