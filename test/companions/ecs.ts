import { defaultImageId } from '../../src/domain/companions/default-images.ts'
import { defaultSubnet, defaultVpc } from '../../src/domain/companions/defaults.ts'
import { project_id, type TestEmulator } from '../helper.ts'

/** Cloud servers in tests: in the project of the well-known account, in its default network. */

const place = { project_id, region: 'ap-southeast-1' }

export const ecs = `/v1/${project_id}/cloudservers`
export const vpc_id = defaultVpc(place).id
export const subnet_id = defaultSubnet(place).id
export const image_id = defaultImageId(place.region, 'Ubuntu 22.04 server 64bit')
export const arm_image_id = defaultImageId(place.region, 'Ubuntu 22.04 server 64bit with ARM')

/** A server that can be created as it is. */
export const orderOf = (changes: object = {}) => ({
  server: {
    name: 'ecs-1',
    imageRef: image_id,
    flavorRef: 's6.large.2',
    vpcid: vpc_id,
    nics: [{ subnet_id }],
    root_volume: { volumetype: 'GPSSD', size: 40 },
    ...changes,
  },
})

export const jobPath = (job_id: string): string => `/v1/${project_id}/jobs/${job_id}`

type Callers = Pick<TestEmulator, 'sms' | 'control'>

/** The clock moves on by so many seconds. */
export const wait = ({ control }: Callers, seconds: number) =>
  control('POST', '/_emulator/clock/advance', { by: `PT${seconds}S` })

/** Creates servers. @returns their ids, while they are being built */
export async function create({ sms }: Callers, changes: object = {}): Promise<string[]> {
  const { status, body } = await sms('POST', `/v1.1/${project_id}/cloudservers`, orderOf(changes))
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body.serverIds
}

/** Creates a server, and waits until it runs. */
export async function createRunning(callers: Callers, changes: object = {}): Promise<string> {
  const [id = ''] = await create(callers, changes)
  await wait(callers, 20)
  return id
}
