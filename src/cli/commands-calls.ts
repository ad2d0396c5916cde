import { type CommandDefinition, option } from './command-definition.ts'

/** The commands about calls: the journal, and faults. */

const filter = [
  option('--operation <id>', 'only calls of this operation; * is any text'),
  option('--method <method>', 'only calls of this method'),
  option('--path <path>', 'only calls of this path; * is any text'),
  option('--status <status>', 'only calls that were answered so: 404, 4xx, none'),
  option('--code <code>', 'only calls that were refused with this code'),
  option('--since <since>', 'only calls after a moment or a request id'),
]

const client = { kind: 'client' } as const

export const calls: CommandDefinition[] = [
  {
    ...client,
    name: 'requests',
    summary: 'the journal: what clients called, and what was answered',
    options: [
      option('-f, --follow', 'the calls as they come, until it is stopped'),
      ...filter,
      option('--limit <count>', 'how many at most'),
      option('--har', 'as an HTTP archive'),
    ],
  },
  {
    ...client,
    name: 'requests count',
    summary: 'how many calls fit',
    options: filter,
  },
  {
    ...client,
    name: 'requests wait',
    args: '[count]',
    summary: 'wait until so many calls fit (1 if absent); exit 1 when the time is over',
    options: [...filter, option('--timeout <duration>', 'such as PT10S; at most PT60S')],
  },
  {
    ...client,
    name: 'requests clear',
    summary: 'empty the journal',
  },
  {
    ...client,
    name: 'explain',
    args: '<id>',
    summary: 'why a call was answered as it was, by the x-request-id of its answer',
  },
  {
    ...client,
    name: 'faults',
    summary: 'what goes differently in HTTP calls, and how much of it is left',
    options: [option('--used-up', 'exit 1 if something is left')],
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
    summary: 'take all faults out, or one',
  },
]
