import type { ErrorTable } from './types.ts'

/** What the control API refuses, and bugs of ours. */
export const controlErrors = {
  // The control API, and what this emulator does not build
  accountNotFound: [404, 'EMULATOR.0404', 'There is no account "%s". %s'],
  explanationNotFound: [
    404,
    'EMULATOR.0404',
    'There is no explanation of request "%s". Give the x-request-id of an answer of SMS or IAM: of a call in the journal, or of one of the last %s calls of the account that were refused or met a fault. A reset clears both.',
  ],
  callNotFound: [404, 'EMULATOR.0404', 'The journal of account "%s" has no call "%s". %s'],
  taskUnknown: [404, 'EMULATOR.0404', 'There is no task "%s" in account "%s". %s'],
  originForeign: [
    403,
    'EMULATOR.0403',
    'A web page of another origin may not call the emulator. Call it from a program, or start with --allow-origin and the origin of the page.',
  ],
  hostForeign: [
    403,
    'EMULATOR.0403',
    'The Host "%s" is not a name of this emulator. To allow it, start with --allow-host %s.',
  ],
  controlTokenMissing: [
    401,
    'EMULATOR.0401',
    'Calls of the control API from another machine need its token in X-Emulator-Token. The token is printed at start; --control-token sets it.',
  ],
  beforeHistory: [
    400,
    'EMULATOR.0400',
    'at: the history of task %s begins at %s; give that moment or a later one.',
  ],
  controlUnknown: [
    404,
    'EMULATOR.0405',
    'The control API has no %s %s%s All calls are in /_emulator/docs.',
  ],
  controlInvalid: [400, 'EMULATOR.0400', '%s'],
  clockHalted: [
    409,
    'EMULATOR.0409',
    'The clock of account "%s" stopped before the end of the move. %s',
  ],
  tooManyTimers: [
    400,
    'EMULATOR.0400',
    'More than %s events would happen on the way, most of them to %s. Advance in smaller steps.',
  ],
  clockBackwards: [
    400,
    'EMULATOR.0400',
    'The clock shows %s and cannot go back to %s; use reset to begin again.',
  ],
  scenarioInvalid: [400, 'EMULATOR.0422', 'The scenario is not valid: %s'],
  scenarioNotFound: [404, 'EMULATOR.0404', 'There is no scenario "%s" in account "%s". %s'],
  faultInvalid: [400, 'EMULATOR.0422', 'The fault is not valid: %s'],
  faultNotFound: [404, 'EMULATOR.0404', 'There is no fault "%s" in account "%s". %s'],
  snapshotNotFound: [404, 'EMULATOR.0404', 'There is no snapshot "%s" in account "%s". %s'],
  accountTaken: [409, 'EMULATOR.0409', 'There is an account "%s" already; give another name.'],
  accountIsBoot: [
    400,
    'EMULATOR.0400',
    'Account "%s" was created at start and cannot be deleted; use reset to empty it.',
  ],
  sourceUnknown: [404, 'EMULATOR.0404', 'There is no source "%s" in account "%s". %s'],
  taskAmbiguous: [
    400,
    'EMULATOR.0400',
    'More than one task is named "%s"; give its id, such as %s or %s.',
  ],
  sourceAmbiguous: [
    400,
    'EMULATOR.0400',
    'More than one source is named "%s"; give its id, such as %s or %s.',
  ],
  resetMeanwhile: [
    409,
    'EMULATOR.0409',
    'Account "%s" was reset while this call was running, so the call had no effect. Send it again.',
  ],
  stopping: [
    503,
    'EMULATOR.0503',
    'The emulator is stopping and takes no more calls; start it again first.',
  ],
  tooManyStreams: [
    429,
    'EMULATOR.0429',
    'There are %s event streams already, the most that can be open at once. Close one first.',
  ],
  notRecorded: [409, 'EMULATOR.0409', 'There is no bundle of this run: %s.'],
  fixtureInvalid: [400, 'EMULATOR.0422', 'The fixture is not valid: %s'],
  fixtureConflict: [
    409,
    'EMULATOR.0423',
    '%s (%s). To load the fixture in the place of what the account holds, add ?replace=true.',
  ],
  asked: [400, 'EMULATOR.0400', '%s'],
  // The disk under the database, of whichever service a call was
  storageFull: [
    507,
    'EMULATOR.0507',
    'The database file %s cannot be written (%s), so nothing was stored. Make room on its disk and try again.',
  ],
  // The status and the code are those of what cut it
  moveCut: [
    500,
    'EMULATOR.0500',
    'The clock of account "%s" was moved only to %s; everything due by then has happened. %s',
  ],
  storageFailed: [
    500,
    'EMULATOR.0500',
    'The database file %s cannot be read (%s). Look at its disk, or start on another file with --db.',
  ],
  internal: [500, 'SMS.6000', 'The emulator failed; its log has the details.'],
} as const satisfies ErrorTable
