import { type CommandDefinition, option } from './command-definition.ts'

/** The commands about calls and what else happens: the journal, events, and faults. */

const filter = [
  option('--operation <id>', 'only calls of this operation; * matches any text'),
  option('--method <method>', 'only calls with this method'),
  option('--path <path>', 'only calls of this path; * matches any text'),
  option('--status <status>', 'only calls answered with this status: 404, 4xx, none'),
  option('--code <code>', 'only calls refused with this error code'),
  option('--since <since>', 'only calls after a moment or a request id'),
]

const client = { kind: 'client' } as const

export const calls: CommandDefinition[] = [
  {
    ...client,
    name: 'requests',
    summary: 'the journal: what clients called, and what was answered',
    options: [
      option('-f, --follow', 'print calls as they are answered, until stopped'),
      ...filter,
      option('--limit <count>', 'how many at most'),
      option('--har', 'print an HTTP archive (HAR)'),
    ],
  },
  {
    ...client,
    name: 'requests count',
    summary: 'count the calls that match',
    options: filter,
  },
  {
    ...client,
    name: 'requests wait',
    args: '[count]',
    summary: 'wait until this many calls match (default: 1); exit 1 when the time is over',
    options: [...filter, option('--timeout <duration>', 'how long, at most 60s (default: 10s)')],
  },
  {
    ...client,
    name: 'requests clear',
    summary: 'empty the journal',
  },
  {
    ...client,
    name: 'events',
    summary: 'print what changes in the account, as it happens, until stopped',
    options: [option('--count <count>', 'end after this many events')],
  },
  {
    ...client,
    kind: 'emulator',
    name: 'explain',
    args: '<id>',
    summary: 'why a call was answered as it was, by the x-request-id of its answer',
  },
  {
    ...client,
    name: 'faults',
    summary: 'list the faults: what HTTP calls meet, and how often still',
    options: [option('--used-up', 'exit 1 if a fault has not been used up')],
  },
  {
    ...client,
    name: 'faults add',
    args: '<file...>',
    summary: 'add faults from files, YAML or JSON',
  },
  {
    ...client,
    name: 'faults clear',
    args: '[id]',
    summary: 'remove all faults, or one',
  },
  {
    kind: 'offline',
    name: 'record',
    summary:
      'a local endpoint that passes calls on to SMS and IAM of the cloud, until it is stopped, and writes them to a HAR file without secrets',
    options: [
      option('--region <region>', 'whose SMS and IAM are called, such as ap-southeast-3'),
      option('-o, --output <file>', 'the file'),
      option('--allow-writes', 'pass calls on that may change something, too'),
      option('--port <port>', 'where to listen on 127.0.0.1 (default: 0, a free one)'),
    ],
  },
]
