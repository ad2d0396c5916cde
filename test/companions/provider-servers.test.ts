import t from 'tap'
import { defaultSecurityGroup } from '../../src/domain/companions/defaults.ts'
import { project_id, startTest } from '../helper.ts'
import { subnet_id, vpc_id } from './ecs.ts'
import { configureProvider } from './provider.ts'
import { applyInstance, readFlavors, readImage, readZones } from './server.ts'

const group_id = defaultSecurityGroup({ project_id, region: 'ap-southeast-1' }).id

t.test('Terraform creates a server, reads it without a difference, and destroys it', async (t) => {
  const provider = await configureProvider(await startTest(t))
  const [zone] = await readZones(provider)
  const [flavor_id] = await readFlavors(provider, zone, {
    ...{ cores: 2, memory_gb: 4, performance_type: 'normal' },
  })
  const image = await readImage(provider, 'Ubuntu 18.04 server 64bit')
  const server = await applyInstance(provider, {
    ...{ name: 'ecs-1', image_id: image.id, flavor_id, availability_zone: zone, vpc_id },
    security_group_ids: [group_id],
    network: [{ uuid: subnet_id }],
    data_disks: [{ type: 'SAS', size: 100 }],
  })
  t.match(server.state, {
    ...{ status: 'ACTIVE', flavor_id, image_name: image.name, access_ip_v4: '192.168.0.2' },
    security_groups: ['default'],
    volumes: [
      { size: 40, type: 'GPSSD', boot_index: 0 },
      { size: 100, type: 'SAS', boot_index: -1 },
    ],
  })
  t.strictSame(await server.read(), server.state)
  await server.destroy()
  t.equal(await server.read(), undefined)
})
