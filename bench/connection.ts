import { connect, type Socket } from 'node:net'
import { AnswerReader } from './answers.ts'

/** What a connection needs, and what it tells. */
export type Partner = {
  /** The next request; undefined when it is enough. */
  next(): Buffer | undefined
  answered(milliseconds: number, bytes: number): void
  refused(reason: string): void
  /** It has nothing to do any more. */
  finished(): void
}

/** One call after the other over a connection, which is opened again when the other side closes it. */
export class Connection {
  #socket: Socket | undefined
  #reader: AnswerReader
  /** When the request was written that waits for its answer; 0 when none does. */
  #since = 0
  #isFinished = false
  readonly #buffer = Buffer.allocUnsafe(65_536)

  readonly #port: number
  readonly #partner: Partner

  constructor(port: number, partner: Partner) {
    this.#port = port
    this.#partner = partner
    this.#reader = this.#newReader()
  }

  /** @throws Error when nobody listens */
  open(): Promise<void> {
    this.#reader = this.#newReader()
    const callback = (size: number): boolean => {
      this.#hear(this.#buffer.subarray(0, size))
      return true
    }
    return new Promise((resolve, reject) => {
      const onread = { buffer: this.#buffer, callback }
      const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true, onread })
      this.#socket = socket
      socket.once('connect', () => resolve())
      socket.once('error', reject)
      socket.once('close', () => this.#openAgain())
    })
  }

  ask(): void {
    const request = this.#partner.next()
    if (request === undefined) {
      this.#isFinished = true
      this.#partner.finished()
      return
    }
    this.#since = performance.now()
    this.#socket?.write(request)
  }

  close(): void {
    this.#isFinished = true
    this.#socket?.destroy()
  }

  #newReader(): AnswerReader {
    return new AnswerReader((status, bytes) => {
      if (status >= 200 && status < 300) {
        this.#partner.answered(performance.now() - this.#since, bytes)
      } else this.#partner.refused(`status ${status}`)
      this.#since = 0
      this.ask()
    })
  }

  #hear(bytes: Buffer): void {
    try {
      this.#reader.read(bytes)
    } catch (error) {
      this.#lose(String(error))
      this.#socket?.destroy()
    }
  }

  #lose(reason: string): void {
    if (this.#since !== 0) this.#partner.refused(reason)
    this.#since = 0
  }

  #openAgain(): void {
    if (this.#isFinished) return
    this.#lose('the connection was closed')
    this.open().then(
      () => this.ask(),
      (error: Error) => {
        this.#isFinished = true
        this.#partner.refused(error.message)
        this.#partner.finished()
      },
    )
  }
}
