import { call, type Step } from '../step.ts'
import { linux_source, linuxTask } from './machines.ts'
import { fromAPage, ofNobody } from './refusals.ts'

/** Chapter 6: an account of a test's own, whose clock, faults, journal and snapshots belong to the test. */

const worker = { account: 'worker-1' }
const no_snapshot = 'Refused: there is no such snapshot'
/** In this way since literals may have no `then` (Biome). */
const then = 'then'
const slow_copy = { name: 'slow', [then]: { slow: { at: 'MIGRATE_LINUX_FILE', factor: 2 } } }
const of_worker = { 'x-auth-token': '<worker_token>' }

const account: Step[] = [
  call('createAccount', 201, 'An account with everything that a client needs to log in', {
    body: {
      name: 'worker-1',
      clock: { mode: 'frozen', now: '2026-01-01T00:00:00Z', pace: 1 },
      projects: ['ap-southeast-1'],
    },
    keep: { worker_password: '/password', worker_user: '/user', worker_project: '/projects/0/id' },
  }),
  call('createAccount', 409, 'Refused: there is an account of this name', {
    body: { name: 'worker-1' },
  }),
  call('listAccounts', 200, 'All accounts'),
  fromAPage('listAccounts'),
  call('showCredentials', 200, 'With what clients log in to an account', { query: worker }),
  ofNobody('showCredentials'),
  call('KeystoneCreateToken', 201, 'A token of the new account; the catalog is left out', {
    query: { nocatalog: 'true' },
    body: {
      auth: {
        identity: {
          methods: ['password'],
          password: {
            user: {
              name: '<worker_user>',
              password: '<worker_password>',
              domain: { name: 'worker-1' },
            },
          },
        },
        scope: { project: { name: 'ap-southeast-1' } },
      },
    },
    keep: { worker_token: 'x-subject-token' },
  }),
  call('RegisterServer', 200, 'A source server of another account', {
    headers: of_worker,
    body: linux_source,
    keep: { worker_source: '/id' },
  }),
  call('showClock', 200, 'The clock is frozen', { query: worker }),
  ofNobody('showClock'),
  call('updateClock', 200, 'Half an hour later, at the same pace', {
    query: worker,
    body: { now: '2026-01-01T00:30:00Z', pace: 1 },
  }),
  call('updateClock', 400, 'Refused: only a reset and a snapshot move a clock back', {
    query: worker,
    body: { now: '2025-12-31T00:00:00Z' },
  }),
  ofNobody('advanceClock', { body: { by: 'PT10M' } }),
  call('overviewSources', 200, 'Source servers with their tasks', {
    query: { limit: '10', ...worker },
  }),
  ofNobody('overviewSources'),
]

const snapshots: Step[] = [
  call('saveSnapshot', 200, 'The account as it is now', {
    path: { name: 'registered' },
    query: worker,
  }),
  call('saveSnapshot', 200, 'A snapshot that was downloaded, or written by hand', {
    path: { name: 'empty' },
    query: worker,
    body: 'version: 1\naccounts:\n  - name: worker-1\n',
  }),
  ofNobody('saveSnapshot', {
    path: { name: 'registered' },
    body: { version: 1, accounts: [{ name: 'worker-9' }] },
  }),
  ofNobody('loadFixture', { body: { version: 1, accounts: [{ name: 'worker-9' }] } }),
  call('CreateTask', 200, 'A migration of the other account', {
    headers: of_worker,
    body: {
      ...linuxTask('<worker_source>', 'WorkerTask', '6dac09d8-5835-4888-9b1e-787453c4e1d4'),
      project_id: '<worker_project>',
    },
    keep: { worker_task: '/id' },
  }),
  ofNobody('overviewTasks'),
  call('showTimeline', 404, 'Refused: there is no such task', {
    path: { task_id: 'SomeTask' },
    query: worker,
  }),
  call('listSnapshots', 200, 'Snapshots of an account', { query: worker }),
  ofNobody('listSnapshots'),
  call('downloadSnapshot', 200, 'A snapshot as a fixture', {
    path: { name: 'registered' },
    query: worker,
  }),
  call('restoreSnapshot', 200, 'The account is as it was when the snapshot was saved', {
    path: { name: 'registered' },
    query: worker,
  }),
  call('removeSnapshot', 200, 'The snapshot is deleted', {
    path: { name: 'registered' },
    query: worker,
  }),
  call('downloadSnapshot', 404, no_snapshot, { path: { name: 'registered' }, query: worker }),
  call('restoreSnapshot', 404, no_snapshot, { path: { name: 'registered' }, query: worker }),
  call('removeSnapshot', 404, no_snapshot, { path: { name: 'registered' }, query: worker }),
  call('exportFixture', 200, 'An account as a fixture', { query: worker }),
  ofNobody('exportFixture'),
]

