import type { ReadText } from '../domain/history/text-kinds.ts'
import type { Fixture, FixtureAccount } from '../schemas/control/fixture.ts'
import type { Scenario } from '../schemas/control/scenarios.ts'

/** A fixture and the text that it was read from. */
export type WrittenFixture = { fixture: Fixture; text: string }

/**
 * Loads fixtures one after the other into an emulator in memory, as `start` does, and forgets it.
 *
 * @throws ApiError naming line and path of what cannot be loaded.
 */
export type Rehearse = (files: readonly WrittenFixture[]) => Promise<void>

/** What an emulator knows of the process that it runs in, and of what it was started with. */
export type Host = {
  /** The accounts as they are after boot, and after a reset. */
  readonly boot: readonly FixtureAccount[]
  /** The scenarios that every account begins with. */
  readonly scenarios: readonly Scenario[]
  /** What the control API wants from other machines; null: nobody has the right one. */
  readonly control_token: string | null
  /** Reads the texts that clients send. */
  readonly readText: ReadText
  /** Tries whether fixtures can be loaded. */
  readonly rehearse: Rehearse
  /** Whether an ID token counts as signed by its provider: those of a replay are placeholders. */
  readonly trustsIdToken: (text: string) => boolean
  /** Logs a warning for the operator. */
  warn: (message: string) => void
  /** Why the emulator is not ready, or null once it is. */
  notReadyReason: string | null
  /** The port of the TLS listener, or null while there is none. */
  tls_port: number | null
}
