import type { OperationText } from './types.ts'

const contract = 'Fields and statuses are those that Terraform sends and reads (companions.md).'

const creation =
  'Begins a job that builds servers with their volumes. They are there at once with the status BUILD, and ACTIVE after 20 seconds of the clock of the account. Image, flavor, zone, VPC, subnets and security groups must be there.'

const creation_errors = [
  ...(['projectForeign', 'ecsInvalid', 'serverQuota'] as const),
  ...(['addressTaken', 'subnetFull'] as const),
]

/** ECS: zones, flavors, servers and their jobs. */
export const ecsTexts = {
  EcsNovaListAvailabilityZones: {
    summary: 'List availability zones',
    description: 'Returns the availability zones of the region of the project. It is a read.',
    basis: ['observed', 'The fields are those that Terraform reads (companions.md).'],
    errors: ['projectForeign'],
  },
  EcsListFlavors: {
    summary: 'List flavors',
    description:
      'Returns the flavors of the region, the same in each of its zones: a short fixed list, one with 2 cores and 4 GB among them. A zone that the region does not have is refused. It is a read.',
    basis: ['observed', `${contract} Which flavors there are is made up.`],
    errors: ['projectForeign', 'ecsInvalid'],
  },
  EcsCreateServers: {
    summary: 'Create servers',
    description: creation,
    basis: ['observed', `${contract} How long the job takes is inferred.`],
    errors: creation_errors,
  },
  EcsCreatePostPaidServers: {
    summary: 'Create pay-per-use servers',
    description: `${creation} It is EcsCreateServers at the address of version 1.`,
    basis: ['documented', 'The API reference has both addresses with the same body.'],
    errors: creation_errors,
  },
  EcsShowJob: {
    summary: 'Show a job',
    description:
      'Returns a job on servers: INIT for a second of the clock of the account, then RUNNING, and SUCCESS once it is done. It names its servers from the beginning, each in a job of its own. A project remembers its latest thousand jobs that are done. It is a read.',
    basis: ['observed', `${contract} How many are remembered is inferred.`],
    errors: ['projectForeign', 'jobNotFound'],
  },
  EcsShowServer: {
    summary: 'Show a server',
    description:
      'Returns a server of the project with its addresses, security groups and volumes. A server that was deleted is not found. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'serverNotFound'],
  },
  EcsListServersDetails: {
    summary: 'List servers',
    description:
      'Returns the servers of the project that fit, the oldest first, a page of 25 unless `limit` says otherwise; `offset` is the number of the page. It is a read.',
    basis: ['documented', 'The parameters are those of the API reference; the order is inferred.'],
    errors: ['projectForeign'],
  },
  EcsListServerBlockDevices: {
    summary: 'List the volumes of a server',
    description:
      'Returns the volumes attached to a server, the system disk first, and how many more it takes. It is a read.',
    basis: ['documented', 'The fields are those of the API reference.'],
    errors: ['projectForeign', 'serverNotFound'],
  },
  EcsShowServerBlockDevice: {
    summary: 'Show a volume of a server',
    description:
      'Returns a volume as it is attached to a server; `bootIndex` is 0 for the system disk. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'serverNotFound', 'volumeNotAttached'],
  },
  EcsBatchStartOrStopServers: {
    summary: 'Change whether servers run',
    description:
      'Begins a job that starts servers which are SHUTOFF (`os-start`, BatchStartServers of the SDKs) or stops servers which are ACTIVE (`os-stop`, BatchStopServers). It takes 5 seconds of the clock of the account. If one of the servers cannot, because of its status, a job or a migration, nothing is done to any.',
    basis: ['documented', 'The bodies are those of the API reference; durations are inferred.'],
    errors: [
      ...(['projectForeign', 'ecsInvalid', 'serverNotFound'] as const),
      ...(['serverState', 'serverBusy', 'serverHeld'] as const),
    ],
  },
  EcsDeleteServers: {
    summary: 'Delete servers',
    description:
      'Begins a job that deletes servers. After 10 seconds of the clock of the account they are not found any more, and neither are their system disks, other volumes that are to be deleted on termination, and, with `delete_volume`, all volumes; those that stay are detached.',
    basis: ['observed', `${contract} How long the job takes is inferred.`],
    errors: ['projectForeign', 'serverNotFound', 'serverBusy', 'serverHeld'],
  },
} satisfies Record<string, OperationText>
