/** Tested by: test/domain/degraded-answers.test.ts */
import type { Degradation } from '../../schemas/control/scenarios.ts'
import { hex32 } from '../ids.ts'

/**
 * Degraded answers: legal but awkward, so that a client learns to cope with them. Which of them an answer gets
 * follows from the seed and from how many answers there were before.
 */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Chance = (what: string) => number

/** Fields that the service has been seen to send as null (emulators.md, N3; behaviour.md §3.4, §4.2). */
const nullable = ['progress', 'process_trace', 'source_server', 'migrate_speed', 'start_date']

/** Fields that the contract does not require of an answer. */
const optional = [
  'subtask_info',
  'compress_rate',
  'total_cpu_usage',
  'agent_cpu_usage',
  'total_mem_usage',
  'agent_mem_usage',
  'total_disk_io',
  'agent_disk_io',
  'estimate_complete_time',
  'remain_seconds',
  'error_or_warn',
  'enterprise_project_id',
  'special_config',
]

/** Lists whose order nobody promises. */
const unordered = ['tasks', 'source_servers', 'vm_templates', 'migprojects', 'migration_errors']

/** A state that no published list knows; one was seen in a field tool (behaviour.md §3.1). */
const unknown_state = 'CUTOVER_READY'

/** One of this many places is degraded. */
const one_in = 4

/** Numbers from 0 to 1 that follow from a seed and the number of an answer. */
export const chanceOf =
  (seed: string, answer: number): Chance =>
  (what) =>
    // The word is a part of the seed: with another the same seed would give other answers.
    Number.parseInt(hex32(seed, 'mean', answer, what).slice(0, 8), 16) / 2 ** 32

/**
 * An answer as a degraded service might send it.
 *
 * @param kinds which degradations are on.
 */
export function degradeAnswer(answer: Json, kinds: ReadonlySet<Degradation>, chance: Chance): Json {
  let place = 0
  const strikes = (what: string): boolean => chance(`${what} ${++place}`) < 1 / one_in

  const visit = (value: Json, key: string): Json => {
    if (Array.isArray(value)) {
      const items = value.map((item) => visit(item, key))
      const shuffles = kinds.has('order') && unordered.includes(key) && strikes('order')
      return shuffles ? items.reverse() : items
    }
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).flatMap(([name, field]): [string, Json][] => {
      if (kinds.has('missing') && optional.includes(name) && strikes('missing')) return []
      if (kinds.has('nulls') && nullable.includes(name) && strikes('null')) return [[name, null]]
      const isState = name === 'state' && typeof field === 'string' && field !== ''
      if (kinds.has('unknown') && isState && strikes('unknown')) return [[name, unknown_state]]
      return [[name, visit(field, name)]]
    })
    return Object.fromEntries(entries)
  }
  return visit(answer, '')
}

const minute_ms = 60_000

/** How long a token lives that dies early, from one minute to an hour; it says 24 hours all the same. */
export const shortLife = (seed: string, digest: string): number =>
  minute_ms * (1 + (Number.parseInt(hex32(seed, 'mean token', digest).slice(0, 8), 16) % 60))
