import assert from 'node:assert/strict'
import { EmulatorClient } from '../src/client/client.ts'
import { newcomer } from './client.ts'
import { compiled, type Served, serveWatched } from './serve.ts'
import { chance, rounds_between_resets, work } from './soak-load.ts'

/** What is reachable is no more after the same load was there again, and again: in the heap, and in buffers outside. */

const workers = 4
/** Of what is reachable after a collection; a call of the load may leave about 150 bytes for good. */
const growth_max_mib = 1

/** The mixed load of the soak, in accounts that come and go with it. @returns how many calls */
async function burden({ port }: Served): Promise<number> {
  let calls = 0
  const wrong: string[] = []
  await Promise.all(
    Array.from({ length: workers }, async (_, number) => {
      const account = `worker-${number}`
      const client = await newcomer(port, account)
      let rounds = 0
      await work(
        {
          ...{ account, client, random: chance(number), pause: async () => {} },
          hear: ({ wrong: what }) => {
            calls++
            if (what !== undefined) wrong.push(what)
          },
        },
        () => rounds++ >= rounds_between_resets,
      )
      client.close()
      await new EmulatorClient(`http://127.0.0.1:${port}`).accounts.delete(account)
    }),
  )
  assert.deepEqual(wrong.slice(0, 3), [])
  return calls
}

/** @throws AssertionError when it grows each time */
export async function noLeak(): Promise<string> {
  const start = { command: compiled(), flags: ['--clock', 'frozen', '--pace', '1'] }
  const served = await serveWatched(':memory:', start)
  const reachable = async () => {
    // Buffers are a part of what is external.
    const { heapUsed, external } = await served.heap('collected')
    return (heapUsed + external) / 2 ** 20
  }
  try {
    let calls = 0
    const heaps: number[] = []
    // Once to warm up, and twice the same load twice over.
    for (let turn = 0; turn < 5; turn++) {
      calls += await burden(served)
      if (turn % 2 === 0) heaps.push(await reachable())
    }
    const growth = heaps.slice(1).map((heap, place) => heap - (heaps[place] ?? 0))
    const said = `reachable after ${calls} calls: ${heaps.map((heap) => heap.toFixed(2)).join(', ')} MiB`
    assert.ok(Math.min(...growth) <= growth_max_mib, `${said}: it grows each time`)
    return said
  } finally {
    await served.stop()
  }
}
