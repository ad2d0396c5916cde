/** Tested by: test/http/sms/source-servers.test.ts */
import type { ForcedCheck } from '../../schemas/control/scenarios.ts'
import type { EnvironmentCheck } from '../../schemas/sms/source-servers.ts'
import type { Source } from '../../schemas/stored/records.ts'
import type { IdSource } from '../ids.ts'

/**
 * The environment check of a source: twelve items per system, as a table, since newer services
 * add items (behaviour.md §2.3, §2.4). Only an ERROR makes a source unavailable; a WARN does not.
 *
 * Where the sources disagree about the sense of a flag, presence passes whatever its value
 * (design.md §5): `paravirtualization`, `driver_files`, `system_services`.
 */

type Verdict = { result: 'OK' } | { result: 'WARN' | 'ERROR'; code: string }
type Check = [name: string, judge: (source: Source) => Verdict]

const ok: Verdict = { result: 'OK' }
const error = (code: string): Verdict => ({ result: 'ERROR', code })
const warn = (code: string): Verdict => ({ result: 'WARN', code })
const check = (condition: boolean, code: string): Verdict => (condition ? ok : error(code))
const isPresent = (value: unknown): boolean => value !== null && value !== undefined

/** File systems that can be migrated. *Inferred* from the user guide's list; a swap has none. */
const linux_file_systems = ['ext2', 'ext3', 'ext4', 'xfs', 'vfat', 'btrfs', 'reiserfs', 'swap']
const windows_file_systems = ['ntfs', 'fat32', 'refs', 'exfat']

const knownFileSystems = (source: Source, known: string[]): boolean =>
  source.disks
    .flatMap((disk) => disk.physical_volumes)
    .every(({ file_system }) => !file_system || known.includes(file_system.toLowerCase()))

/**
 * What `linux_block_check`, a JSON text of the agent, says about block-level migration.
 *
 * @returns a code of behaviour.md §2.3, or null when the kernel can do it. Which releases and
 *   kernels can is not published: a 64-bit kernel of version 2.6.32 and later is taken to. *Inferred.*
 */
export function blockLevelObstacle(source: Source): 'SMS.6617' | 'SMS.6618' | null {
  const facts = parseBlockCheck(source.linux_block_check)
  if (!facts?.kernel_version || !facts.release_type || !facts.release_version) return 'SMS.6618'
  if (facts.architecture !== undefined && facts.architecture !== 'x86_64') return 'SMS.6617'
  const [major = 0, minor = 0, patch = 0] = facts.kernel_version.split(/[.-]/).map(Number)
  const version = major * 10_000 + minor * 100 + Math.min(patch || 0, 99)
  return version >= 20_632 ? null : 'SMS.6617'
}

function parseBlockCheck(text: string | null): Record<string, string> | undefined {
  try {
    const facts: unknown = JSON.parse(text ?? '')
    if (typeof facts !== 'object' || facts === null) return undefined
    return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, String(value)]))
  } catch {
    return undefined
  }
}

const blockSupport = (source: Source): Verdict => {
  const obstacle = blockLevelObstacle(source)
  return obstacle === null ? ok : warn(obstacle)
}

const shared = {
  version: ({ os_version }: Source) => check(os_version !== '', 'SMS.6503'),
  firmware: ({ firmware }: Source) => check(isPresent(firmware), 'SMS.6505'),
  cpu: ({ cpu_quantity }: Source) => check((cpu_quantity ?? 0) > 0, 'SMS.6506'),
  memory: ({ memory }: Source) => check((memory ?? 0) > 0, 'SMS.6514'),
  partitions: ({ disks }: Source) =>
    check(
      disks.length > 0 && disks.every((disk) => /^(MBR|GPT)$/.test(disk.partition_style ?? '')),
      'SMS.6508',
    ),
}

const linux: Check[] = [
  ['OS_VERSION', shared.version],
  ['CPU', shared.cpu],
  ['MEMORY', shared.memory],
  ['PARAVIRTUALIZATION', (source) => check(isPresent(source.paravirtualization), 'SMS.6515')],
  ['FIRMWARE', shared.firmware],
  ['BOOT_LOADER', (source) => check(source.boot_loader === 'GRUB', 'SMS.6516')],
  ['RSYNC', (source) => check(source.has_rsync === true, 'SMS.6517')],
  // The walkthrough's own healthy source leaves raw_devices out: absent is none.
  ['RAW_DEVICES', (source) => check(!source.raw_devices, 'SMS.6518')],
  [
    'DISK_INFO',
    (source) => check(source.disks.length > 0 && isPresent(source.volume_groups), 'SMS.6519'),
  ],
  ['PARTITION_STYLE', shared.partitions],
  ['FILE_SYSTEM', (source) => check(knownFileSystems(source, linux_file_systems), 'SMS.6509')],
  ['LINUX_BLOCK_SUPPORT', blockSupport],
]

const windows: Check[] = [
  ['OS_VERSION', shared.version],
  ['FIRMWARE', shared.firmware],
  ['CPU', shared.cpu],
  ['MEMORY', shared.memory],
  ['SYSTEM_ROOT', (source) => check(Boolean(source.system_dir), 'SMS.6534')],
  ['PARTITION_STYLE', shared.partitions],
  ['FILE_SYSTEM', (source) => check(knownFileSystems(source, windows_file_systems), 'SMS.6509')],
  // Free space is measured by the agent and not part of the report: nothing to judge by.
  ['FREE_SPACE', () => ok],
  ['OEM_SYSTEM', (source) => (source.oem_system === true ? warn('SMS.6510') : ok)],
  ['DRIVER_FILE', (source) => check(isPresent(source.driver_files), 'SMS.6511')],
  ['SERVICE', (source) => check(isPresent(source.system_services), 'SMS.6512')],
  ['ACCOUNT_RIGHTS', (source) => check(source.account_rights === true, 'SMS.6513')],
]

const verdictOf = ({ result, code = 'SMS.6503' }: ForcedCheck): Verdict =>
  result === 'OK' ? ok : { result, code }

/**
 * The twelve items for a source, judged; their ids are taken from the account's sequence.
 *
 * @param forced results that are prescribed; a name that is not among the twelve adds an item.
 */
export function runChecks(
  source: Source,
  ids: IdSource,
  forced: ForcedCheck[] = [],
): EnvironmentCheck[] {
  const usual = source.os_type === 'LINUX' ? linux : windows
  const known = usual.map(([name]) => name)
  const added = forced.filter(({ name }) => !known.includes(name))
  const checks = [...usual, ...added.map((item): Check => [item.name, () => verdictOf(item)])]
  return checks.map(([name, judge]) => {
    const prescribed = forced.find((item) => item.name === name)
    const verdict = prescribed ? verdictOf(prescribed) : judge(source)
    return {
      id: ids.number(),
      params: [''],
      name,
      result: verdict.result,
      error_code: verdict.result === 'OK' ? null : verdict.code,
      error_or_warn: null,
      error_params: '',
    }
  })
}
