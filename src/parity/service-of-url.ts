/** Which service an address is of. A recording of a browser has calls of many others. */

export type RecordedService = 'sms' | 'iam'

type Served = { service: RecordedService; path: string }

/** Addresses of the cloud: `sms.ap-southeast-3.myhuaweicloud.com`, `iam.myhuaweicloud.eu`, `sms-api.ru-moscow-1…`. */
const cloud = /^(?<service>[\w-]+?)(?:-api|-pub)?(?:\.[\w-]+)*\.myhuaweicloud\.(?:com|eu)$/
/** Where the emulator has both services, or a proxy one of them. */
const prefix = /^\/(?<service>sms|iam)(?=\/)/
/** Paths of the contract, up to the word that no other has. */
const paths: readonly (readonly [RecordedService, RegExp])[] = [
  ['iam', /^\/v3\/(?:auth|projects|users|regions|services|endpoints|OS-FEDERATION)(?:\/|$)/],
  ['iam', /^\/v3\.0\/OS-(?:CREDENTIAL|AUTH)\/|^\/v5\/(?:agencies\/assume|caller-identity)$/],
  ['iam', /^\/v2\/products\/service-types$/],
  ['sms', /^\/v3\/(?:sources|tasks|vm\/templates|migprojects|sha256)(?:\/|$)/],
  ['sms', /^\/v3\/(?:errors|config|privacy-agreements|[\w-]+\/update-network-check-info)$/],
]

/**
 * By the host where it is one of the cloud, else by the prefix `/sms` or `/iam`, by a host that begins with either,
 * and last by a path that fits the contract.
 *
 * @returns the service, and the path without the prefix; undefined for a call of another service.
 */
export function serviceOfUrl({
  hostname,
  pathname,
}: Pick<URL, 'hostname' | 'pathname'>): Served | undefined {
  const ofCloud = cloud.exec(hostname)?.groups?.service
  if (ofCloud !== undefined) return of(ofCloud, pathname)
  const path = pathname.replace(/\/{2,}/g, '/')
  const prefixed = prefix.exec(path)
  if (prefixed) return of(prefixed.groups?.service, path.slice(prefixed[0].length))
  const [first = ''] = hostname.split('.')
  return of(first, path) ?? of(paths.find(([, form]) => form.test(path))?.[0], path)
}

const of = (service: string | undefined, path: string): Served | undefined =>
  service === 'sms' || service === 'iam' ? { service, path } : undefined
