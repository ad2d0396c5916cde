import { generateKeySync, hash, timingSafeEqual } from 'node:crypto'

/** Known to this process alone, so that what is remembered says nothing to whoever reads its memory later. */
const key = generateKeySync('hmac', { length: 256 }).export().toString('hex')

/** How many passwords of an account are remembered at most. */
const remembered_max = 1_000

/**
 * The passwords that were right of late, of one account: as keyed digests, by the hash that is stored. A client that logs
 * in for each test pays for the whole hash once; one that guesses pays for it each time. A password that
 * changes has another hash, and so is not remembered.
 */
export class VerifiedPasswords {
  readonly #digests = new Map<string, Buffer>()

  /** Whether this password was right for this hash before. */
  has(stored: string, password: string): boolean {
    const digest = this.#digests.get(stored)
    return digest !== undefined && timingSafeEqual(digest, digestOf(password))
  }

  /** It was right, and its user may come in. */
  add(stored: string, password: string): void {
    if (this.#digests.has(stored)) return
    if (this.#digests.size >= remembered_max) this.#digests.clear()
    this.#digests.set(stored, digestOf(password))
  }

  /** Somebody guessed: the next one pays for the whole hash again. */
  delete(stored: string): void {
    this.#digests.delete(stored)
  }
}

/** The key is of one length and nobody sees the digest, so that this is as good as an HMAC, and takes less than half the time. */
const digestOf = (password: string): Buffer => hash('sha256', key + password, 'buffer')
