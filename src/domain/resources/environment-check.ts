/** Tested by: test/http/sms/source-servers.test.ts */
import type { ForcedCheck } from '../../schemas/control/scenarios.ts'
import type { EnvironmentCheck, PostSourceServerBody } from '../../schemas/sms/source-servers.ts'
import type { Source } from '../../schemas/stored/records.ts'
import type { IdSource } from '../ids.ts'

/**
 * The environment check of a source: twelve items per system, as a table, since newer services
 * add items (behaviour.md §2.3, §2.4). Only an ERROR makes a source unavailable; a WARN does not.
 *
 * Where the sources disagree about the sense of a flag, presence passes whatever its value
 * (design.md §5): `paravirtualization`, `driver_files`, `system_services`.
 */

/** An item of the check. docs/sources.md is printed from these. */
export type Check = {
  name: string
  /** The fields of RegisterServer that it looks at. */
  fields: readonly (keyof PostSourceServerBody)[]
  /** What passes, in words. */
  needs: string
  /** What the item shows when it does not pass: only an ERROR makes the source unavailable. */
  result: 'WARN' | 'ERROR'
  /** The codes that it can have then. */
  codes: readonly string[]
  /** @returns the code of what is wrong, or null when it passes. */
  findCode(source: Source): string | null
}

type Rule = Pick<Check, 'name' | 'fields' | 'needs'> & {
  code: string
  passes(source: Source): boolean
}

const item =
  (result: Check['result']) =>
  ({ name, fields, needs, code, passes }: Rule): Check => ({
    ...{ name, fields, needs, result },
    codes: [code],
    findCode: (source) => (passes(source) ? null : code),
  })
const error = item('ERROR')
const warning = item('WARN')

const isPresent = (value: unknown): boolean => value !== null && value !== undefined
const whatever = 'is present, whatever its value'

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

const fileSystems = (known: string[]): Check =>
  error({
    name: 'FILE_SYSTEM',
    fields: ['disks'],
    needs: `each \`file_system\` in \`physical_volumes\` is absent or one of ${known.join(', ')}`,
    code: 'SMS.6509',
    passes: (source) => knownFileSystems(source, known),
  })

const version = error({
  name: 'OS_VERSION',
  fields: ['os_version'],
  needs: 'is not empty',
  code: 'SMS.6503',
  passes: ({ os_version }) => os_version !== '',
})
const firmware = error({
  name: 'FIRMWARE',
  fields: ['firmware'],
  needs: 'is BIOS or UEFI',
  code: 'SMS.6505',
  passes: (source) => isPresent(source.firmware),
})
const cpu = error({
  name: 'CPU',
  fields: ['cpu_quantity'],
  needs: 'is over 0',
  code: 'SMS.6506',
  passes: ({ cpu_quantity }) => (cpu_quantity ?? 0) > 0,
})
const memory = error({
  name: 'MEMORY',
  fields: ['memory'],
  needs: 'is over 0, in bytes',
  code: 'SMS.6514',
  passes: (source) => (source.memory ?? 0) > 0,
})
const partitions = error({
  name: 'PARTITION_STYLE',
  fields: ['disks'],
  needs: 'there is a disk, and each has the `partition_style` MBR or GPT',
  code: 'SMS.6508',
  passes: ({ disks }) =>
    disks.length > 0 && disks.every((disk) => /^(MBR|GPT)$/.test(disk.partition_style ?? '')),
})

