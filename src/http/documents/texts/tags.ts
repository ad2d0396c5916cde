import type { Surface } from '../../pipeline/surface.ts'

/** What the operations of a tag are about, in the order in which a document lists them. */
export const tags: Record<Surface, readonly (readonly [name: string, description: string])[]> = {
  sms: [
    ['Source Server Management', 'Servers to be migrated, as their agents registered them.'],
    ['Task Management', 'Migrations of a source server to a target, and what belongs to them.'],
    ['Migration Project Management', 'Groups of source servers with settings in common.'],
    ['Template Management', 'Descriptions of target servers that a task may create.'],
    ['Agent', 'What the agent on a source server asks for and reports.'],
    ['Service', 'What the service says about itself, and calls of earlier versions.'],
    ['API Version Query', 'The versions of the API; they need no credentials.'],
  ],
  iam: [
    ['Token', 'Logging in, and validating and revoking tokens.'],
    ['Federation', 'Logging in with the ID token of an identity provider.'],
    ['Access key', 'Permanent and temporary access keys (AK and SK).'],
    ['STS', 'Temporary credentials of the Security Token Service, version 5.'],
    ['Account', 'The account (IAM domain) of the caller.'],
    ['Project', 'Projects of the account, usually one for each region.'],
    ['User', 'Users of the account.'],
    ['Service', 'Regions, services and endpoints of the catalog.'],
    ['Billing', 'A call of the billing service that Terraform makes before its first one.'],
  ],
  companions: [
    ['ECS', 'Elastic Cloud Server: the targets of migrations.'],
    ['VPC', 'Virtual Private Cloud: networks, subnets, security groups.'],
    ['IMS', 'Image Management Service: images that servers are made from.'],
    ['EVS', 'Elastic Volume Service: the disks of servers.'],
  ],
  control: [
    ['Health', 'Whether the emulator is alive and ready, and how it is set up.'],
    ['Clock', 'The clock of an account: look at it, set it, advance it.'],
    ['State', 'Reset, tasks, sources, timelines, and the recording of a run.'],
    ['Fixtures', 'Data of accounts as files: load them, write them.'],
    ['Scenarios', 'What goes differently in migrations and calls.'],
    ['Agents', 'Who acts as the agent of a source server.'],
    ['Faults', 'What HTTP calls meet: delays, errors, lost connections.'],
    ['Requests', 'The journal of the calls of clients, coverage, and explanations.'],
    ['Accounts', 'Isolated accounts for tests that run at the same time.'],
    ['Snapshots', 'Saved states of an account.'],
  ],
}
