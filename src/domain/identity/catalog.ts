/** Tested by: test/http/iam/tokens.test.ts, test/http/iam/directory.test.ts */
import { type CompanionService, companion_services } from '../../schemas/companion-services.ts'
import type { CatalogEntry } from '../../schemas/iam/tokens.ts'
import { hex32 } from '../ids.ts'

/** The services that IAM knows, where they are, and its regions (iam.md §1.4, §5.1, §7.1). */

/**
 * SMS is one service for all regions, and here so are the companions: a call names its project. Theirs are the
 * versions that list what they have; that their addresses end without a project is *inferred*.
 */
const companion_versions: Record<CompanionService, string> = {
  ecs: 'v1',
  vpc: 'v1',
  ims: 'v2',
  evs: 'v2',
}

type Service = { id: string; endpoint_id: string; name: string; type: string; path: string }

const service = (name: string, type: string, path: string): Service => ({
  ...{ id: hex32('service', name), endpoint_id: hex32('endpoint', name) },
  ...{ name, type, path },
})

export const services: readonly Service[] = [
  service('iam', 'iam', '/v3.0'),
  service('keystone', 'identity', '/v3'),
  service('sms', 'sms', '/v3'),
  ...companion_services.map(({ name }) =>
    service(name, name, `/${name}/${companion_versions[name]}`),
  ),
]

/** @param base the emulator's own URL as the client reached it. */
export const catalogAt = (base: string): CatalogEntry[] =>
  services.map(({ id, endpoint_id, name, type, path }) => ({
    endpoints: [
      {
        id: endpoint_id,
        interface: 'public',
        region: '*',
        region_id: '*',
        url: base + path,
      },
    ],
    ...{ id, name, type },
  }))

let latest = { base: '', json: '' }

/** The same as JSON. Clients reach the emulator at one address: what was made for the latest is remembered. */
export function catalogJson(base: string): string {
  if (latest.base !== base) latest = { base, json: JSON.stringify(catalogAt(base)) }
  return latest.json
}

/** Public regions by id, with the names that the console shows in English. */
export const regions: Readonly<Record<string, string>> = {
  'af-north-1': 'AF-Cairo',
  'af-south-1': 'AF-Johannesburg',
  'ap-southeast-1': 'CN-Hong Kong',
  'ap-southeast-2': 'AP-Bangkok',
  'ap-southeast-3': 'AP-Singapore',
  'ap-southeast-4': 'AP-Jakarta',
  'cn-east-2': 'CN East-Shanghai2',
  'cn-east-3': 'CN East-Shanghai1',
  'cn-north-1': 'CN North-Beijing1',
  'cn-north-4': 'CN North-Beijing4',
  'cn-north-9': 'CN North-Ulanqab1',
  'cn-south-1': 'CN South-Guangzhou',
  'cn-southwest-2': 'CN Southwest-Guiyang1',
  'eu-west-101': 'EU-Dublin',
  'la-north-2': 'LA-Mexico City2',
  'la-south-2': 'LA-Santiago',
  'me-east-1': 'ME-Riyadh',
  'my-kualalumpur-1': 'MY-Kuala Lumpur',
  'na-mexico-1': 'LA-Mexico City1',
  'ru-moscow-1': 'RU-Moscow1',
  'sa-brazil-1': 'LA-Sao Paulo1',
  'tr-west-1': 'TR-Istanbul',
}

/**
 * Regions whose project comes into being when it is asked for by name, as each real account has
 * one for every region. Any name of this form counts, so that a new region needs no release.
 */
export const isRegionName = (name: string): boolean =>
  Object.hasOwn(regions, name) || /^[a-z]{2}-[a-z]+(?:-[a-z]+)?-\d{1,3}$/.test(name)
