import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { memoryOf } from './children.ts'
import { type Answer, type Client, clientOf, newAccount, type Who } from './client.ts'
import { accountOf, taskBody, usual } from './data.ts'
import { type Machine, machine, machineText } from './machine.ts'
import { lines, median, number } from './markdown.ts'
import { measureChurn, measureIdle } from './scale-memory.ts'
import { measureLongWorks } from './scale-works.ts'
import { type Served, serve } from './serve.ts'

/**
 * `npm run bench -- scale [--parts accounts,idle,churn,works]`: what an account costs, with ten, a hundred and a thousand
 * in one process. Each part can be measured by itself, for a machine that is quiet for some minutes only.
 */

const { values } = parseArgs({
  options: {
    /** Which parts are measured now; the report has the others as they were measured last. */
    parts: { type: 'string', default: '' },
    accounts: { type: 'string', default: '10,100,1000' },
    churn: { type: 'string', default: '10000' },
    out: { type: 'string', default: 'bench/results' },
  },
})
const sizes = values.accounts.split(',').map(Number)
/** How many accounts the operations are measured in: some from all over the range, so that few are in a cache. */
const sampled = 20

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-scale-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** What is done in one account, in this order. Each is a call whose time is told. */
const operations: Record<string, (client: Client, account: string) => Promise<Answer>> = {
  'get a task': async ({ must }) => must('GET', `/v3/tasks/${await idIn(must, 'tasks?limit=1')}`),
  'list its tasks': ({ must }) => must('GET', '/v3/tasks'),
  'list its sources by a part of the name': ({ must }) => must('GET', '/v3/sources?name=ver-1'),
  'create a task': async ({ must }) => {
    const source = await idIn(must, `sources?name=server-${usual.tasks}`)
    return must('POST', '/v3/tasks', JSON.parse(taskBody(source)))
  },
  'advance its clock by a minute': ({ must }, account) =>
    must('POST', `/_emulator/clock/advance?account=${account}`, { by: 'PT1M' }),
  'take a snapshot': ({ must }, account) =>
    must('POST', `/_emulator/snapshots/kept?account=${account}`),
  'restore it': ({ must }, account) => must('PUT', `/_emulator/snapshots/kept?account=${account}`),
  'reset the account': ({ must }, account) => must('POST', `/_emulator/reset?account=${account}`),
  'delete the account': ({ must }, account) => must('DELETE', `/_emulator/accounts/${account}`),
}

async function idIn(must: Client['must'], list: string): Promise<string> {
  const { tasks, source_servers } = JSON.parse((await must('GET', `/v3/${list}`)).text)
  return (tasks ?? source_servers)[0].id
}

/** Creates accounts with their data. @returns how to log in to them, and how long it took for each */
async function fill({ port }: Served, amount: number) {
  const operator = await clientOf(port)
  const accounts: Who[] = []
  const times: { created: number; loaded: number }[] = []
  for (let place = 0; place < amount; place++) {
    const account = `account-${place}`
    const began = performance.now()
    accounts.push(await newAccount(port, account))
    const created = performance.now() - began
    const fixture = { accounts: [accountOf(account, usual)] }
    const { ms: loaded } = await operator.must('POST', '/_emulator/fixtures', fixture)
    await operator.must('POST', `/_emulator/clock/advance?account=${account}`, { by: 'PT1H' })
    times.push({ created, loaded })
  }
  operator.close()
  return { accounts, times }
}

/** What was measured with that many accounts, by name. */
async function measure(amount: number): Promise<Record<string, number>> {
  const file = join(folder, `${amount}.db`)
  const first = await serve(file)
  const { accounts, times } = await fill(first, amount)
  const memory = memoryOf(first.pid)
  await first.stop()
  const file_mb = statSync(file).size / 1e6

  const again = await serve(file)
  const memory_again = memoryOf(again.pid)
  const taken = new Map(Object.keys(operations).map((name) => [name, [] as number[]]))
  const step = Math.max(1, Math.floor(amount / sampled))
  for (const account of accounts.filter((_, place) => place % step === 0).slice(0, sampled)) {
    const client = await clientOf(again.port, account)
    for (const [name, operation] of Object.entries(operations)) {
      taken.get(name)?.push((await operation(client, account.account)).ms)
    }
    client.close()
  }
  await again.stop()
  return {
    // The last ones: the first meet code that is not compiled yet, at every size.
    'create an account, ms': median(times.slice(-sampled).map(({ created }) => created)),
    'load its data, ms': median(times.slice(-sampled).map(({ loaded }) => loaded)),
    ...Object.fromEntries([...taken].map(([name, ms]) => [`${name}, ms`, median(ms)])),
    'memory, MiB': memory,
    'file, MB': file_mb,
    'restart to ready, ms': again.ready_ms,
    'memory after a restart, MiB': memory_again,
  }
}

