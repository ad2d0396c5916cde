import { well_known } from '../domain/identity/well-known.ts'
import { type MemoryEmulator, startInMemory } from './memory-emulator.ts'

/** When the story of the examples begins, by every clock. */
const begin = Date.parse('2026-01-01T12:00:00Z')

/**
 * Starts the emulator in which the story of the documents' examples is played: no time passes, nothing comes by
 * chance, and runs can be written to bundles.
 */
export async function startStoryEmulator(): Promise<MemoryEmulator> {
  const emulator = await startInMemory({
    now: begin,
    boot: [well_known],
    settings: { record: true },
  })
  return {
    ...emulator,
    send: ({ headers, ...call }) =>
      emulator.send({ ...call, headers: { 'user-agent': 'example', ...headers } }),
  }
}
