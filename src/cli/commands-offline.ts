import { type CommandDefinition, option } from './command-definition.ts'

/** The commands about files, which need no emulator. */

const offline = { kind: 'offline' } as const

export const without_emulator: CommandDefinition[] = [
  {
    ...offline,
    name: 'replay',
    args: '<file>',
    summary: 'repeat the run in a bundle and compare every answer; exit 1 if one differs',
  },
  {
    ...offline,
    name: 'validate',
    args: '<file...>',
    summary:
      'check files of fixtures, scenarios and faults, or those in folders and below, without a running emulator; exit 1 if one is wrong',
  },
  {
    ...offline,
    name: 'import',
    args: '<file>',
    summary: 'make a fixture of a recording of the cloud, a HAR file',
    options: [
      option(
        '-o, --output <file>',
        'write it to a file; JSON into a file named .json, otherwise YAML',
      ),
    ],
  },
  {
    ...offline,
    name: 'parity',
    args: '<file>',
    summary:
      'ask a fresh emulator what a recording (HAR) asked the cloud, and compare; exit 1 at a new difference',
    options: [
      option('--report <format>', 'how to report it (default: md)', ['md', 'json', 'junit']),
      option('-o, --output <file>', 'write the report to a file'),
      option('--known <file>', 'the known differences (default: parity/known.yaml of the package)'),
      option('--observed <file>', 'note there which operations agreed, with date and region'),
    ],
  },
  {
    ...offline,
    name: 'openapi',
    summary:
      'write the OpenAPI documents, the JSON schemas of files and the reference pages to a folder',
    options: [
      option('--out <folder>', 'the folder (required); files of the same names are replaced'),
    ],
  },
  {
    ...offline,
    name: 'completion',
    args: '<shell>',
    summary: 'print a script that completes commands and options in bash, zsh or fish',
  },
]
