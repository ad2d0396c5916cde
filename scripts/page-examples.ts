import { execFile } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ConfigInput, configOf } from '../src/config.ts'
import { startServer } from '../src/process/server.ts'

/**
 * Runs the examples of the pages in docs/ and skills/ and puts what they print into the pages:
 * `node --import tsx scripts/page-examples.ts`. A test compares.
 *
 * The word after the language of a fenced block says what the block is:
 *
 *   sh start        the command that starts the emulator of the page, with a fixed clock; or else a comment,
 *                   <!-- sms-emulator start … -->, where the page has no use for it
 *   yaml name.yaml  a file that the commands find
 *   sh run          commands; `sms-emulator` is this one, http://127.0.0.1:7670 the page's emulator, and the folder
 *                   has fixtures/, as a clone does, and the package in node_modules/, as a project does
 *   text output     what the block before it prints
 */

const fence = /^```(\w+) (\S+)\n(.*?)^```$/gms

const address = 'http://127.0.0.1:7670'

export const listPages = (): string[] => [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...readdirSync('skills').map((name) => `skills/${name}/SKILL.md`),
]

/** The command that starts the emulator of a page; undefined for a page that runs nothing. */
export function startOf(page: string): string | undefined {
  const block = [...page.matchAll(fence)].find(([, , mark]) => mark === 'start')
  return block?.[3] ?? /<!-- (sms-emulator start .*) -->/.exec(page)?.[1]
}

/** The settings of a line `sms-emulator start --flag value …`, up to where its output goes. */
export function parseStart(line: string): ConfigInput {
  const [, settings_given = ''] = /sms-emulator start\b([^>&]*)/.exec(line) ?? []
  const words = settings_given.trim().split(/\s+/)
  const settings: Record<string, string | string[]> = {}
  for (let index = 0; index < words.length; index += 2) {
    const [flag = '', value = ''] = words.slice(index)
    const name = flag.slice(2).replaceAll('-', '_')
    settings[name] = /^(fixture|scenario)$/.test(name) ? [value] : value
  }
  return settings as ConfigInput
}

/** The command of this clone, from its source. */
const ownCommand = [
  process.execPath,
  ...['--import', import.meta.resolve('tsx')],
  join(import.meta.dirname, '../src/cli.ts'),
]

/** A folder with the files of a page, the project's fixtures, and the command. */
function makeFolder(page: string, command: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'page-'))
  for (const [, , mark = '', text = ''] of page.matchAll(fence)) {
    if (/\.\w+$/.test(mark)) writeFileSync(join(folder, mark), text)
  }
  symlinkSync(resolve('fixtures'), join(folder, 'fixtures'))
  const commands = join(folder, 'node_modules/.bin')
  mkdirSync(commands, { recursive: true })
  symlinkSync(resolve('.'), join(folder, 'node_modules/huaweicloud-sms-emulator'))
  const words = command.map((word) => `'${word}'`).join(' ')
  writeScript(join(commands, 'sms-emulator'), `exec ${words} "$@"`)
  // What npx does in a project, without the half second that npm takes for it.
  writeScript(join(commands, 'npx'), 'exec "$@"')
  return folder
}

function writeScript(file: string, text: string): void {
  writeFileSync(file, `#!/bin/sh\n${text}\n`)
  chmodSync(file, 0o755)
}

/** Runs commands; what they print on the standard error belongs to it, as on a terminal. */
function runCommands(text: string, folder: string, url: string): Promise<string> {
  const { NODE_OPTIONS: _, COLUMNS: __, ...inherited } = process.env
  const env = {
    ...inherited,
    PATH: [join(folder, 'node_modules/.bin'), inherited.PATH].join(delimiter),
    SMS_EMULATOR_URL: url,
    NO_COLOR: '1',
  }
  const script = `exec 2>&1\n${text.replaceAll(address, url)}`
  return new Promise((resolve) => {
    execFile('bash', ['-c', script], { cwd: folder, env }, (_, stdout) => {
      const printed = stdout.replaceAll(url, address).replaceAll(/[ \r]+$/gm, '')
      resolve(printed.endsWith('\n') || printed === '' ? printed : `${printed}\n`)
    })
  })
}

/**
 * @param command what runs as `sms-emulator`
 * @returns the page with the outputs of its commands as they are today; undefined if it runs none.
 */
export async function runPage(
  page: string,
  command: readonly string[] = ownCommand,
): Promise<string | undefined> {
  const blocks = [...page.matchAll(fence)]
  const start = startOf(page)
  if (start === undefined) return undefined
  const folder = makeFolder(page, command)
  const settings = parseStart(start)
  const running = await startServer(configOf({ port: 0, log_level: 'silent', ...settings }))
  try {
    let [text, printed] = ['', '']
    let at = 0
    for (const { 0: block, 1: language, 2: mark, 3: code = '', index } of blocks) {
      if (mark === 'run') printed = await runCommands(code, folder, running.endpoints.url)
      if (mark !== 'output') continue
      text += `${page.slice(at, index)}\`\`\`${language} output\n${printed}\`\`\``
      at = index + block.length
    }
    return text + page.slice(at)
  } finally {
    await running.close()
    rmSync(folder, { recursive: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const file of listPages()) {
    const page = await runPage(readFileSync(file, 'utf8'))
    if (page !== undefined) writeFileSync(file, page)
  }
}
