import t from 'tap'
import { startTest, until } from '../helper.ts'
import { applySmsProject, applySmsTask, applySmsTemplate, findSources } from './migration.ts'
import { findSecurityGroup, findSubnet } from './network.ts'
import { configureProvider, planOf, plansOf } from './provider.ts'
import { applyInstance, readFlavors, readImage, readZones } from './server.ts'

/** What `terraform apply` does with examples/terraform, resource by resource, and `terraform destroy` afterwards. */

t.test('the example for Terraform is applied, planned and destroyed', async (t) => {
  const emulator = await startTest(t, { fixture: ['examples/terraform/fixture.yaml'] })
  const provider = await configureProvider(emulator)
  const { region, project_id } = provider

  const [web = ''] = await findSources(provider, 'tf-web')
  const [db = ''] = await findSources(provider, 'tf-db')
  const [availability_zone] = await readZones(provider)
  const { id: subnet, vpc_id } = await findSubnet(provider, 'subnet-default')
  const { id: group } = await findSecurityGroup(provider, 'default')
  const image = await readImage(provider, 'Ubuntu 18.04 server 64bit')
  const filter = { cores: 2, memory_gb: 4, performance_type: 'normal' }
  const [flavor] = await readFlavors(provider, availability_zone, filter)

  const project = await applySmsProject(provider, {
    ...{ name: 'tf-emulated', region: 'ap-southeast-1', type: 'MIGRATE_FILE' },
    ...{ use_public_ip: false, exist_server: true, syncing: false },
  })
  const template = await applySmsTemplate(provider, {
    ...{ name: 'tf-web', availability_zone, flavor, vpc_id },
    ...{ subnet_ids: [subnet], security_group_ids: [group] },
  })
  const server = await applyInstance(provider, {
    ...{ name: 'tf-db-target', image_id: image.id, flavor_id: flavor, availability_zone, vpc_id },
    ...{ security_group_ids: [group], system_disk_type: 'GPSSD', system_disk_size: 40 },
    network: [{ uuid: subnet }],
  })
  const common = {
    type: 'MIGRATE_FILE',
    os_type: 'LINUX',
    region_id: region,
    project_id,
    action: 'start',
  } as const
  const web_task = await applySmsTask(provider, {
    ...common,
    source_server_id: web,
    vm_template_id: template.id,
  })
  const db_task = await applySmsTask(provider, {
    ...common,
    ...{ source_server_id: db, target_server_id: server.id, use_public_ip: false },
    migration_ip: String(server.state.access_ip_v4),
  })
  const all = [project, template, server, web_task, db_task]
  t.strictSame(await plansOf(all), [])
  await t.rejects(db_task.destroy(), { message: /SMS\.7719/ }, 'it is running')

  for (const { id } of [web_task, db_task]) {
    await until(emulator, id, { state: 'MIGRATE_SUCCESS' })
  }
  t.match(await planOf(web_task), [/^migration_ip: /], 'which the example ignores')
  t.strictSame(await plansOf([project, template, server, db_task]), [])
  for (const resource of all.toReversed()) await resource.destroy()
  t.strictSame(
    (await Promise.all(all.map(({ read }) => read()))).filter((one) => one !== undefined),
    [],
  )
})
