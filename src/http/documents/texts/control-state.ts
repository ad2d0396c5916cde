import type { OperationText } from './types.ts'

const own = ['own', 'The control API belongs to this emulator (docs/control-api.md).'] as const

/** Health, clock, state, accounts and snapshots. */
export const stateTexts = {
  health: {
    summary: 'Check that the emulator is alive',
    description:
      'Answers 200 at once, to every machine. It waits for no account and reads no clock.',
    basis: own,
  },
  ready: {
    summary: 'Check that the emulator is ready',
    description:
      'Answers 200 once the fixtures are loaded, to every machine. Before that, and when the database file was removed or replaced, it answers 503 with the reason.',
    basis: own,
  },
  info: {
    summary: 'Show version, settings and accounts',
    description:
      'Returns the version, the effective settings without secrets, the endpoints and all accounts with their clocks. It is a read, and says why nothing happens where a client waits on a frozen clock.',
    basis: own,
  },
  showClock: {
    summary: 'Show the clock of an account',
    description:
      'Returns whether the clock flows or is frozen, what it shows, and the pace of migration work. It is a read; `halted` says why the emulator froze the clock, if it did.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  updateClock: {
    summary: 'Set the clock of an account',
    description:
      'Freezes the clock or lets it flow, moves it forward to `now`, or sets its pace. Everything due on the way happens in order before the answer. A new pace moves the ends of the work in progress. `{"mode": "frozen"}` alone interrupts an account that is catching up.',
    basis: own,
    errors: ['clockBackwards', 'tooManyTimers', 'clockHalted', 'resetMeanwhile'],
  },
  advanceClock: {
    summary: 'Advance the clock of an account',
    description:
      'Moves the clock by a duration, by a number of events, or until a task is in a state or at a percentage, whether it is frozen or flows. Everything due on the way happens in order before the answer, and `events` lists it. A condition that cannot come true is not an error: check `stopped`.',
    basis: own,
    errors: ['tooManyTimers', 'clockHalted', 'taskUnknown', 'taskAmbiguous', 'resetMeanwhile'],
  },
  reset: {
    summary: 'Reset an account to the state after the start',
    description:
      'Restores the account at once: data, tokens, clock, scenarios, faults, journal and coverage are as after the start, and its snapshots are deleted. With `all` it does so for every account, and deletes those that were created later. It waits for nothing: a move of the clock is interrupted, and calls that wait for it are refused.',
    basis: own,
    errors: ['fixtureInvalid'],
  },
  showTimeline: {
    summary: 'Show what happened to a task and what will',
    description:
      'Returns the events of a task, named by its id or by a name that only one has, and those that the clock will bring. It is a read. With `at` it also returns the task as it was or will be at that moment.',
    basis: own,
    errors: ['beforeHistory', 'taskUnknown', 'taskAmbiguous', 'resetMeanwhile'],
  },
  overviewTasks: {
    summary: 'List tasks with their sub-tasks',
    description:
      'Returns a page of the tasks of the account with their sub-tasks and percentages as of the clock, the newest first; with `task` only that one, by its id or a name that only one has. It is a read.',
    basis: own,
    errors: ['taskUnknown', 'taskAmbiguous', 'resetMeanwhile'],
  },
  overviewSources: {
    summary: 'List source servers with their tasks',
    description:
      'Returns a page of the source servers of the account with the state of their task as of the clock, the newest first. It is a read.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  overviewServers: {
    summary: 'List cloud servers and networks',
    description:
      'Returns a page of the cloud servers in all projects of the account as of the clock, the newest first, with their addresses, their volumes, the migration that holds them and the job that works on them; and all VPCs and security groups, with those that projects have by default. It is a read.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  exportBundle: {
    summary: 'Export the recording of a run',
    description:
      'Returns every call since the start with what `sms-emulator replay` needs to repeat it, without secrets. It is a read, and needs `--record`.',
    basis: own,
    errors: ['notRecorded'],
  },
  createAccount: {
    summary: 'Create an account',
    description:
      'Creates an isolated account with a user, an access key, projects and a clock of its own, and returns all that a client needs to log in. It is there at once, and its clock is frozen unless `clock` says otherwise.',
    basis: own,
    errors: ['accountTaken'],
  },
  listAccounts: {
    summary: 'List accounts',
    description:
      'Returns all accounts with their clocks. It is a read, and waits for none of them.',
    basis: own,
  },
  showCredentials: {
    summary: 'Show the credentials of an account',
    description:
      'Returns with what clients log in to the account: users with their passwords and access keys, and projects. It is a read. A password is null where only its hash is known, as after a change.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  deleteAccount: {
    summary: 'Delete an account',
    description:
      'Deletes an account with everything in it, at once; its tokens and keys are refused from then on. An account that was created at start cannot be deleted.',
    basis: own,
    errors: ['accountNotFound', 'accountIsBoot'],
  },
  listSnapshots: {
    summary: 'List snapshots',
    description: 'Returns the snapshots of the account with their times. It is a read.',
    basis: own,
    errors: ['resetMeanwhile'],
  },
  saveSnapshot: {
    summary: 'Save a snapshot',
    description:
      'Saves the account as it is now under a name, and replaces a snapshot of that name. With a downloaded snapshot as the body it stores that one instead. The account itself does not change.',
    basis: own,
    errors: ['fixtureInvalid', 'resetMeanwhile'],
  },
  restoreSnapshot: {
    summary: 'Restore a snapshot',
    description:
      'Makes the account what it was when the snapshot was saved, at once and with its clock, which may go back. Tokens and temporary keys stay valid.',
    basis: own,
    errors: ['snapshotNotFound', 'resetMeanwhile'],
  },
  downloadSnapshot: {
    summary: 'Download a snapshot',
    description:
      'Returns a snapshot as a fixture with its history, which saveSnapshot of any emulator takes. It is a read.',
    basis: own,
    errors: ['snapshotNotFound', 'resetMeanwhile'],
  },
  removeSnapshot: {
    summary: 'Delete a snapshot',
    description: 'Deletes a snapshot at once. The account itself does not change.',
    basis: own,
    errors: ['snapshotNotFound', 'resetMeanwhile'],
  },
} as const satisfies Record<string, OperationText>
