import type { OperationText } from './types.ts'

/** Templates, migration projects, the service itself, and its versions. */
export const otherSmsTexts = {
  ListTemplates: {
    summary: 'List server templates',
    description:
      'Returns a page of the templates that every task may use, the newest first. It is a read. Templates of a single task (`is_template` false) are in no list.',
    basis: ['documented', 'Filters and fields are the API reference’s (behaviour.md §8.2).'],
  },
  CreateTemplate: {
    summary: 'Create a server template',
    description:
      'Creates a description of a target server, at once, and returns its id. Its name must be new, and an account can have 50 of them. With `is_template` false it belongs to a single task: it counts for neither rule, and is deleted with that task.',
    basis: ['documented', 'Limit and names are documented (behaviour.md §8.2).'],
    errors: ['templateNameTaken', 'templateLimit'],
  },
  ShowTemplate: {
    summary: 'Show a server template',
    description:
      'Returns a template with all of its fields; what was not sent is empty or null, never absent. It is a read.',
    basis: ['documented', 'The fields are the API reference’s (behaviour.md §8.2).'],
    errors: ['templateNotFound'],
  },
  UpdateTemplate: {
    summary: 'Update a server template',
    description:
      'Changes the given fields of a template at once; a field that is absent or null stays. Tasks that were created from it keep what they have.',
    basis: ['documented', 'The fields are the API reference’s (behaviour.md §8.2).'],
    errors: ['templateNameTaken', 'templateLimit', 'templateNotFound'],
  },
  DeleteTemplate: {
    summary: 'Delete a server template',
    description:
      'Deletes a template at once. One that a task uses is refused with SMS.7111, in whatever state the task is.',
    basis: ['documented', 'The refusal is documented (behaviour.md §8.2).'],
    errors: ['templateInUse', 'templateNotFound'],
  },
  ShowTargetPassword: {
    summary: 'Show the password of a template',
    description:
      'Returns the password that target servers of a template get. It is a read, allowed only while the source of one of its tasks is in the stage `replicating` or `syncing`; otherwise it is refused with SMS.9905.',
    basis: ['documented', 'The condition is that of the error code (behaviour.md §5.2).'],
    errors: ['passwordNotNow', 'templateNotFound'],
  },
  DeleteTemplates: {
    summary: 'Delete several server templates',
    description:
      'Deletes the templates of `ids` at once, all of them or none. If a task uses one of them or one does not exist, the call is refused and the others stay.',
    basis: [
      'inferred',
      'That a bad id keeps the others is a guess; the rule for each is documented (behaviour.md §8.2).',
    ],
    errors: ['templateInUse', 'templateNotFound'],
  },
  ListMigprojects: {
    summary: 'List migration projects',
    description:
      'Returns a page of the migration projects of the account. It is a read. Every account has `SystemProject`, which is the default until another one takes that flag.',
    basis: ['documented', 'The fields are the API reference’s (behaviour.md §8.1).'],
  },
  CreateMigproject: {
    summary: 'Create a migration project',
    description:
      'Creates a migration project at once and returns its id. With `isdefault` it takes the flag from the project that has it, so that there is always exactly one default. Names must be new, and an account can have 50 projects.',
    basis: [
      'documented',
      'Names and limit are documented, the words of the limit observed; that the flag moves is inferred (behaviour.md §8.1).',
    ],
    errors: ['projectNameTaken', 'projectLimit'],
  },
  ShowMigproject: {
    summary: 'Show a migration project',
    description:
      'Returns the settings of a migration project, without its id, as the service does. It is a read.',
    basis: ['documented', 'The fields are those of the sample (behaviour.md §8.1).'],
    errors: ['projectNotFound'],
  },
  UpdateMigproject: {
    summary: 'Update a migration project',
    description:
      'Changes the given fields of a migration project at once; a field that is absent or null stays. `isdefault: true` moves the flag here; false changes nothing, as another project has to take it. `SystemProject` cannot be renamed.',
    basis: [
      'inferred',
      'The fields are documented; the rules of the flag are guesses (behaviour.md §8.1).',
    ],
    errors: ['projectIsSystem', 'projectNameTaken', 'projectNotFound'],
  },
  DeleteMigproject: {
    summary: 'Delete a migration project',
    description:
      'Deletes a migration project at once. The default project, `SystemProject`, and one that still holds source servers are refused.',
    basis: [
      'documented',
      'The refusals are documented, the one of `SystemProject` is inferred (behaviour.md §8.1).',
    ],
    errors: ['projectIsDefault', 'projectIsSystem', 'projectInUse', 'projectNotFound'],
  },
  UpdateDefaultMigproject: {
    summary: 'Make a migration project the default',
    description:
      'Moves the flag of the default to this migration project, at once. Source servers that are registered from then on join it; others stay where they are.',
    basis: ['documented', 'The call is the API reference’s (behaviour.md §8.1).'],
    errors: ['projectNotFound'],
  },
  ShowConfig: {
    summary: 'Show the configuration for agents',
    description:
      'Returns the regions of the account with the host names and image ids that an agent needs there. It is a read. Image ids are made up, the same for a region each time.',
    basis: [
      'documented',
      'The fields are the API reference’s; their values follow from the region (behaviour.md §5.2).',
    ],
  },
  ShowPrivacyAgreements: {
    summary: 'Show whether the privacy terms are accepted',
    description:
      'Returns `flag`: whether the account has accepted the privacy agreement. It is a read. No call is refused for the lack of it.',
    basis: ['documented', 'The call is documented, and no refusal is (behaviour.md §8.7).'],
  },
  CreatePrivacyAgreements: {
    summary: 'Accept the privacy agreement',
    description:
      'Records, at once, that the account accepts the privacy agreement. It takes no body and answers an empty JSON text; repeating it changes nothing.',
    basis: ['documented', 'Call and answer are documented (behaviour.md §8.7).'],
  },
  ShowSha256: {
    summary: 'Compute a SHA-256',
    description:
      'Returns the SHA-256 of the text in the path, in hexadecimal digits. It is a call of earlier versions, and it reads and changes nothing of the account.',
    basis: [
      'inferred',
      'The sample is the digest of its text; no source says more (contract-notes.md §5).',
    ],
  },
  CheckNetAcl: {
    summary: 'Check the network rules of a target',
    description:
      'Answers that the rules of a network let a migration pass. It is a call of earlier versions. The emulator evaluates no rules of networks or security groups: nothing is blocked, and only the parameters are checked.',
    basis: ['inferred', 'Only the parameters are documented (contract-notes.md §5).'],
    errors: ['osTypeInvalid', 'parametersInvalid'],
  },
  ListApiVersion: {
    summary: 'List the versions of the API',
    description:
      'Returns the one version of SMS, v3, to everyone. It is a read. Where the Host begins with `iam.` or the path with `/iam`, IAM answers with 300 and its own versions.',
    basis: [
      'documented',
      'The contract has an example, and IAM’s answer is documented (iam.md §5.1).',
    ],
  },
  ShowApiVersion: {
    summary: 'Show a version of the API',
    description:
      'Returns the version v3 of SMS, to everyone; another version is refused with APIGW.0101. It is a read. Where the Host begins with `iam.` or the path with `/iam`, IAM answers.',
    basis: ['documented', 'The contract has an example (iam.md §5.1).'],
    errors: ['apiUnknown'],
  },
} as const satisfies Record<string, OperationText>