const linux: readonly Check[] = [
  version,
  cpu,
  memory,
  error({
    name: 'PARAVIRTUALIZATION',
    fields: ['paravirtualization'],
    needs: whatever,
    code: 'SMS.6515',
    passes: (source) => isPresent(source.paravirtualization),
  }),
  firmware,
  error({
    name: 'BOOT_LOADER',
    fields: ['boot_loader'],
    needs: 'is GRUB',
    code: 'SMS.6516',
    passes: ({ boot_loader }) => boot_loader === 'GRUB',
  }),
  error({
    name: 'RSYNC',
    fields: ['has_rsync'],
    needs: 'is true',
    code: 'SMS.6517',
    passes: ({ has_rsync }) => has_rsync === true,
  }),
  // The walkthrough's own healthy source leaves raw_devices out: absent means that it has none.
  error({
    name: 'RAW_DEVICES',
    fields: ['raw_devices'],
    needs: 'is absent or empty',
    code: 'SMS.6518',
    passes: ({ raw_devices }) => !raw_devices,
  }),
  error({
    name: 'DISK_INFO',
    fields: ['disks', 'volume_groups'],
    needs: 'there is a disk, and `volume_groups` is present, if only as `[]`',
    code: 'SMS.6519',
    passes: ({ disks, volume_groups }) => disks.length > 0 && isPresent(volume_groups),
  }),
  partitions,
  fileSystems(linux_file_systems),
  {
    name: 'LINUX_BLOCK_SUPPORT',
    fields: ['linux_block_check'],
    needs: `is a JSON text with \`release_type\`, \`release_version\`, \`architecture\` and \`kernel_version\` of a 64-bit kernel from 2.6.32 on`,
    result: 'WARN',
    codes: ['SMS.6617', 'SMS.6618'],
    findCode: blockLevelObstacle,
  },
]

const windows: readonly Check[] = [
  version,
  firmware,
  cpu,
  memory,
  error({
    name: 'SYSTEM_ROOT',
    fields: ['system_dir'],
    needs: 'is not empty',
    code: 'SMS.6534',
    passes: ({ system_dir }) => Boolean(system_dir),
  }),
  partitions,
  fileSystems(windows_file_systems),
  // Free space is measured by the agent and not part of the report: nothing to judge by.
  {
    name: 'FREE_SPACE',
    fields: [],
    needs: 'always passes: free space is not part of the report',
    result: 'ERROR',
    codes: [],
    findCode: () => null,
  },
  warning({
    name: 'OEM_SYSTEM',
    fields: ['oem_system'],
    needs: 'is not true',
    code: 'SMS.6510',
    passes: ({ oem_system }) => oem_system !== true,
  }),
  error({
    name: 'DRIVER_FILE',
    fields: ['driver_files'],
    needs: whatever,
    code: 'SMS.6511',
    passes: ({ driver_files }) => isPresent(driver_files),
  }),
  error({
    name: 'SERVICE',
    fields: ['system_services'],
    needs: whatever,
    code: 'SMS.6512',
    passes: ({ system_services }) => isPresent(system_services),
  }),
  error({
    name: 'ACCOUNT_RIGHTS',
    fields: ['account_rights'],
    needs: 'is true',
    code: 'SMS.6513',
    passes: ({ account_rights }) => account_rights === true,
  }),
]

/** The items by the system of the source, in the order in which a source shows them. */
export const environment_checks: Readonly<Record<Source['os_type'], readonly Check[]>> = {
  LINUX: linux,
  WINDOWS: windows,
}

type Shown = Pick<EnvironmentCheck, 'name' | 'result' | 'error_code'>

function shownOf({ name, result, findCode }: Check, source: Source): Shown {
  const error_code = findCode(source)
  return { name, result: error_code === null ? 'OK' : result, error_code }
}

const prescribedOf = ({ name, result, code = 'SMS.6503' }: ForcedCheck): Shown => ({
  ...{ name, result },
  error_code: result === 'OK' ? null : code,
})

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
  const usual = environment_checks[source.os_type]
  const shown = usual.map((check) => {
    const prescribed = forced.find(({ name }) => name === check.name)
    return prescribed ? prescribedOf(prescribed) : shownOf(check, source)
  })
  const added = forced.filter(({ name }) => !usual.some((check) => check.name === name))
  return [...shown, ...added.map(prescribedOf)].map(({ name, result, error_code }) => ({
    id: ids.number(),
    params: [''],
    name,
    result,
    error_code,
    error_or_warn: null,
    error_params: '',
  }))
}
