import type { ErrorTable } from './types.ts'

/** What the control API refuses, and bugs of ours. */
export const controlErrors = {
  // The control API, and what this emulator does not build
  accountNotFound: [404, 'EMULATOR.0404', 'There is no account "%s". %s'],
  explanationNotFound: [
    404,
    'EMULATOR.0404',
    'Nothing is known of request "%s". It is the x-request-id of an answer of SMS or IAM, of a call that the journal has, or of the last %s of its account that were refused or met a fault; a reset forgets them.',
  ],
  timelineNotFound: [404, 'EMULATOR.0404', 'There is no task "%s" in account "%s". %s'],
  originForeign: [
    403,
    'EMULATOR.0403',
    'A web page from elsewhere may not call the emulator; call it from a program.',
  ],
  hostForeign: [
    403,
    'EMULATOR.0403',
    'The Host "%s" is not one of the emulator. If it is yours, start with --allow-host %s.',
  ],
  controlTokenMissing: [
    401,
    'EMULATOR.0401',
    'From another machine the control API needs its token, in X-Emulator-Token. It was printed at start; --control-token sets it.',
  ],
  beforeHistory: [400, 'EMULATOR.0400', 'at: the history of task %s begins at %s.'],
  controlUnknown: [404, 'EMULATOR.0404', 'The control API has no %s %s; see /_emulator/docs.'],
  controlInvalid: [400, 'EMULATOR.0400', '%s'],
  clockHalted: [409, 'EMULATOR.0409', 'The clock of account "%s" was not moved all the way. %s'],
  tooManyTimers: [
    400,
    'EMULATOR.0400',
    'More than %s things would happen on the way, most of them to %s. Advance in smaller steps.',
  ],
  clockBackwards: [
    400,
    'EMULATOR.0400',
    'The clock shows %s and does not go back to %s; use reset to begin again.',
  ],
  scenarioInvalid: [400, 'EMULATOR.0422', 'The scenario is not valid: %s'],
  scenarioNotFound: [404, 'EMULATOR.0404', 'There is no scenario "%s" in account "%s". %s'],
  faultInvalid: [400, 'EMULATOR.0422', 'The fault is not valid: %s'],
  faultNotFound: [404, 'EMULATOR.0404', 'There is no fault "%s" in account "%s". %s'],
  snapshotNotFound: [404, 'EMULATOR.0404', 'There is no snapshot "%s" in account "%s". %s'],
  accountTaken: [409, 'EMULATOR.0409', 'There is an account "%s" already.'],
  accountIsBoot: [
    400,
    'EMULATOR.0400',
    'Account "%s" is there from the start and stays; POST /_emulator/reset empties it.',
  ],
  sourceUnknown: [404, 'EMULATOR.0404', 'There is no source "%s" in account "%s". %s'],
  taskAmbiguous: [400, 'EMULATOR.0400', 'More than one task is named "%s"; give its id.'],
  sourceAmbiguous: [400, 'EMULATOR.0400', 'More than one source is named "%s"; give its id.'],
  resetMeanwhile: [
    409,
    'EMULATOR.0409',
    'Account "%s" was reset while this call was running, so it had no effect.',
  ],
  stopping: [503, 'EMULATOR.0503', 'The emulator is about to stop.'],
  notRecorded: [409, 'EMULATOR.0409', 'There is no bundle of this run: %s.'],
  fixtureInvalid: [400, 'EMULATOR.0422', 'The fixture is not valid: %s'],
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
