/** Tested by: test/domain/scenarios.test.ts */
import { type Consequence, repeats_max } from '../../schemas/control/scenarios.ts'
import { SubTaskName } from '../../schemas/sms/reports.ts'

/**
 * Failures that are asked for by name, for a test that can choose nothing else: a source or a task
 * whose name ends in `--fail-SMS.1404-at-ATTACH_AGENT_IMAGE-90`.
 *
 * The parts: what (`fail-<code>`, `stall`, `lose-agent`), where (`-at-<sub-task>`, `-<percent>`)
 * and how often (`-x3`, `-always`). Task names take no dot: `SMS1404`, `SMS-1404` and `1404` will do.
 */
const sentinel =
  /--(?:fail-(?:SMS[._-]?)?(?<code>\d{4})|(?<what>stall|lose-agent))(?:-at-(?<at>[A-Z_]+)(?:-(?<percent>\d{1,2}))?)?(?:-(?:x(?<times>\d+)|(?<always>always)))?$/

/** @returns what the name asks for; undefined when it asks for nothing, or for no such sub-task. */
export function consequenceOfName(name: string): Consequence | undefined {
  const { code, what, at, percent, times, always } = sentinel.exec(name)?.groups ?? {}
  if (code === undefined && what === undefined) return undefined
  const known = at === undefined || SubTaskName.options.some((option) => option === at)
  if (!known) return undefined
  const place = {
    at: at ?? 'MIGRATE_*',
    ...(percent === undefined ? {} : { percent: Number(percent) }),
    ...(Number(times) >= 1 ? { times: Math.min(Number(times), repeats_max) } : {}),
  }
  if (code !== undefined) {
    const often = always ? { times: 'always' as const } : {}
    return { fail: [{ ...place, ...often, code: `SMS.${code}` }] }
  }
  return what === 'stall' ? { stall: [place] } : { agent_lost: [place] }
}
