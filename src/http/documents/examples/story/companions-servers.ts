import { call, type Step } from '../step.ts'
import { ofNobody, unknown_id, withoutToken } from './refusals.ts'

/** Chapter 6, continued: a server is built in the network, stopped, started and deleted. */

const project = { project_id: '<project>' }
const inServer = { ...project, id: '<ecs>' }
const unknown = { ...project, id: unknown_id }
const servers = [{ id: '<ecs>' }]

const server = {
  name: 'ecs-migration',
  imageRef: '<image>',
  flavorRef: 's6.large.2',
  vpcid: '<vpc>',
  nics: [{ subnet_id: '<subnet>' }],
  root_volume: { volumetype: 'GPSSD', size: 40 },
  data_volumes: [{ volumetype: 'SAS', size: 100 }],
  security_groups: [{ id: '<group>' }],
  availability_zone: 'ap-southeast-1a',
}
const too_small = { ...server, root_volume: { volumetype: 'GPSSD', size: 10 } }

/** The clock moves on until a job is done. */
const passes = (summary: string): Step =>
  call('advanceClock', 200, summary, { body: { by: 'PT20S' } })

const building: Step[] = [
  call('EcsListFlavors', 200, 'The flavors of a zone', {
    path: project,
    query: { availability_zone: 'ap-southeast-1a' },
  }),
  call('EcsListFlavors', 400, 'Refused: the region has no such zone', {
    path: project,
    query: { availability_zone: 'ap-southeast-1z' },
  }),
  call('EcsCreateServers', 200, 'A server begins to be built', {
    path: project,
    body: { server },
    keep: { job: '/job_id', ecs: '/serverIds/0' },
  }),
  call('EcsCreateServers', 400, 'Refused: the system disk is smaller than the image', {
    path: project,
    body: { server: too_small },
  }),
  call('EcsCreatePostPaidServers', 200, 'Two more servers begin to be built', {
    path: project,
    body: { server: { ...server, name: 'ecs-more', count: 2 } },
    keep: { second: '/serverIds/0', third: '/serverIds/1' },
  }),
  call('EcsCreatePostPaidServers', 400, 'Refused: the system disk is smaller than the image', {
    path: project,
    body: { server: too_small },
  }),
  call('EcsDeleteServers', 409, 'Refused: the server is still being built', {
    path: project,
    body: { servers },
  }),
  passes('Move the clock until the servers are built'),
  call('EcsShowJob', 200, 'The job that has built a server', {
    path: { ...project, job_id: '<job>' },
  }),
  call('EcsShowJob', 404, 'Refused: there is no such job', {
    path: { ...project, job_id: unknown_id },
  }),
]

const looking: Step[] = [
  call('EcsShowServer', 200, 'A server', { path: inServer }),
  call('EcsShowServer', 404, 'Refused: there is no such server', { path: unknown }),
  call('EcsListServersDetails', 200, 'The servers of a name', {
    path: project,
    query: { name: 'ecs-migration', limit: '10', offset: '1' },
  }),
  withoutToken('EcsListServersDetails', { path: project }),
  call('overviewServers', 200, 'Servers and networks of all projects', {
    query: { q: 'ecs-', limit: '2' },
  }),
  ofNobody('overviewServers'),
  call('EcsListServerBlockDevices', 200, 'The volumes of a server', {
    path: inServer,
    keep: { volume: '/volumeAttachments/0/volumeId' },
  }),
  call('EcsListServerBlockDevices', 404, 'Refused: there is no such server', { path: unknown }),
  call('EcsShowServerBlockDevice', 200, 'The system disk of a server', {
    path: { ...project, server_id: '<ecs>', volume_id: '<volume>' },
  }),
  call('EcsShowServerBlockDevice', 404, 'Refused: the server has no such volume', {
    path: { ...project, server_id: '<ecs>', volume_id: unknown_id },
  }),
]

const parts: Step[] = [
  call('VpcListPorts', 200, 'The ports of a server', {
    path: project,
    query: { device_id: '<ecs>' },
    keep: { port: '/ports/0/id' },
  }),
  withoutToken('VpcListPorts', { path: project }),
  call('VpcShowPort', 200, 'A port of a server', { path: { ...project, id: '<port>' } }),
  call('VpcShowPort', 404, 'Refused: there is no such port', { path: unknown }),
  call('VpcDeleteSubnet', 409, 'Refused: a server is in the subnet', {
    path: { ...project, vpc_id: '<vpc>', id: '<subnet>' },
  }),
  call('VpcDeleteSecurityGroup', 409, 'Refused: a server has the group', {
    path: { ...project, id: '<group>' },
  }),
  call('EvsListVolumes', 200, 'The volumes of a server', {
    path: project,
    query: { server_id: '<ecs>' },
  }),
  withoutToken('EvsListVolumes', { path: project }),
  call('EvsShowVolume', 200, 'A volume', { path: { ...project, id: '<volume>' } }),
  call('EvsShowVolume', 404, 'Refused: there is no such volume', { path: unknown }),
]

const acting: Step[] = [
  call('EcsBatchStartOrStopServers', 409, 'Refused: the server runs already', {
    path: project,
    body: { 'os-start': { servers } },
  }),
  call('EcsBatchStartOrStopServers', 200, 'A server begins to stop', {
    path: project,
    body: { 'os-stop': { servers, type: 'SOFT' } },
  }),
  passes('Move the clock until the server has stopped'),
  call('EcsDeleteServers', 200, 'Servers begin to be deleted, with their volumes', {
    path: project,
    body: {
      servers: [...servers, { id: '<second>' }, { id: '<third>' }],
      delete_volume: true,
      delete_publicip: true,
    },
  }),
  passes('Move the clock until the servers are gone'),
]

export const useServers: readonly Step[] = [...building, ...looking, ...parts, ...acting]
