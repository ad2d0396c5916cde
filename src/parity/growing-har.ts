import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writevSync,
} from 'node:fs'
import { version } from '../package.ts'
import { reasonOf } from '../text/failures.ts'
import { entryOf } from './har-of-call.ts'
import type { RecordedCall } from './recording.ts'
import { RecordingRefused } from './recording-refused.ts'

/**
 * A HAR file that grows by a call at a time, under the name `<file>.unfinished`. It is whole after each call: a
 * process that is killed loses the calls under way, and no other. Only its owner may read it.
 */
export class GrowingHar {
  readonly #file: string
  readonly #unfinished: string
  readonly #handle: number
  /** Where the end of the list begins, which the next entry is written over. */
  #at = 0
  #count = 0

  /**
   * @param file as it is called in the end; one that is there is replaced then.
   * @throws RecordingRefused where it cannot be written, or an unfinished one is there.
   */
  constructor(file: string) {
    this.#file = file
    this.#unfinished = `${file}.unfinished`
    // Told before anything is recorded.
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      throw new RecordingRefused(`${file} cannot be written: it is a folder.`)
    }
    try {
      this.#handle = openSync(this.#unfinished, 'wx', 0o600)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw this.#refusal(error)
      throw new RecordingRefused(
        `${this.#unfinished} is of a run that was killed, or that goes on: rename it to keep its calls, or delete it.`,
      )
    }
    this.#write(head)
  }

  /** How many calls it has. */
  get count(): number {
    return this.#count
  }

  /** @throws RecordingRefused where the call cannot be written, such as on a full disk; those before it stay. */
  add(call: RecordedCall): void {
    this.#write(`${this.#count === 0 ? '' : ','}\n${JSON.stringify(entryOf(call))}`)
    this.#count++
  }

  /** Gives the file its name. @throws RecordingRefused where that cannot be done; the unfinished file stays. */
  finish(): void {
    try {
      fsyncSync(this.#handle)
      closeSync(this.#handle)
      renameSync(this.#unfinished, this.#file)
    } catch (error) {
      throw new RecordingRefused(
        `${this.#file} cannot be written: ${reasonOf(error)}; its calls are in ${this.#unfinished}.`,
      )
    }
  }

  /** Takes the file away, as if there had been none. */
  discard(): void {
    closeSync(this.#handle)
    rmSync(this.#unfinished, { force: true })
  }

  #write(text: string): void {
    const bytes = Buffer.from(text + tail)
    try {
      this.#put(bytes)
    } catch (error) {
      ftruncateSync(this.#handle, this.#at)
      this.#put(Buffer.from(tail))
      throw this.#refusal(error)
    }
    this.#at += bytes.length - tail.length
  }

  /** Writes over the end of the list. */
  #put(bytes: Buffer): void {
    for (let done = 0; done < bytes.length; ) {
      done += writevSync(this.#handle, [bytes.subarray(done)], this.#at + done)
    }
  }

  #refusal(error: unknown): RecordingRefused {
    return new RecordingRefused(`${this.#file} cannot be written: ${reasonOf(error)}.`)
  }
}

const head = `{"log":{"version":"1.2","creator":${JSON.stringify({ name: 'sms-emulator', version })},"entries":[`
const tail = '\n]}}\n'
