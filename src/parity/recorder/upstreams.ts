import { RecordingRefused } from '../recording-refused.ts'
import type { RecordedService } from '../service-of-url.ts'

/** Where calls may be passed on to: the SMS and the IAM of one region, and nowhere else. */

/** The one place of a service, and the host by which the recording calls it. */
export type Upstream = { base: URL; host: string }
export type Upstreams = Readonly<Record<RecordedService, Upstream>>

/** It has no dot and no slash, so that no other host can be made of it. */
const region_form = /^[a-z]{2}-[a-z]+(?:-[a-z]+)?-\d{1,3}$/

/** Hosts that do not follow the rule (docs/reference/iam.md, SmsRegion of the SDKs). */
const special_hosts: ReadonlyMap<string, string> = new Map([
  ['sms ru-moscow-1', 'sms-api.ru-moscow-1.myhuaweicloud.com'],
])

/** The host of a service in a region. That European ones end in `.eu` in every region is *inferred*. */
const hostOf = (service: RecordedService, region: string): string =>
  special_hosts.get(`${service} ${region}`) ??
  `${service}.${region}.myhuaweicloud.${region.startsWith('eu-') ? 'eu' : 'com'}`

/**
 * @param emulator the URL of an emulator on this machine that plays the cloud, for tests.
 * @throws RecordingRefused for what is not the name of a region, or an emulator elsewhere: keys would be sent there.
 */
export function upstreamsOf(region: string, emulator: string | undefined): Upstreams {
  if (!region_form.test(region)) {
    throw new RecordingRefused(
      `${JSON.stringify(region.slice(0, 40))} is not the name of a region, such as ap-southeast-3.`,
    )
  }
  const upstreamOf = (service: RecordedService): Upstream => {
    const host = hostOf(service, region)
    return {
      host,
      base: new URL(emulator === undefined ? `https://${host}` : `${emulator}/${service}`),
    }
  }
  if (emulator !== undefined && !isLoopback(emulator)) {
    throw new RecordingRefused(
      'Only an emulator on this machine can play the cloud, such as http://127.0.0.1:7670.',
    )
  }
  return { sms: upstreamOf('sms'), iam: upstreamOf('iam') }
}

const isLoopback = (url: string): boolean =>
  URL.canParse(url) && /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/.test(new URL(url).hostname)
