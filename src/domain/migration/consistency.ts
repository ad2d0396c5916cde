/** Tested by: test/scenarios/migrations.test.ts */
import type { Draft } from './draft.ts'

/** The consistency check of a simulated agent (behaviour.md §8.5). */

/** The assumed size of a file in bytes. *Inferred.* */
const bytes_per_file = 65_536
const files_max = 1_000_000

/**
 * What is compared: the paths of CONSISTENCY_DIR, separated by `;` or `,`, else what is mounted.
 */
function directories({ task, source }: Draft): { path: string; bytes: number }[] {
  const asked = task.configurations.find(({ config_key }) => config_key === 'CONSISTENCY_DIR')
  const paths = (asked?.config_value ?? '').split(/[;,]/).filter(Boolean)
  if (paths.length > 0)
    return paths.map((path) => ({ path, bytes: task.total_bytes / paths.length }))
  const mounted = source.disks
    .flatMap((disk) => disk.physical_volumes)
    .flatMap(({ mount_point, name, used_size }) => {
      const path = mount_point || (task.os_type === 'WINDOWS' ? name : '')
      return path ? [{ path, bytes: used_size ?? 0 }] : []
    })
  return mounted.length > 0 ? mounted : [{ path: '/', bytes: task.total_bytes }]
}

/** Adds the result of a comparison; what a scenario has found to differ is in its first directory. */
export function compareFiles(draft: Draft): void {
  const { task, context } = draft
  const found = context.deviations.consistency
  const consistency_result = directories(draft).map(({ path, bytes }, index) => {
    const here = index === 0 ? found : undefined
    return {
      dir_check: path.slice(0, 1024),
      num_total_files: Math.min(Math.max(Math.round(bytes / bytes_per_file), 1), files_max),
      num_different_files: here?.different ?? 0,
      num_target_miss_files: here?.missing ?? 0,
      num_target_more_files: here?.more ?? 0,
    }
  })
  const differs = found !== undefined && found.different + found.missing + found.more > 0
  const record = { finished_time: context.now, check_result: String(!differs), consistency_result }
  draft.change({ consistency_results: [...task.consistency_results, record] })
  draft.changeSource({ is_consistency_result_exist: true })
}
