import { call, type Step } from '../step.ts'
import { unknown_id, withoutToken } from './refusals.ts'

/** Chapter 6: what programs around SMS ask of the services beside it. */

const project = { project_id: '<project>' }

const networks: Step[] = [
  call('EcsNovaListAvailabilityZones', 200, 'The zones of a region', { path: project }),
  withoutToken('EcsNovaListAvailabilityZones', { path: project }),
  call('VpcCreateVpc', 200, 'A network for the target', {
    path: project,
    body: { vpc: { name: 'vpc-migration', cidr: '10.1.0.0/16' } },
    keep: { vpc: '/vpc/id' },
  }),
  withoutToken('VpcCreateVpc', {
    path: project,
    body: { vpc: { name: 'vpc-migration', cidr: '10.1.0.0/16' } },
  }),
  call('VpcListVpcs', 200, 'The VPCs of a project', { path: project }),
  withoutToken('VpcListVpcs', { path: project }),
  call('VpcShowVpc', 200, 'A VPC', { path: { ...project, id: '<vpc>' } }),
  call('VpcShowVpc', 404, 'Refused: there is no such VPC', {
    path: { ...project, id: unknown_id },
  }),
  call('VpcV3ShowVpc', 200, 'A VPC, as version 3 shows it', { path: { ...project, id: '<vpc>' } }),
  call('VpcV3ShowVpc', 404, 'Refused: there is no such VPC', {
    path: { ...project, id: unknown_id },
  }),
]

const cleanUp: Step[] = [
  call('VpcDeleteVpc', 204, 'The VPC is deleted', { path: { ...project, id: '<vpc>' } }),
  call('VpcDeleteVpc', 404, 'Refused: there is no such VPC any more', {
    path: { ...project, id: '<vpc>' },
  }),
]

export const useCompanions: readonly Step[] = [...networks, ...cleanUp]
