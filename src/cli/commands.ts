import { type CommandDefinition, option } from './command-definition.ts'
import { calls } from './commands-calls.ts'
import { without_emulator } from './commands-offline.ts'
import { rounds, states, sub_tasks } from './words.ts'

/**
 * The commands: the one table that arguments are parsed by, and that help, completion and
 * docs/command-line.md are made of. loaders.ts says where each of them is.
 */

const output = option('-o, --output <file>', 'write it to a file')
const client = { kind: 'client' } as const
const whole = { kind: 'emulator' } as const
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
    ...offline,
    name: 'health',
    summary: 'is the emulator ready? exit 0 if it is, 1 if not',
    options: [
      option(
        '--url <url>',
        'where it is (SMS_EMULATOR_URL); if absent, where start would listen with these settings',
      ),
      option('--host <address>', 'as for start (SMS_EMULATOR_HOST; default: 127.0.0.1)'),
      option('--port <port>', 'as for start (SMS_EMULATOR_PORT; default: 7670)'),
      option('--config <file>', 'as for start (SMS_EMULATOR_CONFIG)'),
    ],
  },
  {
    ...whole,
    name: 'info',
    summary: 'version, endpoints, settings, accounts',
  },
  {
    ...client,
    name: 'open',
    args: '[view]',
    summary:
      'the dashboard in a browser: migrations, calls, failures, snapshots, coverage or credentials',
  },
]

const time: CommandDefinition[] = [
  {
    ...client,
    name: 'clock',
    summary: 'show the clock, or set it',
    options: [
      option('--mode <mode>', 'freeze it or let it flow', ['frozen', 'flowing']),
      option('--now <moment>', 'move it forward to a moment, such as 2026-01-01T00:00:00Z'),
      option('--pace <pace>', 'seconds of migration work in a second of the clock'),
    ],
  },
  {
    ...client,
    name: 'clock advance',
    args: '[duration]',
    summary: 'move the clock: by a duration such as 10m, by events, or until something happens',
    options: [
      option('--idle', 'until nothing more happens by itself'),
      option('--events <count>', 'until this many events have happened'),
      option('--task <id>', 'until this task (id or name) meets the conditions below'),
      {
        ...option('--state <state>', `it is in this state: ${states.join(', ')}`),
        suggested: states,
      },
      {
        ...option('--subtask <name>', 'this sub-task has begun, or reached --percent'),
        suggested: sub_tasks,
      },
      option('--percent <percent>', 'the sub-task shows at least this percentage'),
      {
        ...option('--user-op <round>', `in this round: ${rounds.join(', ')} …`),
        suggested: rounds,
      },
      option('--max <duration>', 'no further than this (default: 30d)'),
    ],
  },
]

const state: CommandDefinition[] = [
  {
    ...client,
    name: 'reset',
    summary: 'put the account back as it was after the start',
    options: [option('--all', 'every account')],
  },
  {
    ...client,
    name: 'load',
    args: '<file...>',
    summary: 'load fixtures: files, or those in folders; - is standard input',
    options: [
      option(
        '--replace',
        'first empty the accounts in the file, but keep their users, keys and clock',
      ),
    ],
  },
  {
    ...client,
    name: 'export',
    summary: 'the account as a fixture; YAML into a file named .yaml, otherwise JSON',
    options: [output],
  },
  {
    ...whole,
    name: 'accounts',
    summary: 'list the accounts',
  },
  {
    ...whole,
    name: 'accounts create',
    args: '[name]',
    summary: 'create an account with a user, keys and projects of its own',
    options: [
      option('--clock <mode>', 'how its clock runs', ['frozen', 'flowing']),
      option('--now <moment>', 'what its clock shows, such as 2026-01-01T00:00:00Z'),
      option('--pace <pace>', 'seconds of migration work in a second of its clock'),
      option('--projects <names>', 'its projects, separated by commas'),
    ],
  },
  {
    ...whole,
    name: 'accounts delete',
    args: '<name>',
    summary: 'delete an account and everything in it',
  },
  {
    ...client,
    name: 'tasks',
    args: '[task]',
    summary: 'the tasks and their progress, or one task (id or name)',
    options: [
      option('-w, --watch', 'keep showing them, with a bar for each sub-task, until stopped'),
      option('--interval <duration>', 'with --watch: how often, such as 500ms (default: 1s)'),
      option('--state <state>', 'only tasks in this state', states),
      option('--limit <count>', 'how many at most (default: 100)'),
    ],
  },
  {
    ...client,
    name: 'timeline',
    args: '<task>',
    summary: 'what happened to a task (id or name), and what will happen by itself',
    options: [option('--at <moment>', 'with --json: also the task at that moment, past or future')],
  },
  {
    ...client,
    name: 'sources',
    summary: 'the source servers, and which of their checks failed',
    options: [option('--limit <count>', 'how many at most (default: 100)')],
  },
  {
    ...client,
    name: 'servers',
    summary: 'the cloud servers beside SMS, and their networks',
    options: [option('--limit <count>', 'how many at most (default: 100)')],
  },
]

const more: CommandDefinition[] = [
  {
    ...client,
    name: 'scenarios',
    summary: 'list the scenarios: what goes differently in migrations',
  },
  {
    ...client,
    name: 'scenarios add',
    args: '<file...>',
    summary: 'add scenarios from files, before the present ones',
    options: [option('--replace', 'remove the present ones')],
  },
  {
    ...client,
    name: 'scenarios clear',
    args: '[name]',
    summary: 'remove all scenarios, or one',
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
      ['drop', '<name>', 'delete a snapshot'],
      ['download', '<name>', 'write a snapshot as a fixture'],
      ['upload', '<name> <file>', 'save a downloaded snapshot under a name'],
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
    summary:
      'which operations, parameters, error codes and states your client met, and which never',
    options: [
      option('--format <format>', 'how to print it', [
        'text',
        'markdown',
        'junit',
        'github',
        'json',
      ]),
      option('--all', 'with the format text: every name, not only the first few'),
      output,
    ],
  },
  {
    ...whole,
    name: 'bundle',
    summary: 'write the run since the start to a file, for replay; requires start --record',
    options: [output],
  },
  {
    ...client,
    name: 'mcp',
    summary:
      'tools for coding agents, by the Model Context Protocol over standard input and output',
  },
]

export const commands: readonly CommandDefinition[] = [
  ...running,
  ...time,
  ...state,
  ...calls,
  ...more,
  ...without_emulator,
]
