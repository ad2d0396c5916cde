import { readFileSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import type { Command } from '../sdk/child.ts'

/** What runs each integration: its runtime, its own tests, the examples of its page. */

export type Step = Command & {
  /** What it shows, in a line. */
  about: string
  /** How many tests passed, from all that it printed; one step is one test where this is absent. */
  countPassed?(output: string): number
  /** It fails, and prints what the page's block of this name shows. */
  printed?: string
}

export type Suite = {
  /** That of the integration. */
  name: string
  /** Programs that must be there, each as a command that shows it. */
  needs: [string, ...string[]][]
  steps: Step[]
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

const install_s = 600
const tests_s = 300

/** Where all that is made goes; `.build` is ignored by git. */
export const made = (...path: string[]): string => resolve('.build/integrations', ...path)

/** The command `sms-emulator`, first on the PATH: the emulator of this clone. */
export const command_folder = made('bin')

const env = {
  ...process.env,
  PATH: `${command_folder}${delimiter}${process.env.PATH}`,
  PYTHONDONTWRITEBYTECODE: '1',
}

const python_home = resolve('integrations/python')
const python_examples = resolve(python_home, 'examples')
const python = made('python/venv/bin/python')
const python_dist = made('python/dist')

const pytest = (cwd: string, ...args: string[]): Command => ({
  command: python,
  args: ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...args],
  cwd,
  env,
  limit_s: tests_s,
})

const passedOfPytest = (output: string): number =>
  Number([...output.matchAll(/^(\d+) passed/gm)].at(-1)?.[1] ?? 0)

// A toolchain is not downloaded, `go.sum` is law, and whose the clone is does not matter.
const go_env = { ...env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false' }

const go = (cwd: string, ...args: string[]): Command => ({
  command: 'go',
  args,
  cwd,
  env: go_env,
  limit_s: install_s,
})
const go_home = resolve('integrations/go')
const [, go_module = ''] = /^module (.+)$/m.exec(readFileSync(`${go_home}/go.mod`, 'utf8')) ?? []
const go_repository = `https://${go_module.replace(/\/integrations\/go$/, '')}`

/** Commits the module to a repository, tags it as a release does, and makes a program that uses it. */
const download_by_tag = `
  rm -rf go && mkdir -p go/origin/integrations go/user && cp -R "$0" go/origin/integrations/go
  cd go/origin && git init --quiet && git add . &&
  git -c user.name=tests -c user.email=tests@localhost commit --quiet --message tests &&
  git tag "integrations/go/$2" && cd ../user &&
  go mod init user && go get "$1@$2" && go vet "$1/smsemulatortest"`
const go_example = resolve(go_home, 'example')

const passedOfGo = (output: string): number => output.match(/^--- PASS/gm)?.length ?? 0

const mvn = (...args: string[]): Command => ({
  command: 'mvn',
  args: [
    ...['-B', '--no-transfer-progress', '-f', resolve('integrations/java/pom.xml')],
    `-Dmade=${made('java')}`,
    ...args,
  ],
  env,
  limit_s: install_s,
})

/** The same command with its error output among the rest, as in a terminal. */
const withErrors = ({ command, args, ...rest }: Command): Command => ({
  command: 'sh',
  args: ['-c', 'exec "$0" "$@" 2>&1', command, ...args],
  ...rest,
})

const passedOfMaven = (output: string): number =>
  Number(/^\[\w+\] Tests run: (\d+), [^-]*$/m.exec(output)?.[1] ?? 0)

export const suites: Suite[] = [
  {
    name: 'python',
    needs: [['python3', '-c', 'import ensurepip, venv']],
    steps: [
      {
        about: 'an environment',
        command: 'python3',
        args: ['-m', 'venv', '--clear', made('python/venv')],
        limit_s: install_s,
      },
      {
        about: 'the packages of its tests',
        command: python,
        args: ['-m', 'pip', 'install', '-q', '-r', resolve('test/integrations/requirements.txt')],
        limit_s: install_s,
      },
      {
        about: 'its package is built',
        command: 'sh',
        // Of the version that was built before nothing is left.
        args: [
          '-c',
          `rm -rf "${python_dist}" &&
            exec "${python}" -m build --no-isolation --outdir "${python_dist}" "${python_home}"`,
        ],
        limit_s: install_s,
      },
      {
        about: 'its package can be published (twine check)',
        command: 'sh',
        args: ['-c', `"${python}" -m twine check --strict "${python_dist}"/*`],
        limit_s: tests_s,
      },
      {
        about: 'its package is installed',
        command: 'sh',
        args: ['-c', `"${python}" -m pip install -q --no-deps "${python_dist}"/*.whl`],
        limit_s: install_s,
      },
      {
        about: 'its types (mypy --strict)',
        command: python,
        args: ['-m', 'mypy', '--cache-dir', made('python/mypy'), resolve(python_home, 'src')],
        cwd: python_home,
        limit_s: tests_s,
      },
      {
        about: 'its own tests',
        ...pytest(python_home, '-s', 'tests'),
        countPassed: passedOfPytest,
      },
      {
        about: 'the five tests of its page, in two workers',
        ...pytest(python_examples, '-n', '2'),
        countPassed: passedOfPytest,
      },
      {
        about: 'what a failing test prints',
        ...pytest(python_examples, '--tb=short', 'failing.py'),
        printed: 'output of failing.py',
      },
    ],
  },
  {
    name: 'go',
    needs: [['go', 'version']],
    steps: [
      {
        about: 'its form (gofmt)',
        command: 'sh',
        args: ['-c', 'unformed=$(gofmt -l .); echo "$unformed"; test -z "$unformed"'],
        cwd: go_home,
        limit_s: tests_s,
      },
      { about: 'go vet', ...go(go_home, 'vet', './...') },
      {
        about: 'its own tests',
        ...go(go_home, 'test', '-count=1', '-v', './...'),
        countPassed: passedOfGo,
      },
      {
        about: 'its module can be downloaded by the tag that publishes it',
        command: 'sh',
        args: ['-c', download_by_tag, go_home, go_module, `v${version}`],
        cwd: made(),
        // The repository is a folder here, and nothing that was downloaded before counts.
        env: {
          ...go_env,
          GOFLAGS: '-modcacherw -buildvcs=false',
          GOMODCACHE: made('go/cache'),
          GOPROXY: 'direct',
          GONOSUMDB: '*',
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: `url.file://${made('go/origin')}.insteadOf`,
          GIT_CONFIG_VALUE_0: go_repository,
        },
        limit_s: tests_s,
      },
      { about: 'go vet of its example', ...go(go_example, 'vet', '-tags', 'failing', './...') },
      {
        about: 'the five tests of its page',
        ...go(go_example, 'test', '-count=1', '-v', './...'),
        countPassed: passedOfGo,
      },
      {
        about: 'what a failing test prints',
        ...go(
          go_example,
          'test',
          '-count=1',
          '-parallel=1',
          '-tags=failing',
          '-run=StartsTwice|AnotherState|NeverAsks',
        ),
        printed: 'output of failing_test.go',
      },
    ],
  },
  {
    name: 'java',
    needs: [
      ['javac', '-version'],
      ['mvn', '-version'],
    ],
    steps: [
      {
        about: 'its own tests, the five tests of its page, and all that is published (mvn verify)',
        // A key to sign with is nowhere but in the workflow of releases.
        ...mvn('verify', '-Prelease', '-Dgpg.skip'),
        countPassed: passedOfMaven,
      },
      {
        about: 'what a failing test prints',
        ...withErrors(mvn('-q', 'surefire:test', '-Dtest=Failing')),
        printed: 'output of Failing.java',
      },
    ],
  },
]