/** A figure, its goal at most, and whether it is met. */
const judged = (name: string, value: number, at_most: number): string[] => [
  name,
  `at most ${number(at_most)}`,
  number(value),
  value <= at_most ? 'met' : '**not met**',
]

/** What a part has measured: a table of its own, if it has one, and its goals. */
type Part = { figures?: string; goals: string[][] }

async function measureAccounts(): Promise<Part> {
  const results: Record<string, number>[] = []
  for (const amount of sizes) {
    console.error(`${amount} accounts`)
    results.push(await measure(amount))
  }
  const names = Object.keys(results[0] ?? {})
  const of = (place: number, name: string) => results.at(place)?.[name] ?? Number.NaN
  const ratio = (name: string) => of(-1, name) / of(0, name)
  const heads = ['', ...sizes.map((amount) => `${amount} accounts`), 'last / first']
  const rows = names.map((name) => [
    name,
    ...results.map((figures) => number(figures[name] ?? Number.NaN)),
    number(ratio(name)),
  ])
  const operations = names.filter((name) => name.endsWith(', ms') && !name.startsWith('restart'))
  return {
    figures: lines(heads, rows),
    goals: [
      ...operations.map((name) =>
        judged(`${name.slice(0, -', ms'.length)}, last / first`, ratio(name), 1.5),
      ),
      judged('restart to ready, ms', of(-1, 'restart to ready, ms'), 1000),
    ],
  }
}

const parts: Record<string, () => Promise<Part>> = {
  accounts: measureAccounts,
  idle: async () => {
    const { created, used } = await measureIdle(join(folder, 'idle.db'), sizes.at(-1) ?? 0)
    const all = 'reachable of an account that was used, and all that is remembered, KB'
    return {
      goals: [
        judged('reachable of an account that was just made, KB', created, 60),
        judged(all, used, 60),
      ],
    }
  },
  churn: async () => {
    const reachable = await measureChurn(join(folder, 'churn.db'), Number(values.churn))
    const growth = (reachable.at(-1) ?? Number.NaN) / (reachable[0] ?? Number.NaN)
    const name = `reachable after ${values.churn} accounts made and deleted / after a quarter of them`
    return { goals: [judged(name, growth, 1.02)] }
  },
  works: async () => ({
    goals: (await measureLongWorks(join(folder, 'works.db'))).map(({ name, took, p99 }) =>
      judged(`full account: ${name} (${number(took)} ms), p99 of another account, ms`, p99, 50),
    ),
  }),
}

mkdirSync(values.out, { recursive: true })
const kept = join(values.out, 'scale.json')
const measured: Record<string, Part & { ran_on: Machine }> = existsSync(kept)
  ? JSON.parse(readFileSync(kept, 'utf8'))
  : {}
const asked = values.parts === '' ? Object.keys(parts) : values.parts.split(',')
for (const name of asked) {
  const part = parts[name]
  if (!part) throw new Error(`"${name}" is not one of the parts ${Object.keys(parts).join(', ')}`)
  console.error(`part ${name}`)
  const ran_on = machine()
  measured[name] = { ran_on, ...(await part()) }
  writeFileSync(kept, `${JSON.stringify(measured, null, 1)}\n`)
}

const sections = Object.keys(parts).flatMap((name) => {
  const part = measured[name]
  if (!part) return []
  const { ran_on, figures, goals } = part
  return [
    `## ${name}`,
    `${machineText(ran_on)}.`,
    ...(figures === undefined ? [] : [figures]),
    lines(['', 'goal', 'measured', ''], goals),
  ]
})
const text = `# From ten accounts to a thousand

Made by \`npm run bench -- scale\`, each part by itself with \`--parts\`. Each account has ${usual.sources} sources and ${usual.tasks} tasks, in one process and one file, with everything on. Milliseconds are medians of single calls, one after the other, in ${sampled} accounts at most, after a restart; those of creating and loading are of the last accounts.

Reachable is what is left in heap and buffers after a collection. An account that was used has listed and shown its tasks three times each, taken a snapshot and gone back to it. The longest works are on an account of 1,000 sources and 1,000 tasks, while another one is called every 2 ms.

${sections.join('\n\n')}
`
writeFileSync(join(values.out, 'scale.md'), text)
console.log(text)