const journal: Step[] = [
  call('validateDocument', 200, 'What is wrong in a scenario, and in which line', {
    body: 'name: slow\nthen:\n  slow:\n    at: MIGRATE_FILE\n    factor: 2\n',
  }),
  call('validateDocument', 200, 'A fixture that is valid', {
    body: { version: 1, accounts: [{ name: 'worker-9' }] },
  }),
  { ...fromAPage('validateDocument'), body: 'name: slow\n' },
  call('addFaults', 200, 'The next two lists of tasks are answered with 503', {
    query: worker,
    body: 'match: { operation: ListTasks }\neffect: { status: 503 }\ntimes: 2\n',
    keep: { fault: '/faults/0/id' },
  }),
  call('addFaults', 400, 'Refused: a fault says what a call meets', {
    query: worker,
    body: 'match: { operation: ListTasks }\n',
  }),
  call('ListTasks', 503, 'Refused by a fault, which the control API was told', {
    headers: of_worker,
  }),
  call('listFaults', 200, 'Faults, and how often calls have met them', { query: worker }),
  ofNobody('listFaults'),
  call('removeFaults', 200, 'The fault is removed', { query: { id: '<fault>', ...worker } }),
  call('removeFaults', 404, 'Refused: there is no such fault any more', {
    query: { id: '<fault>', ...worker },
  }),
  call('explain', 200, 'Why a call was refused', { path: { request_id: '<refused>' } }),
  call('explain', 404, 'Refused: there was no such call', {
    path: { request_id: '00000000-0000-4000-8000-000000000000' },
  }),
  call('listRequests', 200, 'Calls that were answered with 503', {
    query: { status: '503', ...worker },
    keep: { call: '/requests/0/id' },
  }),
  call('showRequest', 200, 'One of these calls', { path: { id: '<call>' }, query: worker }),
  call('showRequest', 404, 'Refused: the journal of another account has it', {
    path: { id: '<call>' },
  }),
  call('exportRequests', 200, 'The same calls as an HTTP Archive', {
    query: { status: '503', ...worker },
  }),
  call('countRequests', 200, 'How many calls there were of an operation', {
    query: worker,
    body: { operation: 'RegisterServer' },
  }),
  call('waitForRequests', 200, 'Wait until there was a call; here it was made already', {
    query: worker,
    body: { operation: 'RegisterServer', count: 1, timeout: 'PT1S' },
  }),
  call('followEvents', 200, 'The clock first; the stream goes on', { query: worker }),
  ofNobody('followEvents'),
  call('followRequests', 200, 'Calls as server-sent events; the stream goes on', {
    query: { operation: 'RegisterServer', since: '2026-01-01T00:00:00Z', ...worker },
  }),
  call('showCoverage', 200, 'Which operations and codes the clients have met', { query: worker }),
  call('showCoverage', 200, 'The same as Markdown', { query: { format: 'markdown', ...worker } }),
  call('clearRequests', 200, 'The journal is empty', { query: worker }),
  ofNobody('listRequests'),
  ofNobody('exportRequests'),
  ofNobody('countRequests', { body: { operation: 'RegisterServer' } }),
  ofNobody('waitForRequests', { body: { operation: 'RegisterServer' } }),
  ofNobody('followRequests'),
  ofNobody('showCoverage'),
  ofNobody('clearRequests'),
  ofNobody('listScenarios'),
  ofNobody('addScenarios', { body: slow_copy }),
  ofNobody('addFaults', { body: { match: { operation: 'ListTasks' }, effect: { status: 503 } } }),
  ofNobody('reset'),
  call('reset', 200, 'The account is as it was after the start', { query: worker }),
  call('deleteAccount', 200, 'The account and everything in it are gone', { path: worker }),
  call('deleteAccount', 404, 'Refused: there is no such account any more', { path: worker }),
]

export const control: readonly Step[] = [...account, ...snapshots, ...journal]
