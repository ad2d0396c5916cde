import t from 'tap'
import { defaultImageId } from '../../src/domain/companions/default-images.ts'
import { credentials, startTest } from '../helper.ts'
import { configureProvider } from './provider.ts'
import { readImage } from './server.ts'

/** Images, as IMS lists them (companions.md). */

const ubuntu = 'Ubuntu 18.04 server 64bit'

t.test('ImsListImages: the server filters by what people know of a source', async (t) => {
  const { sms } = await startTest(t)
  const names = async (query: string) => {
    const { body } = await sms('GET', `/v2/cloudimages?__imagetype=gold&${query}`)
    return body.images.map(({ name }: { name: string }) => name)
  }
  t.strictSame(await names(`name=${encodeURIComponent(ubuntu)}`), [ubuntu])
  t.ok((await names('__os_type=Windows')).length > 1)
  t.strictSame(await names('__platform=Debian'), ['Debian 11.1.0 64bit'])
  t.strictSame(await names('__platform=Debian&__os_type=Windows'), [])
  t.strictSame(await names('status=queued'), [])
  const all = await names('')
  t.strictSame(await names('sort_key=name&sort_dir=asc'), all.toSorted())
  t.match(await sms('GET', '/v2/cloudimages?__imagetype=private'), { body: { images: [] } })
})

t.test('ImsListImages: an image has the fields that Terraform reads, and pages end', async (t) => {
  const { sms } = await startTest(t)
  const id = defaultImageId('ap-southeast-1', ubuntu)
  const { body } = await sms('GET', `/v2/cloudimages?id=${id}&limit=1&enterprise_project_id=0`)
  t.strictSame(Object.keys(body), ['images'])
  t.match(body.images, [
    {
      ...{ id, name: ubuntu, status: 'active', min_disk: 40, max_ram: /^\d+$/ },
      ...{ __imagetype: 'gold', __platform: 'Ubuntu', __os_type: 'Linux', __os_version: ubuntu },
      created_at: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    },
  ])
  const next = await sms('GET', `/v2/cloudimages?id=${id}&limit=1&marker=${id}`)
  t.strictSame(next.body.images, [])
  t.match(await sms('GET', '/v2/cloudimages?sort_key=size'), {
    status: 400,
    body: { error: { code: 'IMG.0001', message: /sort_key/ } },
  })
})

t.test('ImsListImages: the region is that of the token, the header, or the host', async (t) => {
  const { call, login } = await startTest(t)
  const region = async (headers: Record<string, string>, token: string) => {
    const { body } = await call('GET', `/v2/cloudimages?name=${encodeURIComponent(ubuntu)}`, {
      headers: { 'x-auth-token': token, ...headers },
    })
    const known = ['ap-southeast-1', 'cn-north-4', 'me-east-1']
    return known.find((one) => defaultImageId(one, ubuntu) === body.images[0].id)
  }
  const host = 'ims.me-east-1.myhuaweicloud.com'
  const scoped = await login(credentials({ project: { name: 'cn-north-4' } }))
  const unscoped = await login(credentials({ domain: { name: 'emulator' } }))
  t.equal(await region({ host }, scoped), 'cn-north-4')
  t.equal(await region({ host }, unscoped), 'me-east-1')
  const projects = await call('GET', '/v3/projects?name=cn-north-4', {
    headers: { 'x-auth-token': scoped },
  })
  const { id } = projects.body.projects[0]
  t.equal(await region({ host, 'x-project-id': id }, unscoped), 'cn-north-4')
  t.equal(await region({}, unscoped), 'ap-southeast-1')
})

t.test('ImsListImages: Terraform finds the one image of a name', async (t) => {
  const provider = await configureProvider(await startTest(t))
  t.strictSame(await readImage(provider, ubuntu), {
    id: defaultImageId('ap-southeast-1', ubuntu),
    name: ubuntu,
  })
})
