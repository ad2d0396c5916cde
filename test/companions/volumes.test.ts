import t from 'tap'
import { project_id, startTest } from '../helper.ts'
import { accountWithServer, data, system } from './saved-server.ts'

/** Volumes, as EVS shows them (companions.md). */

const volumes = `/v2/${project_id}/cloudvolumes`

t.test('EvsShowVolume: a volume, and the server that has it', async (t) => {
  const { sms } = await startTest(t, {}, [accountWithServer('subnet-1', [])])
  const [{ server_id } = { server_id: '' }] = system.attachments
  t.match(await sms('GET', `${volumes}/${system.id}`), {
    status: 200,
    body: {
      volume: {
        id: system.id,
        size: 40,
        volume_type: 'GPSSD',
        status: 'in-use',
        bootable: 'true',
        metadata: {},
        volume_image_metadata: { image_id: 'image-1' },
        attachments: [{ server_id, device: '/dev/vda', volume_id: system.id }],
        created_at: '2026-01-01T12:00:00.000000',
      },
    },
  })
  const { body } = await sms('GET', `${volumes}/${data.id}`)
  t.match(body.volume, { bootable: 'false', size: 100 })
  t.strictSame(body.volume.volume_image_metadata, {})
  t.match(await sms('GET', `${volumes}/nothing`), {
    status: 404,
    body: { error: { code: 'EVS.5404', message: /nothing/ } },
  })
})

t.test('EvsListVolumes: volumes by name, state and server, the newest first', async (t) => {
  const { sms } = await startTest(t, {}, [accountWithServer('subnet-1', [])])
  const ids = async (query: string) => {
    const { body } = await sms('GET', `${volumes}/detail?${query}`)
    return body.volumes.map(({ id }: { id: string }) => id)
  }
  const [{ server_id } = { server_id: '' }] = system.attachments
  t.strictSame(await ids(''), [data.id, system.id])
  t.strictSame(await ids('sort_key=size&sort_dir=asc'), [system.id, data.id])
  t.strictSame(await ids('name=-system'), [system.id], 'a part of the name')
  t.strictSame(await ids(`server_id=${server_id}`), [data.id, system.id])
  t.strictSame(await ids('server_id=nothing'), [])
  t.strictSame(await ids('status=available'), [])
  t.strictSame(await ids(`id=${data.id}`), [data.id])
  t.strictSame(await ids('limit=1'), [data.id])
  t.strictSame(await ids('limit=1&offset=1'), [system.id])
  t.strictSame(await ids(`marker=${data.id}`), [system.id])
  t.strictSame(await ids(`marker=${system.id}`), [])
  t.equal((await sms('GET', `${volumes}/detail?limit=1`)).body.count, 2)
  t.match(await sms('GET', `${volumes}/detail?limit=1001`), {
    status: 400,
    body: { error: { code: 'EVS.5400', message: /limit/ } },
  })
})
