/** Tested by: test/http/control/fixtures.test.ts */
import type { FixtureTask } from '../../schemas/control/fixture.ts'
import type { PostTask } from '../../schemas/sms/tasks.ts'
import type { Project } from '../../schemas/stored/accounts.ts'
import type { Source } from '../../schemas/stored/records.ts'
import type { IdSource } from '../ids.ts'
import { diskSizeFor, targetVolumes } from '../migration/layout.ts'

/** What a task of a fixture says, and for the rest what a test rarely cares about. */
export function defaultTask(
  entry: FixtureTask,
  source: Source,
  project: Project | undefined,
  ids: IdSource,
): PostTask {
  const { source: _, steps: __, id: ___, target_server, ...given } = entry
  const region = given.region_id ?? project?.name ?? 'ap-southeast-1'
  return {
    type: source.os_type === 'WINDOWS' ? 'MIGRATE_BLOCK' : 'MIGRATE_FILE',
    migration_ip: '192.168.0.100',
    use_public_ip: false,
    region_name: region,
    region_id: region,
    project_name: region,
    project_id: project?.id ?? region,
    ...given,
    name: given.name ?? 'MigrationTask',
    source_server: { id: source.id },
    target_server: target_server ?? targetServerFor(source, ids),
  } as PostTask
}

/** An existing server with the disks of the source, each a little larger than its partitions. */
function targetServerFor(source: Source, ids: IdSource): PostTask['target_server'] {
  return {
    name: source.name,
    vm_id: ids.uuid(),
    disks: source.disks.map((disk) => {
      const physical_volumes = targetVolumes(disk.physical_volumes)
      return {
        device_use: 'NORMAL' as const,
        disk_id: ids.uuid(),
        name: disk.name,
        size: diskSizeFor(disk.size, physical_volumes),
        used_size: disk.used_size,
        physical_volumes,
      }
    }),
  }
}
