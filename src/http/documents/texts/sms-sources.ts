import type { OperationText } from './types.ts'

/** Source servers, as clients see them. */
export const sourceTexts = {
  ListServers: {
    summary: 'List source servers',
    description:
      'Returns a page of the source servers of the account, the newest first, each with the progress of its task as of the clock. The filters can be combined, and `count` is the number of all matches. It is a read: nothing changes, and nothing happens on the clock.',
    basis: [
      'documented',
      'Filters and fields are the API reference’s; that `limit=0` means the default is in the contract (behaviour.md §2.1).',
    ],
  },
  RegisterServer: {
    summary: 'Register a source server',
    description:
      'An agent reports its server; the answer has the id under which it is known from then on. The source is `unavailable` in the stage `checking` at once, and belongs to the default migration project. Its environment check needs the clock to move: 90 ms later it is `waiting` and connected, or stays `unavailable` with the failed items in `checks`. With the `id` of a known source the report replaces the record as long as it has no task; later it changes nothing.',
    basis: [
      'documented',
      'Fields, checks and the quota are documented; what registering again does is inferred (behaviour.md §2.3 to §2.5).',
    ],
    errors: [
      'nameEmpty',
      'nameLength',
      'nameCharacters',
      'platformInvalid',
      'osTypeInvalid',
      'sourceIpInvalid',
      'sourceQuota',
      'noDefaultProject',
    ],
  },
  ShowOverview: {
    summary: 'Count source servers by state',
    description:
      'Returns how many source servers of the account are in each group of states. It is a read: nothing changes. `unconfigured` counts the sources without a task.',
    basis: [
      'inferred',
      'The groups are the API reference’s; which sources are `unconfigured` no source says (behaviour.md §2.1).',
    ],
  },
  ShowServer: {
    summary: 'Show a source server',
    description:
      'Returns a source server with its disks, its checks, its state and stage, and a summary of its task as of the clock. It is a read, in any state, and changes nothing. To see a new source become `waiting`, move the clock by 90 ms at least.',
    basis: ['documented', 'The fields are those of the API reference’s samples (behaviour.md §2).'],
    errors: ['sourceNotFound'],
  },
  UpdateServerName: {
    summary: 'Update a source server',
    description:
      'Renames a source server, moves it to another migration project, or chooses the sizes of disks and volumes for the target. Each change takes effect at once. Choices about disks count only while the source has no task; name and project can be changed in any state.',
    basis: [
      'documented',
      'The limits of sizes are those of the error codes; the clock is not involved (behaviour.md §6.4).',
    ],
    errors: [
      'nameEmpty',
      'nameLength',
      'nameCharacters',
      'sizeBelowUsed',
      'diskBelowPartitions',
      'windowsShrink',
      'groupBelowVolumes',
      'sourceNotFound',
      'projectNotFound',
    ],
  },
  DeleteServer: {
    summary: 'Delete a source server',
    description:
      'Deletes a source server that has no task, in any state, at once. A source with a task is refused with SMS.7601: delete its task first.',
    basis: ['documented', 'The order, task before source, is documented (behaviour.md §2.8).'],
    errors: ['sourceHasTask', 'sourceNotFound'],
  },
  DeleteServers: {
    summary: 'Delete several source servers',
    description:
      'Deletes the source servers of `ids` at once, all of them or none. If one of them has a task or does not exist, the call is refused and the others stay.',
    basis: [
      'inferred',
      'That a bad id keeps the others is a guess; the rules for each source are documented (behaviour.md §2.8).',
    ],
    errors: ['sourceHasTask', 'sourceNotFound'],
  },
} as const satisfies Record<string, OperationText>
