import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { begin, environment, folderOf, freePort, missing, run, untilReady } from './tools.ts'

/**
 * What the clients of the examples do, against the built command started as their file says. The
 * containers around them cannot be had here; test/examples.test.ts holds their files to their schemas.
 */

const read = (path: string) => parse(readFileSync(`examples/${path}`, 'utf8'))

type Example = {
  /** The environment of the emulator. */
  env: Record<string, string>
  /** What is mounted at fixtures.d, if anything. */
  fixture?: string
  /** What the client runs. */
  script: string
}

function examples(): Record<string, Example> {
  const compose = read('compose/compose.yaml').services
  const actions = read('github-actions/workflow.yml').jobs.tests
  const gitlab = read('gitlab/.gitlab-ci.yml').tests
  const { initContainers, containers } = read('kubernetes/job.yaml').spec.template.spec
  const fixture = 'fixtures/fleet.yaml'
  return {
    // In a Compose file a dollar is written twice.
    compose: {
      env: compose.sms.environment,
      fixture,
      script: compose.tests.command[0].replaceAll('$$', '$'),
    },
    'GitHub Actions': {
      env: actions.services.sms.env,
      script: actions.steps.flatMap((step: { run?: string }) => step.run ?? []).join('\n'),
    },
    'GitLab CI': { env: gitlab.services[0].variables, script: gitlab.script.join('\n') },
    Kubernetes: {
      env: Object.fromEntries(
        initContainers[0].env.map(({ name, value }: { name: string; value: string }) => [
          name,
          value,
        ]),
      ),
      fixture,
      script: containers[0].args[0],
    },
  }
}

const lacking = missing(['sh', 'curl'])

for (const [name, { env, fixture, script }] of Object.entries(examples())) {
  const skip = lacking.length > 0 ? `${lacking.join(', ')} is missing` : false
  t.test(`the client of ${name} gets what it asks for`, { skip }, async (t) => {
    const port = await freePort()
    const flags = fixture === undefined ? [] : ['--fixture', fixture]
    const { log } = begin(
      t,
      process.execPath,
      ['dist/cli.cjs', 'start', '--port', String(port), ...flags],
      { env: { ...environment, ...env } },
    )
    const url = `http://127.0.0.1:${port}`
    await untilReady(url, log)
    const client = await run('sh', ['-euc', script], { env: { ...environment, SMS_URL: url } })
    t.equal(client.status, 0, client.stdout + client.stderr)
  })
}

t.test('the sources of the Testcontainers examples can be read by their languages', async (t) => {
  const place = 'examples/testcontainers'
  for (const [program, ...args] of [
    ['node', '--check', `${place}/node/emulator.test.mjs`],
    ['gofmt', '-l', '-e', `${place}/go/emulator_test.go`],
    [
      'python3',
      '-c',
      `compile(open("${place}/python/test_emulator.py").read(), "example", "exec")`,
    ],
  ] as const) {
    const skip = missing([program]).length > 0 ? `${program} is missing` : false
    t.test(program, { skip }, async (t) => {
      const { status, stdout, stderr } = await run(program, args)
      t.strictSame({ status, stdout }, { status: 0, stdout: '' }, stderr)
    })
  }
})

t.test(
  'actionlint finds nothing in the workflows',
  { skip: missing(['go']).length > 0 ? 'go is missing' : false },
  async (t) => {
    const GOBIN = folderOf(t)
    const env = { ...environment, GOBIN }
    const linter = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12'
    t.match(await run('go', ['install', linter], { env }), { status: 0 })
    const own = ['ci', 'release', 'soak'].map((name) => `.github/workflows/${name}.yml`)
    const workflows = [...own, 'examples/github-actions/workflow.yml']
    const { status, stdout } = await run(join(GOBIN, 'actionlint'), ['-no-color', ...workflows])
    t.equal(status, 0, stdout)
  },
)
