import type { OperationText } from './types.ts'

const own = ['own', 'The control API belongs to this emulator (docs/control-api.md).'] as const

/** Fixtures, scenarios, agents, faults, and what the calls of clients were. */
export const callTexts = {
  loadFixture: {
    summary: 'Load a fixture',
    description:
      'Loads a fixture, YAML or JSON, all of it or nothing; its shape is schemas/fixture.schema.json. What it describes is there at once, and the steps of tasks happen on the way. With `replace` its accounts are emptied first, except users, keys and clocks.',
    basis: own,
    errors: ['fixtureInvalid', 'fixtureConflict', 'resetMeanwhile'],
  },
  exportFixture: {
    summary: 'Export an account as a fixture',
    description:
      'Returns a fixture that loads as the account is now, with its tasks at the point that they have reached. It is a read.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  listScenarios: {
    summary: 'List scenarios',
    description:
      'Returns the scenarios of the account in the order in which they are tried. It is a read.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  listScenarioLibrary: {
    summary: 'List the scenario files of the emulator',
    description:
      'Returns the scenario files that come with the emulator, each with a comment at its head that says what it shows. `addScenarios` takes each of them as it is. It is a read, and the same for every account.',
    basis: own,
    errors: [],
  },
  addScenarios: {
    summary: 'Add scenarios',
    description:
      'Adds one scenario or a list, YAML or JSON, before the others, all of them or none; the shape is schemas/scenario.schema.json. A scenario replaces the one of the same name, and `replace` drops all others. They take effect at once, also for migrations in progress; what has happened stays.',
    basis: own,
    errors: ['scenarioInvalid', 'resetMeanwhile'],
  },
  removeScenarios: {
    summary: 'Remove scenarios',
    description:
      'Removes all scenarios of the account, or the one of a name, at once. What they delayed or stopped continues when the clock moves; what has happened stays.',
    basis: own,
    errors: ['scenarioNotFound', 'resetMeanwhile'],
  },
  showAgent: {
    summary: 'Show the agent of a source server',
    description:
      'Returns who acts as the agent of a source server, named by its id or by a name that only one has, and whether it is connected. It is a read.',
    basis: own,
    errors: ['sourceUnknown', 'sourceAmbiguous', 'resetMeanwhile'],
  },
  updateAgent: {
    summary: 'Change the agent of a source server',
    description:
      'Hands the part of the agent to a program or back to the emulator, or disconnects and reconnects it, at once and also in the middle of a migration. Work of a disconnected agent waits; `restarted` makes it a new process, which a block-level copy does not survive.',
    basis: own,
    errors: ['sourceUnknown', 'sourceAmbiguous', 'resetMeanwhile'],
  },
  validateDocument: {
    summary: 'Validate a file',
    description:
      'Returns what is wrong in a fixture, scenarios or faults, YAML or JSON, by line, path and reason, as the command `validate` prints it; which of them it is follows from its fields. A fixture is also loaded, into an emulator of its own. It is a read: nothing changes in any account.',
    basis: own,
    errors: [],
  },
  listFaults: {
    summary: 'List faults',
    description:
      'Returns the faults of the account in the order in which they are tried, with how often each was met and how many calls are left. It is a read: a test ends with a total `left` of 0.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  addFaults: {
    summary: 'Add faults',
    description:
      'Adds a fault, a list or a plan, YAML or JSON, behind the others, all of them or none; the shape is schemas/fault.schema.json. The next call to SMS or IAM that matches meets it. Calls to the control API meet no faults.',
    basis: own,
    errors: ['faultInvalid', 'resetMeanwhile'],
  },
  removeFaults: {
    summary: 'Remove faults',
    description:
      'Removes all faults of the account, or the one of an id, at once. Calls that already wait in a delay are not shortened.',
    basis: own,
    errors: ['faultNotFound', 'resetMeanwhile'],
  },
  listRequests: {
    summary: 'List the calls of clients',
    description:
      'Returns the calls of the account to SMS and IAM that match all filters, oldest first, without their secrets. It is a read. The journal keeps the latest 1,000 calls, in memory; `dropped` says how many earlier ones it no longer has, `without_account` how many refused calls named no account, such as those without a token.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  showRequest: {
    summary: 'Show a call of a client',
    description:
      'Returns one recorded call of the account by its id, the X-Request-Id of its answer, without its secrets. It is a read.',
    basis: own,
    errors: ['callNotFound', 'resetMeanwhile'],
  },
  clearRequests: {
    summary: 'Empty the journal',
    description: 'Deletes the recorded calls of the account, at once. Coverage stays as it is.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  exportRequests: {
    summary: 'Export the calls of clients as a HAR',
    description:
      'Returns the matching calls as an HTTP Archive 1.2, for the tools of a browser or a bug report, without their secrets. It is a read.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  countRequests: {
    summary: 'Count the calls of clients',
    description:
      'Returns how many recorded calls of the account match all filters; without a body, all of them. It is a read.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  waitForRequests: {
    summary: 'Wait for calls of clients',
    description:
      'Answers once `count` calls match (1 if absent), or when `timeout` is over, at most 60 s. It waits in real time, whatever the clock of the account does, and earlier calls count, too.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  followEvents: {
    summary: 'Follow what changes in an account',
    description:
      'Streams server-sent events: `clock`, `event` (of the simulation), `request`, `control` and `reset`, each once what it tells is stored. The stream has no end; Last-Event-ID continues after an event.',
    basis: own,
    errors: ['tooManyStreams', 'resetMeanwhile'],
  },
  followRequests: {
    summary: 'Follow the calls of clients',
    description:
      'Streams the matching calls as server-sent events while they are answered: `request` with a call, and `reset`. The stream has no end; Last-Event-ID or `since` continues after a call.',
    basis: own,
    errors: ['tooManyStreams', 'resetMeanwhile'],
  },
  showCoverage: {
    summary: 'Show what the calls of clients covered',
    description:
      'Returns which operations, parameters, error codes and states the clients of the account have met since the last reset, and which never, as JSON, Markdown, JUnit or annotations. It is a read.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  explain: {
    summary: 'Explain why a call was answered so',
    description:
      'Returns why a call to SMS or IAM was answered as it was, by the X-Request-Id of its answer: in words, with the usual causes, and as data. It is a read. The last 1,000 calls of an account that were refused or met a fault are kept until a reset, others as long as the journal has them.',
    basis: own,
    errors: ['explanationNotFound'],
  },
} as const satisfies Record<string, OperationText>
