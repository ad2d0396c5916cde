import t from 'tap'
import { project_id, startTest } from '../helper.ts'

/** Lists of a region that a fixture has in the place of the default ones. */

const regions = [
  {
    name: 'ap-southeast-1',
    zones: ['ap-southeast-1x', 'ap-southeast-1y'],
    flavors: [{ id: 't6.small.1', vcpus: 1, ram: 1_024 }],
    images: [{ name: 'Rocky 9', platform: 'Other', min_disk: 20 }],
  },
]

t.test('a fixture replaces the zones, flavors and images of a region', async (t) => {
  const { sms, control } = await startTest(t)
  const fixture = { accounts: [{ name: 'emulator', companions: { regions } }] }
  t.match(await control('POST', '/_emulator/fixtures', fixture), { status: 200 })
  const zones = await sms('GET', `/v2.1/${project_id}/os-availability-zone`)
  t.match(zones.body.availabilityZoneInfo, [
    { zoneName: 'ap-southeast-1x' },
    { zoneName: 'ap-southeast-1y' },
  ])
  const { flavors } = (await sms('GET', `/v1/${project_id}/cloudservers/flavors`)).body
  t.match(flavors, [{ id: 't6.small.1', vcpus: '1', ram: 1_024 }])
  t.equal(flavors.length, 1)
  const { images } = (await sms('GET', '/v2/cloudimages')).body
  t.match(images, [{ name: 'Rocky 9', __os_type: 'Linux', min_disk: 20 }])
  t.equal(images.length, 1)

  const other = await sms('GET', '/v3/projects?name=cn-north-4')
  const elsewhere = `/v2.1/${other.body.projects[0].id}/os-availability-zone`
  t.match((await sms('GET', elsewhere)).body.availabilityZoneInfo, [
    { zoneName: 'cn-north-4a' },
    {},
  ])
})

t.test(
  'a list that a later fixture leaves out stays; a reset brings the default ones',
  async (t) => {
    const { sms, control } = await startTest(t)
    const load = (companions: object) =>
      control('POST', '/_emulator/fixtures', { accounts: [{ name: 'emulator', companions }] })
    const zones = async () => {
      const { body } = await sms('GET', `/v2.1/${project_id}/os-availability-zone`)
      return body.availabilityZoneInfo.map(({ zoneName }: { zoneName: string }) => zoneName)
    }
    await load({ regions })
    await load({
      regions: [{ name: 'ap-southeast-1', images: [{ name: 'A', platform: 'Other' }] }],
    })
    t.strictSame(await zones(), ['ap-southeast-1x', 'ap-southeast-1y'])
    await control('POST', '/_emulator/reset')
    t.strictSame(await zones(), ['ap-southeast-1a', 'ap-southeast-1b'])
  },
)
