import { delimiter, join, resolve } from 'node:path'
import { type Command, run } from './child.ts'

/** What runs each client: its runtime, its packages, its tests and the code of its page. */

export type Suite = {
  name: string
  /** Columns of the matrix that the suite fills. */
  clients: string[]
  /** Settings of the emulator that the client needs. */
  settings?: string[]
  /** Programs that must be there, each as a command that shows it. */
  needs: [string, ...string[]][]
  /** Installs and compiles what is pinned beside the suite. */
  prepare: Command[]
  /** Prints the results. Absent where the page is all there is. */
  tests?: Command
  /** The file that a block of the page becomes (in `.build` unless it says where), and what runs it. */
  page: { file: string; run(file: string): Command }
}

const here = resolve('test/sdk')
/** Where all that is made goes; `.build` is ignored by git. */
const made = (...path: string[]): string => resolve('.build/sdk', ...path)

const install_s = 600
const tests_s = 180
const page_s = 120

const python = made('python/venv/bin/python')
const python_home = join(here, 'python')
const go_home = join(here, 'go')
const java_home = join(here, 'java')
const node_home = join(here, 'node')
const java_path = ['classes', 'lib/*'].map((part) => made('java', part)).join(delimiter)
/** A toolchain is not downloaded, `go.sum` is law, and whose the clone is does not matter. */
const go_env = {
  ...process.env,
  GOTOOLCHAIN: 'local',
  GOFLAGS: '-mod=readonly -buildvcs=false',
}

export const suites: Suite[] = [
  {
    name: 'curl',
    clients: ['curl'],
    needs: [['curl', '--version']],
    prepare: [],
    page: {
      file: 'page.sh',
      run: (file) => ({ command: 'bash', args: ['-euo', 'pipefail', file], limit_s: page_s }),
    },
  },
  {
    name: 'python',
    clients: ['python', 'keystoneauth'],
    needs: [['python3', '-c', 'import ensurepip, venv']],
    prepare: [
      { command: 'python3', args: ['-m', 'venv', made('python/venv')], limit_s: install_s },
      {
        command: python,
        args: ['-m', 'pip', 'install', '--quiet', '-r', join(python_home, 'requirements.txt')],
        limit_s: install_s,
      },
    ],
    tests: { command: python, args: ['-B', join(python_home, 'suite.py')], limit_s: tests_s },
    page: { file: 'page.py', run: (file) => ({ command: python, args: [file], limit_s: page_s }) },
  },
  {
    name: 'go',
    clients: ['go', 'gophercloud'],
    needs: [['go', 'version']],
    prepare: [
      {
        command: 'go',
        args: ['build', '-o', made('go/suite'), '.'],
        cwd: go_home,
        env: go_env,
        limit_s: install_s,
      },
    ],
    tests: { command: made('go/suite'), args: [], limit_s: tests_s },
    page: {
      file: 'page.go',
      run: (file) => ({ command: 'go', args: ['run', file], cwd: go_home, limit_s: page_s }),
    },
  },
  {
    name: 'java',
    clients: ['java'],
    // This version decodes results as objects; a younger one, like the service, takes strings.
    settings: ['--result-list', 'objects'],
    needs: [
      ['javac', '-version'],
      ['mvn', '-version'],
    ],
    prepare: [
      {
        command: 'mvn',
        args: [
          '-q',
          '-B',
          '-f',
          join(java_home, 'pom.xml'),
          'compile',
          'dependency:copy-dependencies',
        ],
        limit_s: install_s,
      },
    ],
    tests: { command: 'java', args: ['-cp', java_path, 'Suite'], limit_s: tests_s },
    page: {
      file: 'Page.java',
      run: (file) => ({ command: 'java', args: ['-cp', java_path, file], limit_s: page_s }),
    },
  },
  {
    name: 'node',
    clients: ['node'],
    needs: [['npm', '--version']],
    prepare: [
      {
        command: 'npm',
        args: ['ci', '--no-audit', '--no-fund', '--ignore-scripts'],
        cwd: node_home,
        limit_s: install_s,
      },
    ],
    tests: { command: process.execPath, args: [join(node_home, 'suite.mjs')], limit_s: tests_s },
    page: {
      // Beside the packages, where Node looks for them.
      file: join(node_home, 'node_modules/.page/page.mjs'),
      run: (file) => ({ command: process.execPath, args: [file], limit_s: page_s }),
    },
  },
]

/** Where a block of a suite's page is written. */
export const pageFile = ({ name, page }: Suite): string => resolve(made(name), page.file)

/**
 * Installs and compiles what a suite needs.
 *
 * @returns what went wrong; undefined if nothing did.
 */
export async function prepare({ prepare }: Suite): Promise<string | undefined> {
  for (const step of prepare) {
    const { status, output } = await run(step)
    if (status !== 0) return `${step.command} ${step.args.join(' ')}\n${output}`
  }
  return undefined
}
