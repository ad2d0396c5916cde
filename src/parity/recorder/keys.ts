import {
  type Authorization,
  sdkDate,
  signatureOf,
  type WireRequest,
} from '../../domain/identity/signatures.ts'
import { RecordingRefused } from '../recording-refused.ts'

/** Signs calls anew: a signature covers host and path, so that the one for a local address does not hold at the cloud. */

/** @returns the headers of a request with a signature of now. */
export type Sign = (request: WireRequest, now: number) => Record<string, string>

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Keys, by the names that the SDKs give them. They are held by the function alone, which is all that is passed on.
 *
 * @returns undefined where there are no keys: tokens are passed on.
 * @throws RecordingRefused where one of the two is missing.
 */
export function signerFrom(environment: Environment): Sign | undefined {
  const ak = environment.HUAWEICLOUD_SDK_AK ?? ''
  const sk = environment.HUAWEICLOUD_SDK_SK ?? ''
  const token = environment.HUAWEICLOUD_SDK_SECURITY_TOKEN ?? ''
  if (ak === '' && sk === '') return undefined
  if (ak === '' || sk === '') {
    const [there, missing] = ak === '' ? ['SK', 'AK'] : ['AK', 'SK']
    throw new RecordingRefused(
      `HUAWEICLOUD_SDK_${there} is set and HUAWEICLOUD_SDK_${missing} is not: set both, or neither to pass tokens on.`,
    )
  }
  return (request, now) => {
    const headers: Record<string, string> = {
      ...withoutUndefined(request.headers),
      'x-sdk-date': sdkDate(now),
      ...(token === '' ? {} : { 'x-security-token': token }),
    }
    const authorization: Authorization = {
      algorithm: 'SDK-HMAC-SHA256',
      ak,
      scope: null,
      signed_headers: Object.keys(headers).filter(isSigned).sort(),
      signature: '',
    }
    const signature = signatureOf({ ...request, headers }, authorization, sk)
    const names = authorization.signed_headers.join(';')
    const credential = `Access=${ak}, SignedHeaders=${names}, Signature=${signature}`
    return { ...headers, authorization: `${authorization.algorithm} ${credential}` }
  }
}

/** What the SDKs sign, and nothing that is changed on the way. */
const isSigned = (name: string): boolean =>
  /^(?:host|content-type|x-(?:sdk-date|security-token|project-id|domain-id))$/.test(name)

const withoutUndefined = (headers: WireRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
