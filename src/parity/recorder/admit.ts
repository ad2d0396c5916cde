import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { parseAuthorization } from '../../domain/identity/signatures.ts'
import { partsOf } from '../../text/targets.ts'
import { isOfForeignPage, isOurName } from '../../text/web-pages.ts'
import { type RecordedService, serviceOfUrl } from '../service-of-url.ts'

/** What is let in: it may be signed with keys that are real. */

/** A call that may be passed on: its target at the service. */
export type Admitted = { service: RecordedService; target: string }

/** Why a call is not passed on, told to who made it. */
export type Refused = { status: number; message: string }

export type Rules = { secret: string; allowsWrites: boolean }

const reading = new Set(['GET', 'HEAD'])

/**
 * In this order: no web page, by whatever name it calls; no program that does not know the
 * printed secret; no call that changes something, unless that was allowed. To log in changes nothing.
 */
export function admit(
  { method = '', url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  { secret, allowsWrites }: Rules,
): Admitted | Refused {
  const host = (headers.host ?? '').replace(/:\d*$/, '')
  if (!isHostOfLoopback(host)) {
    return { status: 403, message: 'The Host of this call is not a name of this machine.' }
  }
  if (isOfForeignPage(headers, () => [])) {
    return { status: 403, message: 'No web page may make calls here. Make them from a program.' }
  }
  const called = calledBy(url, headers, secret)
  if (called === undefined) {
    return {
      status: 404,
      message:
        'Calls are taken at the URLs that sms-emulator record has printed, or signed with the access key that it has printed.',
    }
  }
  const { service, target } = called
  const isLogin =
    service === 'iam' && method === 'POST' && partsOf(target).path === '/v3/auth/tokens'
  if (!allowsWrites && !reading.has(method) && !isLogin) {
    return {
      status: 403,
      message: `${method} is not passed on, since it may change something in the account. To let it pass, start sms-emulator record with --allow-writes.`,
    }
  }
  return { service, target }
}

/**
 * What is called, by the secret in the path. Some SDKs, such as Python's, drop the path of an endpoint; they give the
 * secret as their access key, and what they call is told by the path of the contract.
 */
function calledBy(url: string, headers: IncomingHttpHeaders, secret: string): Admitted | undefined {
  const [, first = '', service, rest] = /^\/([^/?]*)\/(sms|iam)(?=[/?]|$)(.*)$/s.exec(url) ?? []
  if (isSame(first, secret) && (service === 'sms' || service === 'iam')) {
    return { service, target: rest?.startsWith('/') ? rest : `/${rest ?? ''}` }
  }
  const key = parseAuthorization(headers.authorization ?? '')?.ak
  if (key === undefined || !isSame(key, secret) || !url.startsWith('/')) return undefined
  const { path } = partsOf(url)
  const found = serviceOfUrl({ hostname: '', pathname: path })
  // What both services have is meant of SMS, as at the emulator.
  if (/^\/(?:v\d\/?)?$/.test(path)) return { service: 'sms', target: url }
  return found && { service: found.service, target: found.path + url.slice(path.length) }
}

/**
 * A name that leads to this machine: as the emulator's, but for short ones such as those of Compose, for which a browser
 * does not say where a call comes from.
 */
const isHostOfLoopback = (host: string): boolean =>
  host === 'localhost' || (/[.:]/.test(host) && isOurName(host, new Set()))

/** Takes the same time whatever is the same. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(hash(one), hash(other))
const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
