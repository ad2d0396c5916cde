import type { Advice } from './types.ts'

const name_instead = 'Use a name of the list that the message offers.'

/** Refusals of the control API, and failures of any call. */
export const controlErrors = {
  accountNotFound: ['`account` names no account by name or id.', name_instead],
  explanationNotFound: [
    'No call of that id is remembered; a reset forgets them.',
    'Give the X-Request-Id of an answer of SMS or IAM.',
  ],
  callNotFound: [
    'The journal of the account has no call of that id: it was dropped, or is of another account.',
    'Give an `id` that `GET /_emulator/requests` lists.',
  ],
  taskUnknown: ['No task of the account has that id or name.', name_instead],
  originForeign: [
    'The call is sent by a web page of another origin.',
    'Call from a program, or start with `--allow-origin`.',
  ],
  hostForeign: [
    'The Host is not a name of this emulator.',
    'Start with `--allow-host` and that name.',
  ],
  controlTokenMissing: [
    'The call is sent from another machine without the control token.',
    'Send X-Emulator-Token with the token that is printed at start.',
  ],
  beforeHistory: ['`at` is before the task was created.', 'Give a later moment.'],
  controlUnknown: ['The control API has no such path.', 'See `/_emulator/docs`.'],
  controlInvalid: [
    'A parameter or the body is invalid.',
    'The message and `details` say where, and what to give instead.',
  ],
  clockHalted: [
    'The emulator froze the clock, as too much would happen at one moment.',
    'Remove the scenario that the message names, then advance again.',
  ],
  tooManyTimers: ['Too many events would happen on the way.', 'Advance in smaller steps.'],
  clockBackwards: [
    'The moment is before what the clock shows.',
    'Give a later one; only reset and snapshots go back.',
  ],
  scenarioInvalid: [
    'The scenario file is invalid; nothing of it was added.',
    'Correct the line and path of `details`.',
  ],
  scenarioNotFound: ['No scenario of the account has that name.', name_instead],
  faultInvalid: [
    'The fault file is invalid; nothing of it was added.',
    'Correct the line and path of `details`.',
  ],
  faultNotFound: ['No fault of the account has that id.', name_instead],
  snapshotNotFound: ['No snapshot of the account has that name.', name_instead],
  accountTaken: ['An account has that name.', 'Choose another name, or leave it out.'],
  accountIsBoot: ['The account was created at start.', 'Empty it with reset instead.'],
  sourceUnknown: ['No source server of the account has that id or name.', name_instead],
  taskAmbiguous: ['More than one task has that name.', 'Give its id.'],
  sourceAmbiguous: ['More than one source server has that name.', 'Give its id.'],
  resetMeanwhile: [
    'The account was reset while the call was waiting or at work; the call had no effect.',
    'Send it again.',
  ],
  stopping: ['The emulator is stopping.', 'Start it again.'],
  tooManyStreams: [
    'As many streams of events are open as there can be.',
    'Close one that nobody reads, and send the call again.',
  ],
  notRecorded: [
    'Nothing is recorded, or the recording ended.',
    'Start the emulator with `--record`.',
  ],
  fixtureInvalid: [
    'The fixture is invalid; nothing of it was loaded.',
    'Correct the line and path of `details`.',
  ],
  fixtureConflict: [
    'The account holds already what the fixture brings, as when it is loaded twice; nothing of it was loaded.',
    'Load it with `replace=true`, or after a reset.',
  ],
  asked: ['A scenario or a fault asks for the error.', 'Expect it, or remove the scenario.'],
  storageFull: [
    'The database file cannot be written; nothing was stored.',
    'Make room on its disk and send the call again.',
  ],
  moveCut: [
    'The move of the clock was interrupted; everything up to the named moment has happened.',
    'Advance again to continue.',
  ],
  storageFailed: ['The database file cannot be read.', 'Look at its disk, or use another file.'],
  internal: ['The emulator has a bug.', 'Report it with the lines of its log.'],
} as const satisfies Record<string, Advice>
