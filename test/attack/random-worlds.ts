import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { linuxSource } from '../helper.ts'
import type { Attack } from './attacks.ts'
import type { Target } from './target.ts'
import { type Move, type World, world } from './worlds.ts'

/** Random scenarios, paces and moves of clocks on several accounts at once. Times are measured, not asserted. */

const accounts = 4
const minutes = Number(process.env.ATTACK_MINUTES ?? 1 / 6)
const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31))

const took: Record<'account' | 'process', number[]> = { account: [], process: [] }

async function timed(whose: keyof typeof took, url: string, options: RequestInit = {}) {
  const begun = performance.now()
  const answer = await fetch(url, options)
  const text = await answer.text()
  took[whose].push(performance.now() - begun)
  return { status: answer.status, text }
}

/** An account of its own that lives through one world after the other. */
class Dweller {
  readonly problems: string[] = []
  worlds = 0
  readonly #target: Target
  readonly #name: string

  constructor(target: Target, name: string) {
    this.#target = target
    this.#name = name
  }

  /** A call of the control API for this account; an answer of 500 and above is a problem. */
  async #ask(method: string, path: string, body?: unknown) {
    const account = path === 'fixtures' ? '' : `?account=${this.#name}`
    const url = `${this.#target.url}/_emulator/${path}${account}`
    const answer = await timed('account', url, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    if (answer.status >= 500) this.problems.push(`${method} ${path}: ${answer.status}`)
    return answer
  }

  async live({ scenario, pace, moves }: World): Promise<void> {
    const account = {
      name: this.#name,
      clock: { mode: 'frozen', pace },
      scenarios: [scenario],
      sources: [linuxSource({ name: 'web' })],
      tasks: [{ source: 'web', syncing: true, steps: ['start'] }],
    }
    // A scenario under which the task fails as it is made is refused, with its place.
    const { status } = await this.#ask('POST', 'fixtures', { accounts: [account] })
    if (status !== 200) return
    this.worlds++
    for (const move of moves) await this.#make(move)
    for (const [method, path] of [
      ['GET', 'tasks'],
      ['DELETE', 'scenarios'],
      ['PUT', 'clock'],
      ['POST', 'reset'],
    ] as const) {
      const ended = await this.#ask(method, path, method === 'PUT' ? { mode: 'frozen' } : undefined)
      if (ended.status !== 200) this.problems.push(`${method} ${path}: ${ended.status}`)
    }
  }

  async #make(move: Move): Promise<void> {
    if ('advance' in move) await this.#ask('POST', 'clock/advance', move.advance)
    if ('clock' in move) await this.#ask('PUT', 'clock', move.clock)
    if ('passes_ms' in move) await this.#ask('POST', 'clock/advance', { by: move.passes_ms })
    await this.#ask('GET', 'clock')
  }
}

export const worldsAttack: Attack = {
  name: `random scenarios, paces and clock moves (FUZZ_SEED=${seed}): no account is lost`,
  async run(target) {
    const worlds = fc.sample(world, { seed, numRuns: Math.ceil(600 * minutes) * accounts })
    const deadline = performance.now() + minutes * 60_000
    const dwellers = Array.from({ length: accounts }, (_, at) => new Dweller(target, `world-${at}`))
    let isOver = false
    const watch = (async () => {
      while (!isOver) await timed('process', `${target.url}/_emulator/health`)
    })()
    await Promise.all(
      dwellers.map(async (dweller, at) => {
        for (
          let next = at;
          next < worlds.length && performance.now() < deadline;
          next += accounts
        ) {
          const one = worlds[next]
          if (one) await dweller.live(one)
        }
      }),
    )
    isOver = true
    await watch
    const lived = dwellers.reduce((sum, dweller) => sum + dweller.worlds, 0)
    console.log(`  ${lived} worlds`)
    return dwellers.flatMap(({ problems }) => problems)
  },
}

/** Says how long answers took while the worlds were lived through. */
export function reportWorlds(): void {
  for (const [whose, times] of Object.entries(took)) {
    const sorted = times.toSorted((one, other) => one - other)
    const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0)
    console.log(
      `${sorted.length} answers of the ${whose} under random scenarios: median ${at(0.5)} ms, 99 % within ${at(0.99)} ms, longest ${at(1)} ms`,
    )
  }
}
