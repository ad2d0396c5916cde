import { type CommandDefinition, option } from './command-definition.ts'
import { calls } from './commands-calls.ts'

/**
 * The commands: the one table that arguments are parsed by, and that help, completion and
 * docs/command-line.md are made of. loaders.ts says where each of them is.
 */

const output = option('-o, --output <file>', 'write it to a file')
const client = { kind: 'client' } as const
const offline = { kind: 'offline' } as const

const running: CommandDefinition[] = [
  {
    kind: 'settings',
    name: 'start',
    summary: 'run the emulator until it is stopped',
    options: [
      option(
        '--json',
        'print endpoints and credentials as one line of JSON once it is ready; no log unless --log-level is given',
      ),
    ],
  },
  {
    kind: 'settings',
    name: 'health',
    summary: 'is it ready? exit 0 if it is, 1 if not; finds the port in the settings of start',
    options: [
      option('--url <url>', 'where it is, if not where the settings say'),
      option('--json', 'print JSON'),
    ],
  },
  {
    ...client,
    name: 'info',
    summary: 'version, endpoints, settings, accounts',
  },
]

const time: CommandDefinition[] = [
  {
    ...client,
    name: 'clock',
    summary: 'show the clock, or set it',
    options: [
      option('--mode <mode>', 'freeze it or let it flow', ['frozen', 'flowing']),
      option('--now <moment>', 'move it on to a moment'),
      option('--pace <pace>', 'seconds of migration work in a second of the clock'),
    ],
  },
  {
    ...client,
    name: 'clock advance',
    args: '[duration]',
    summary: 'move the clock: by a duration such as PT10M, by events, or until something happens',
    options: [
      option('--idle', 'until nothing is left that happens by itself'),
      option('--events <count>', 'until so many things happened'),
      option('--task <id>', 'until this task (id or name) meets the conditions below'),
      option('--state <state>', 'it is in this state'),
      option('--subtask <name>', 'this sub-task has begun, or reached --percent'),
      option('--percent <percent>', 'the sub-task shows this percent'),
      option('--user-op <round>', 'in this round: REPLICATE, CUTOVER0 …'),
      option('--max <duration>', 'not further than this; 30 days if absent'),
    ],
  },
]

const state: CommandDefinition[] = [
  {
    ...client,
    name: 'reset',
    summary: 'the account as it was after boot',
    options: [option('--all', 'every account')],
  },
  {
    ...client,
    name: 'load',
    args: '<file...>',
    summary: 'load fixtures: files, or those of folders (- is standard input)',
    options: [
      option('--replace', 'empty those accounts first, but keep their users, keys and clock'),
    ],
  },
  {
    ...client,
    name: 'export',
    summary: 'the account as a fixture; YAML for a file .yaml, else JSON',
    options: [output],
  },
  {
    ...client,
    name: 'accounts',
    summary: 'list the accounts',
  },
  {
    ...client,
    name: 'accounts create',
    args: '[name]',
    summary: 'a new account with a user, keys and projects of its own',
    options: [
      option('--clock <mode>', 'frozen or flowing', ['frozen', 'flowing']),
      option('--now <moment>', 'what its clock shows'),
      option('--pace <pace>', 'its pace'),
      option('--projects <names>', 'its projects, with commas between'),
    ],
  },
  {
    ...client,
    name: 'accounts delete',
    args: '<name>',
    summary: 'delete an account with everything of it',
  },
  {
    ...client,
    name: 'tasks',
    summary: 'the tasks and how far they are',
    options: [
      option('-w, --watch', 'go on, with a bar for each sub-task'),
      option('--interval <seconds>', 'with --watch: how often; 1 if absent'),
      option('--limit <count>', 'how many at most; 100 if absent'),
    ],
  },
  {
    ...client,
    name: 'timeline',
    args: '<task>',
    summary: 'what happened to a task (id or name), and what will if nobody interferes',
    options: [option('--at <moment>', 'with --json: also the task as of then, past or to come')],
  },
  {
    ...client,
    name: 'sources',
    summary: 'the source servers',
    options: [option('--limit <count>', 'how many at most; 100 if absent')],
  },
]

const more: CommandDefinition[] = [
  {
    ...client,
    name: 'scenarios',
    summary: 'what goes differently in migrations',
  },
  {
    ...client,
    name: 'scenarios add',
    args: '<file...>',
    summary: 'add scenarios from files, before those that are there',
    options: [option('--replace', 'drop those that are there')],
  },
  {
    ...client,
    name: 'scenarios clear',
    args: '[name]',
    summary: 'take all scenarios out, or one',
  },
  {
    ...client,
    name: 'snapshot',
    summary: 'list the snapshots of the account',
  },
  ...(
    [
      ['save', '<name>', 'save the account as it is'],
      ['restore', '<name>', 'put the account back as it was'],
      ['drop', '<name>', 'drop a snapshot'],
      ['download', '<name>', 'a snapshot as a fixture'],
      ['upload', '<name> <file>', 'save a downloaded one under a name'],
    ] as const
  ).map(([verb, args, summary]) => ({
    ...client,
    name: `snapshot ${verb}`,
    args,
    summary,
    ...(verb === 'download' ? { options: [output] } : {}),
  })),
  {
    ...client,
    name: 'coverage',
    summary: 'which operations, parameters, error codes and states were met, and which never',
    options: [
      option('--format <format>', 'markdown if absent', ['markdown', 'junit', 'github', 'json']),
      output,
    ],
  },
  {
    ...client,
    name: 'bundle',
    summary:
      'the run since the start as a file, for replay; the emulator was started with --record',
    options: [output],
  },
  {
    ...offline,
    name: 'replay',
    args: '<file>',
    summary: 'repeat the run of a bundle and compare every answer; exit 1 where one differs',
  },
  {
    ...offline,
    name: 'validate',
    args: '<file...>',
    summary:
      'check fixtures, scenarios and faults, files or those of folders, without a running emulator: a fixture is loaded into one in memory; exit 1 if something is wrong',
  },
  {
    ...offline,
    name: 'openapi',
    summary: 'print the OpenAPI documents, the schemas of files and the pages made of them',
    options: [option('--out <folder>', 'where to; here if absent')],
  },
  {
    ...offline,
    name: 'completion',
    args: '<shell>',
    summary: 'a script that completes commands and options: bash, zsh or fish',
  },
]

export const commands: readonly CommandDefinition[] = [
  ...running,
  ...time,
  ...state,
  ...calls,
  ...more,
]
