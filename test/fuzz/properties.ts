import type fc from 'fast-check'
import type { TestEmulator } from '../helper.ts'

/** What must hold for every case that a grammar makes. */
export type Property = {
  name: string
  /** Of all cases. */
  share: number
  /** @param emulator of the property's own. */
  make(emulator: TestEmulator): fc.IRawProperty<unknown>
}
