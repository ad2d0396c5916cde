import type { FixtureSource } from '../schemas/control/fixture.ts'
import { PostSourceServerBody } from '../schemas/sms/source-servers.ts'
import { ownValue } from '../text/own-value.ts'
import { withNames } from './disk-names.ts'
import type { Body, SeenThing } from './seen.ts'
import { isMap, Shapes } from './shapes.ts'

/** A source server as answers show it, as the report of an agent that would be shown so. */

let report: Shapes | undefined

/** What answers leave out, where the check of the environment looks: with these it ends as it was shown. */
const passing: Readonly<Record<string, Body>> = {
  CPU: { cpu_quantity: 1 },
  MEMORY: { memory: 2_147_483_648 },
  FIRMWARE: { firmware: 'BIOS' },
}
const passing_linux: typeof passing = {
  ...passing,
  PARAVIRTUALIZATION: { paravirtualization: true },
  BOOT_LOADER: { boot_loader: 'GRUB' },
  RSYNC: { has_rsync: true },
  RAW_DEVICES: { raw_devices: '' },
  DISK_INFO: { volume_groups: [] },
  LINUX_BLOCK_SUPPORT: {
    linux_block_check:
      '{"release_type":"CENTOS","release_version":"7.6.1810","architecture":"x86_64","kernel_version":"3.10.0-957.el7.x86_64"}',
  },
}
const passing_windows: typeof passing = {
  ...passing,
  SYSTEM_ROOT: { system_dir: 'C:\\Windows' },
  OEM_SYSTEM: { oem_system: false },
  DRIVER_FILE: { driver_files: true },
  SERVICE: { system_services: true },
  ACCOUNT_RIGHTS: { account_rights: true },
}
/** null: the field is left out. */
const failing: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  CPU: { cpu_quantity: 0 },
  MEMORY: { memory: 0 },
  FIRMWARE: { firmware: null },
  PARAVIRTUALIZATION: { paravirtualization: null },
  BOOT_LOADER: { boot_loader: 'LILO' },
  RSYNC: { has_rsync: false },
  RAW_DEVICES: { raw_devices: '/dev/raw/raw1' },
  DISK_INFO: { volume_groups: null },
  LINUX_BLOCK_SUPPORT: { linux_block_check: null },
  SYSTEM_ROOT: { system_dir: null },
  OEM_SYSTEM: { oem_system: true },
  DRIVER_FILE: { driver_files: null },
  SERVICE: { system_services: null },
  ACCOUNT_RIGHTS: { account_rights: false },
}

/** The first interface needs an address; lists do not show any. */
const made_up_network = { mac: 'fa:16:3e:00:00:01' }

/** What is refused in the name of a source. */
const not_of_name = /[^A-Za-z0-9_.-]/g

/**
 * @param list is told what is made up and what cannot be as it was shown: a place and a sentence.
 * @returns the source for a fixture.
 */
export function importedSource(
  { id, body, sent = {} }: SeenThing,
  list: (place: string, what: string) => void,
): FixtureSource {
  report ??= new Shapes(PostSourceServerBody, 'input')
  const { disks = [] } = body
  const {
    state: _,
    migration_cycle: __,
    ...known
  } = report.pick({
    ...sent,
    ...body,
    disks,
  }) as Body
  const shown = String(known.name ?? sent.name ?? id)
  const name = shown.replace(not_of_name, '-').slice(0, 64) || 'source'
  if (name !== shown)
    list('name', `"${shown}" cannot be the name of a source; it is imported as "${name}"`)
  const networks = networksOf(known.networks)
  if (networks === undefined) list('networks', 'no answer shows them: one is made up')
  const os_type = known.os_type === 'WINDOWS' ? 'WINDOWS' : 'LINUX'
  return {
    os_version: '',
    agent_version: '',
    ...known,
    id,
    name,
    os_type,
    networks: networks ?? [made_up_network],
    disks: withNames(disksOf(known.disks, body), os_type),
    ...checkFields(known, os_type, body),
    ...(body.connected === false ? { connected: false } : {}),
  } as FixtureSource
}

function networksOf(networks: unknown): unknown[] | undefined {
  if (!Array.isArray(networks) || networks.length === 0) return undefined
  const [first, ...rest] = networks
  return [{ ...first, mac: first?.mac || made_up_network.mac }, ...rest]
}

/** A list leaves out how disks are partitioned, without which the check fails. */
function disksOf(disks: unknown, body: Body): Body[] {
  if (!Array.isArray(disks)) return []
  const style = resultOf(body, 'PARTITION_STYLE') === 'ERROR' ? 'RAW' : 'MBR'
  return disks.filter(isMap).map((disk) => ({ partition_style: style, ...disk }))
}

function resultOf({ checks }: Body, name: string): unknown {
  const found = Array.isArray(checks)
    ? checks.find((one) => isMap(one) && one.name === name)
    : undefined
  return isMap(found) ? found.result : undefined
}

/** The fields that the check looks at: as shown, else so that each item ends as it was shown. */
function checkFields(known: Body, os_type: 'LINUX' | 'WINDOWS', body: Body): Body {
  const items = os_type === 'LINUX' ? passing_linux : passing_windows
  const fields: Body = {}
  for (const [name, values] of Object.entries(items)) {
    const result = resultOf(body, name)
    if (result === 'ERROR' || result === 'WARN') Object.assign(fields, ownValue(failing, name))
    else Object.assign(fields, values, pickOwn(known, Object.keys(values)))
  }
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value ?? undefined]),
  )
}

const pickOwn = (values: Body, names: readonly string[]): Body =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = ownValue(values, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
