import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { partsOf } from '../../text/targets.ts'
import { isOfForeignPage, isOurName } from '../../text/web-pages.ts'
import type { RecordedService } from '../service-of-url.ts'

/** What is let in: it may be signed with keys that are real. */

/** A call that may be passed on: its target at the service. */
export type Admitted = { service: RecordedService; target: string }

/** Why a call is not passed on, told to who made it. */
export type Refused = { status: number; message: string }

export type Rules = { secret: string; allowsWrites: boolean }

const reading = new Set(['GET', 'HEAD'])

/**
 * In this order: no web page, by whatever name it calls; no program that does not know the secret in the path of the
 * printed URLs; no call that changes something, unless that was allowed. To log in changes nothing.
 */
export function admit(
  { method = '', url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  { secret, allowsWrites }: Rules,
): Admitted | Refused {
  const host = (headers.host ?? '').replace(/:\d*$/, '')
  if (host === '' || !isOurName(host, new Set())) {
    return { status: 403, message: 'The Host of this call is not a name of this machine.' }
  }
  if (isOfForeignPage(headers, [])) {
    return { status: 403, message: 'No web page may make calls here. Make them from a program.' }
  }
  const [, first = '', service, rest] = /^\/([^/?]*)\/(sms|iam)(?=[/?]|$)(.*)$/s.exec(url) ?? []
  if (!isSame(first, secret) || (service !== 'sms' && service !== 'iam')) {
    return {
      status: 404,
      message:
        'Calls are taken at the URLs that sms-emulator record has printed, and nowhere else.',
    }
  }
  const target = rest?.startsWith('/') ? rest : `/${rest ?? ''}`
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

/** Takes the same time whatever is the same. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(hash(one), hash(other))
const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
