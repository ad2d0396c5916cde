/** Tested by: test/http/control/explain-states.test.ts */
import type { Source } from '../../schemas/stored/records.ts'
import { isoOf } from '../../schemas/time.ts'
import { counted } from '../../text/numbers.ts'
import { about, type Facts, frozenClock, sourceNow, type TellCauses } from './facts.ts'

/** Why a call about a source server was refused. */

/** Of a refusal whose value at `place` is the id of a source. */
const ofSource =
  (tell: (facts: Facts, source: Source, params: readonly string[]) => string[], place = 0) =>
  (facts: Facts, params: readonly string[]): string[] =>
    about(facts.sources.find(params[place] ?? ''), (source) => tell(facts, source, params))

/** A source that is not connected: not checked yet, in the hands of an external agent, or with a lost agent. */
function offline(facts: Facts, source: Source): string[] {
  const { id, name, check_due, agent, last_visit_time, add_date } = source
  const source_named = `Source server ${id} ("${name}")`
  if (agent.mode === 'external') {
    return [
      `${source_named} has an external agent, which last polled at ${isoOf(last_visit_time)} and counts as connected for 60 seconds of the clock: let it poll GET /v3/sources/${id}/command, or hand it back with PUT /_emulator/sources/${id}/agent {"mode": "simulated"}.`,
    ]
  }
  if (check_due !== null) {
    return [
      `${source_named} was registered at ${isoOf(add_date)}; its environment check, with which its agent connects, has not run yet. It is due at ${isoOf(check_due)}: wait until then.`,
      ...frozenClock(facts),
    ]
  }
  if (agent.due !== null) {
    return [
      `The agent of source server ${id} ("${name}") is lost since ${isoOf(last_visit_time)} and will be back at ${isoOf(agent.due)}: wait until then.`,
      ...frozenClock(facts),
    ]
  }
  return [
    `The agent of source server ${id} ("${name}") is disconnected since ${isoOf(last_visit_time)} and does not come back by itself: PUT /_emulator/sources/${id}/agent {"connected": true}.`,
  ]
}

function unusable(source: Source): string[] {
  const failed = source.checks.filter(({ result }) => result === 'ERROR')
  const names = failed.map(({ name, error_code }) => `${name} ${error_code ?? ''}`.trim())
  return [
    names.length === 0
      ? `${sourceNow(source)}: stop or delete what it is in the middle of, or register it again.`
      : `${sourceNow(source)}. Failed checks: ${names.join(', ')}. Mend what they name and register the source again (POST /v3/sources with its id).`,
  ]
}

const blockCheck = (source: Source): string[] => {
  const check = source.checks.find(({ name }) => name === 'LINUX_BLOCK_SUPPORT')
  const found = check
    ? `its environment check LINUX_BLOCK_SUPPORT says ${check.result} ${check.error_code}`
    : 'its report has no linux_block_check that names a suitable kernel'
  return [
    `Source server ${source.id} ("${source.name}"): ${found}. A later report of its agent can change that.`,
  ]
}

/** `/dev/vda (100 bytes, 40 in use)`: what the agent reported. */
const sized = (thing: {
  name?: string | null
  size?: number | null
  used_size?: number | null
}): string =>
  `${thing.name} (${thing.size ?? 'unknown'} bytes${typeof thing.used_size === 'number' ? `, ${thing.used_size} in use` : ''})`

/** The disk, partition, group or volume of that name or id, as the source's agent reported it. */
function reported(source: Source, label: string | undefined) {
  const groups = source.volume_groups ?? []
  const things = [
    ...source.disks.flatMap((disk) => [disk, ...disk.physical_volumes]),
    ...groups.flatMap((group) => [{ ...group, used_size: null }, ...group.logical_volumes]),
  ]
  return things.find(({ name, id }) => label !== undefined && [name, String(id)].includes(label))
}

/** @param advice what to send instead. */
const ofSize = (advice: string) =>
  ofSource((_, source, [label]) => {
    const thing = reported(source, label)
    const what = thing ? sized(thing) : `no "${label}"`
    return [`Source server ${source.id} ("${source.name}") reported ${what}: ${advice}.`]
  }, 1)

export const sourceCauses = {
  sourceOffline: ofSource(offline),
  sourceUnusable: ofSource((_, source) => unusable(source)),
  sourceHasNoTask: ofSource((_, source) => [
    `${sourceNow(source)}: create its task with POST /v3/tasks.`,
  ]),
  osMismatch: ofSource(
    (_, { id, name, os_type, os_version }) => [
      `Source server ${id} ("${name}") reported ${os_version}: send os_type ${os_type} or none, or name another server.`,
    ],
    2,
  ),
  systemDiskTooLarge: ofSource((_, { id, name, disks }) => [
    `Source server ${id} ("${name}") reported disks ${disks.map(sized).join(', ')}: make the first one smaller, or migrate another server.`,
  ]),
  uefiNeedsTarget: ofSource((_, { id, name, firmware }) => [
    `Source server ${id} ("${name}") reported firmware ${firmware}: leave vm_template_id out.`,
  ]),
  kernelNoBlock: ofSource((_, source) => blockCheck(source)),
  kernelUnknown: ofSource((_, source) => blockCheck(source)),
  taskTypeInvalid: ofSource(
    (_, { id, name, os_type }) => [
      `Source server ${id} ("${name}") reported os_type ${os_type}: send type MIGRATE_BLOCK, or name a Linux source server.`,
    ],
    1,
  ),
  partitionTooSmall: ofSource((_, source, [label]) => {
    const thing = reported(source, label)
    const what = thing ? sized(thing) : `no partition "${label}"`
    return [
      `Source server ${source.id} ("${source.name}") reported ${what}: choose a target of at least that, and with MIGRATE_BLOCK of at least the whole size.`,
    ]
  }, 2),
  gptReserve: ofSource(
    (_, { id, name }, [label]) => [
      `Source server ${id} ("${name}") reported ${label} with partition_style GPT, whose tables take that space.`,
    ],
    1,
  ),
  sizeBelowUsed: ofSize('choose an adjust_size of at least what is in use and 1 GB'),
  diskBelowPartitions: ofSize('choose a size of at least the sum of its partitions'),
  windowsShrink: ofSize('leave adjust_size out, or choose one that is larger'),
  groupBelowVolumes: ofSize('choose a size of at least the sum of its volumes'),
  logAgentOld: ofSource(
    (_, { id, name, agent_version }) => [
      `Source server ${id} ("${name}") reported agent_version ${agent_version}: register it again with agent_version 25.2.0 or later.`,
    ],
    1,
  ),
  sourceQuota: (facts) => {
    const { count, items } = facts.sources.list({ limit: 3, offset: 0 })
    return [
      `Account ${facts.account.name} is full, with ${items.map(({ id }) => id).join(', ')} and ${counted(count - items.length, 'other')}: use POST /v3/sources/delete, reset the account, or take another one.`,
    ]
  },
} satisfies Record<string, TellCauses>
