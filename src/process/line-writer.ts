import { writeSync } from 'node:fs'

/** How long a line waits for others to be written with it. A `kill -9` loses no more than this. */
const gather_ms = 20
/** Lines of this many characters are not kept waiting for more. */
const piece_min = 16_384
/** How many characters wait for a reader that does not keep up. */
const waiting_max = 16 * 2 ** 20
/** How long the end of the process waits for a reader that takes nothing at all. */
const patience_ms = 1_000
const retry_ms = 10

/** What may pass: a full pipe, a full disk. Everything else is the end of the output, such as a reader that is gone. */
const passing: ReadonlySet<unknown> = new Set(['EAGAIN', 'EBUSY', 'EINTR', 'ENOSPC', 'EDQUOT'])

const no_bytes = Buffer.alloc(0)
const cell = new Int32Array(new SharedArrayBuffer(4))

/**
 * Writes lines to an output in pieces, in their order, without waiting for its reader: lines wait in memory while a
 * pipe is full. What still waits when the process ends is written then, however it ends but by `kill -9`.
 */
export class LineWriter {
  readonly #write: (bytes: Uint8Array) => number
  /** Whole lines of which nothing is written yet. */
  #lines = ''
  /** The rest of a piece that was written in part: it goes first. */
  #rest: Buffer = no_bytes
  #timer: NodeJS.Timeout | undefined
  #isFull = false
  #isGone = false
  #hasExit = false

  /** @param write takes as many bytes as there is room for, and returns how many; throws as `writeSync` does. */
  constructor(write: (bytes: Uint8Array) => number) {
    this.#write = write
  }

  /**
   * Takes a line, with its line end. It is written within 20 ms if there is room for it.
   *
   * @returns false when the line is left out, as too much waits for the reader already.
   */
  write(line: string): boolean {
    if (this.#isGone) return true
    if (this.#lines.length + line.length > waiting_max) return false
    this.#lines += line
    if (this.#lines.length >= piece_min && !this.#isFull) this.flush()
    else this.#timer ??= setTimeout(this.#gathered, gather_ms).unref()
    if (!this.#hasExit) {
      this.#hasExit = true
      process.once('exit', this.#end)
    }
    return true
  }

  /** Writes what waits, as far as there is room. @returns how many bytes were written */
  flush(): number {
    let written = 0
    clearTimeout(this.#timer)
    this.#timer = undefined
    try {
      while (this.#hasWaiting) {
        if (this.#rest.length === 0) {
          this.#rest = Buffer.from(this.#lines)
          this.#lines = ''
        }
        const taken = this.#write(this.#rest)
        written += taken
        this.#rest = this.#rest.subarray(taken)
      }
      this.#isFull = false
    } catch (error) {
      this.#isFull = true
      if (passing.has((error as NodeJS.ErrnoException).code)) {
        this.#timer = setTimeout(this.#gathered, gather_ms).unref()
      } else this.#giveUp()
    }
    return written
  }

  get #hasWaiting(): boolean {
    return this.#rest.length > 0 || this.#lines !== ''
  }

  #giveUp(): void {
    this.#isGone = true
    this.#rest = no_bytes
    this.#lines = ''
  }

  readonly #gathered = (): void => {
    this.flush()
  }

  /** Writes everything, and waits for a reader as long as it reads. */
  readonly #end = (): void => {
    let waited = 0
    for (;;) {
      waited = this.flush() > 0 ? 0 : waited + retry_ms
      clearTimeout(this.#timer)
      if (!this.#hasWaiting || waited > patience_ms) return
      Atomics.wait(cell, 0, 0, retry_ms)
    }
  }
}

/**
 * The standard output of the process: one writer for all emulators in it. Reading `process.stdout` makes a pipe one that
 * does not block.
 */
export const standard_output = new LineWriter((bytes) => writeSync(process.stdout.fd ?? 1, bytes))
