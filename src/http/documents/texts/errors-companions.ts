import type { Advice } from './types.ts'

/** Refusals of the companions. */
export const companionErrors = {
  projectForeign: [
    'The project in the path is not one of the account of the caller.',
    'Use the id of a project of the account, as KeystoneListProjects lists them.',
  ],
  ecsInvalid: ['A field of the request is invalid.', 'Correct the field that the message names.'],
  vpcInvalid: ['A field of the request is invalid.', 'Correct the field that the message names.'],
  imsInvalid: ['A field of the request is invalid.', 'Correct the field that the message names.'],
  evsInvalid: ['A field of the request is invalid.', 'Correct the field that the message names.'],
  vpcNotFound: ['The project has no VPC of this id.', 'Use an id that VpcListVpcs lists.'],
  subnetNotFound: [
    'The project has no subnet of this id, or it is in another VPC.',
    'Use an id that VpcListSubnets lists, with the VPC that it names.',
  ],
  subnetOutside: [
    'The range of the subnet is not within that of its VPC.',
    'Choose a range within that of the VPC.',
  ],
  subnetOverlaps: [
    'The VPC has a subnet with some of these addresses already.',
    'Choose a range that is free, or use the subnet that the message names.',
  ],
  subnetGatewayOutside: [
    'The gateway is not in the range of the subnet, or is its first or last address.',
    'Choose an address within the range, such as the second one.',
  ],
  securityGroupNotFound: [
    'The project has no security group of this id.',
    'Use an id that VpcV3ListSecurityGroups lists.',
  ],
  securityGroupRuleNotFound: [
    'The project has no rule of this id in a security group.',
    'Use an id that VpcV3ListSecurityGroupRules lists.',
  ],
  portNotFound: [
    'No server of the project has a port of this id.',
    'Use an id that VpcListPorts lists.',
  ],
  volumeNotFound: ['The project has no volume of this id.', 'Use an id that EvsListVolumes lists.'],
  subnetInUse: ['A server still has an address of the subnet.', 'Delete its servers first.'],
  securityGroupInUse: [
    'A port of a server still has the security group.',
    'Delete the servers with this security group first.',
  ],
  vpcHasSubnets: ['The VPC still has subnets.', 'Delete its subnets first.'],
  serverNotFound: [
    'The project has no server of this id.',
    'Use an id that EcsListServersDetails lists.',
  ],
  jobNotFound: [
    'The project has no job of this id, or has forgotten it.',
    'Use the id that the call which began the job has answered; the latest thousand are remembered.',
  ],
  volumeNotAttached: [
    'The volume is not attached to the server.',
    'Use an id that EcsListServerBlockDevices lists.',
  ],
  serverState: [
    'The server is not in a status from which this can be done.',
    'Look at its status with EcsShowServer, and start or stop it first.',
  ],
  serverBusy: [
    'A job works on the server.',
    'Wait until EcsShowJob says that the job has the status SUCCESS.',
  ],
  serverHeld: [
    'A migration works on the server.',
    'Wait until the task has ended, or unlock the server with UnlockTargetEcs.',
  ],
  serverQuota: [
    'The project would have more servers than it may have.',
    'Delete servers that are not needed, or create fewer.',
  ],
  addressTaken: [
    'The address belongs to another server, or to the gateway.',
    'Choose a free address, or leave it out for the lowest free one.',
  ],
  subnetFull: [
    'All addresses of the subnet are taken.',
    'Delete servers in it, or use another subnet.',
  ],
} satisfies Record<string, Advice>
