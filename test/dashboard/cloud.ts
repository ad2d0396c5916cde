import type { Emulator } from '../../src/index.ts'

/** Cloud servers beside the tasks of fixtures/fleet.yaml. */

type Answer = { images?: { id: string }[] }

/** Has ECS begin to build a server in the default network of the first project. */
export async function buildServer(emulator: Emulator, name: string): Promise<void> {
  const { headers, projectId } = await emulator.login()
  const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`${emulator.url}${path}`, { method, headers, ...sent })
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as Answer
  }
  const { networks } = await emulator.client.servers()
  const { images } = await ask('GET', '/v2/cloudimages?name=Ubuntu%2018.04%20server%2064bit')
  await ask('POST', `/v1.1/${projectId}/cloudservers`, {
    server: {
      ...{ name, imageRef: images?.[0]?.id, flavorRef: 's6.large.2', vpcid: networks[0]?.id },
      nics: [{ subnet_id: networks[0]?.subnets[0]?.id }],
      root_volume: { volumetype: 'GPSSD', size: 40 },
      data_volumes: [{ volumetype: 'SAS', size: 100 }],
      availability_zone: 'ap-southeast-1a',
    },
  })
}

/**
 * Makes the target of a task a server of the account that the task holds: of the last server that was built.
 *
 * @returns the id of the server.
 */
export async function takeAsTarget(emulator: Emulator, task_name: string): Promise<string> {
  const { client } = emulator
  const [task] = (await client.tasks({ task: task_name })).tasks
  const { as_of } = await client.timeline(task_name, { at: (await client.clock.get()).now })
  const { vm_id } = (as_of as { target_server: { vm_id: string } }).target_server
  const [account] = (await client.fixtures.export()).accounts ?? []
  const saved = account?.companions?.saved ?? []
  const server = saved.findLast((one) => one.kind === 'server')
  if (server?.kind !== 'server' || !task) throw new Error(`${task_name} cannot get a server`)
  const nics = server.nics.map((nic) => ({ ...nic, port_id: `${nic.port_id}2`, ip: '192.168.0.9' }))
  const held = { name: `${task_name}-target`, status: 'SHUTOFF' as const, moving_by: task.id }
  await client.fixtures.load({
    accounts: [
      {
        name: 'emulator',
        companions: { saved: [{ ...server, ...held, id: vm_id, job: null, nics, volumes: [] }] },
      },
    ],
  })
  return vm_id
}
