import { setTimeout as pause } from 'node:timers/promises'
import { type Attack, attacks, connectionsAllowed, idle } from './attacks.ts'
import { reportWorlds, worldsAttack } from './random-worlds.ts'
import { Target } from './target.ts'

/**
 * `npm test -- attack`: slow, huge, deep, malformed and many requests at once.
 *
 * The emulator runs in a process of its own. It survives, answers others meanwhile, and its memory stays within
 * bounds. Random scenarios run for ten seconds, with ATTACK_MINUTES=10 for ten minutes; FUZZ_SEED repeats them. Loopback only. If `ulimit -n` allows fewer connections the suite uses fewer; with `CI=true` that is a failure.
 */

/** Nobody else waits for longer than this; times are not measured. */
const answer_limit_ms = 20_000
/** Much more than it needs, much less than it would take if nothing were bounded. */
const memory_max_mib = 900
const connections_wanted = 10_000

let passed = 0
let failed = 0

function check(name: string, problems: readonly string[]): void {
  if (problems.length === 0) passed++
  else failed++
  console.log(`${problems.length === 0 ? 'ok' : 'not ok'} ${name}`)
  for (const problem of problems.slice(0, 5)) console.log(`  ${problem}`)
}

/** Another client, that has a token and lists tasks, over and over. */
class Bystander {
  readonly problems: string[] = []
  answers = 0
  readonly #stop = new AbortController()
  readonly #done: Promise<void>

  constructor(target: Target) {
    this.#done = this.#ask(target)
  }

  async #ask({ url, token }: Target): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const signal = AbortSignal.timeout(answer_limit_ms)
        const answer = await fetch(`${url}/v3/tasks`, {
          headers: { 'x-auth-token': token },
          signal,
        })
        await answer.arrayBuffer()
        if (answer.status !== 200) this.problems.push(`got ${answer.status}`)
        this.answers++
      } catch (error) {
        this.problems.push(String(error))
      }
      await pause(50)
    }
  }

  async stop(): Promise<string[]> {
    this.#stop.abort()
    await this.#done
    return this.answers === 0 ? ['it was never answered', ...this.problems] : this.problems
  }
}

/** Carries an attack out while another client goes on with its work. */
async function undergo(target: Target, { name, run }: Attack): Promise<void> {
  const bystander = new Bystander(target)
  let problems: string[]
  try {
    problems = await run(target)
  } catch (error) {
    problems = [String(error)]
  }
  check(name, problems)
  check('  others are answered meanwhile', await bystander.stop())
  const memory = Math.round(target.memory())
  check('  it lives, within its memory', [
    ...(target.isAlive ? [] : ['it is gone']),
    ...(memory > memory_max_mib ? [`${memory} MiB`] : []),
  ])
}

async function undergoAll(): Promise<void> {
  const target = await Target.start('--request-timeout', '3')
  try {
    console.log(`at start ${Math.round(target.memory())} MiB`)
    for (const attack of [...attacks, worldsAttack]) {
      await undergo(target, attack)
      console.log(`  ${Math.round(target.memory())} MiB`)
    }
    await pause(1_000)
    const handles = target.handles()
    check('no connection is left behind', handles > 60 ? [`${handles} handles`] : [])
    check('nothing unexpected was logged', target.errors)
  } finally {
    await target.stop()
  }
}

/** How many handles the emulator has open: the system may have connections that it has not come to yet. */
async function handlesUpTo(target: Target, count: number): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const open = target.handles()
    if (open === 0 || open >= count) return open
    await pause(100)
  }
  return target.handles()
}

/** On an emulator with the usual patience, which leaves them alone for a while. */
async function holdConnections(): Promise<void> {
  const count = connectionsAllowed(connections_wanted)
  if (count < connections_wanted) {
    const too_few = `only ${count} connections: ulimit -n is low`
    if (process.env.CI === 'true') check('CI allows as many connections as are wanted', [too_few])
    else console.log(too_few)
  }
  const target = await Target.start()
  const idlers: { destroy(): unknown }[] = []
  try {
    const begun = target.memory()
    await undergo(target, {
      name: `${count} connections that say nothing`,
      run: async () => {
        idlers.push(...(await idle(target, count)))
        const grown = Math.round(target.memory() - begun)
        console.log(`  ${grown} MiB more`)
        const open = await handlesUpTo(target, count)
        return [
          ...(grown > 400 ? [`it grew by ${grown} MiB`] : []),
          ...(open > 0 && open < count ? [`only ${open} are open`] : []),
        ]
      },
    })
    for (const socket of idlers) socket.destroy()
    await pause(2_000)
    const handles = target.handles()
    check('they are gone when they are closed', handles > 60 ? [`${handles} handles`] : [])
    check('nothing unexpected was logged', target.errors)
  } finally {
    await target.stop()
  }
}

await undergoAll()
await holdConnections()
reportWorlds()
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
