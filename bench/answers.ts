/** Tells where HTTP answers end: those with a length, in chunks, or without a body. Nothing is kept of them. */

const end_of_head = Buffer.from('\r\n\r\n')
const end_of_line = Buffer.from('\r\n')
const nothing = Buffer.alloc(0)

export class AnswerReader {
  /** What came and is not understood yet: a part of a head, or of the line before a chunk. */
  #kept = nothing
  #status = 0
  #length = 0
  /** Bytes that are to be passed over. */
  #left = 0
  #state: 'head' | 'body' | 'chunks' | 'trailer' = 'head'
  readonly #done: (status: number, length: number) => void

  /** @param done called at the end of each answer, with the bytes of its body */
  constructor(done: (status: number, length: number) => void) {
    this.#done = done
  }

  /** @throws Error for an answer that nothing but the end of the connection would end */
  read(bytes: Buffer): void {
    let rest = this.#kept.length > 0 ? Buffer.concat([this.#kept, bytes]) : bytes
    this.#kept = nothing
    for (;;) {
      const passed = Math.min(this.#left, rest.length)
      this.#left -= passed
      rest = rest.subarray(passed)
      if (this.#left > 0) return
      if (this.#state === 'body') {
        this.#end()
        continue
      }
      const after = this.#state === 'head' ? this.#head(rest) : this.#line(rest)
      if (after === undefined) {
        // The buffer belongs to the socket, and is written again.
        this.#kept = Buffer.from(rest)
        return
      }
      rest = rest.subarray(after)
    }
  }

  /** @returns where its body begins, or undefined when it is not there to its end */
  #head(bytes: Buffer): number | undefined {
    const end = bytes.indexOf(end_of_head)
    if (end === -1) return undefined
    const head = bytes.toString('latin1', 0, end)
    this.#status = Number(head.slice(9, 12))
    const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
    this.#length = 0
    if (length !== undefined) {
      this.#length = this.#left = Number(length)
      this.#state = 'body'
    } else if (/\r\ntransfer-encoding: *chunked/i.test(head)) this.#state = 'chunks'
    else if (this.#status === 204 || this.#status === 304) this.#state = 'body'
    else throw new Error(`an answer without a length: ${head.slice(0, 200)}`)
    return end + end_of_head.length
  }

  /** The line before a chunk, or the empty one at the end of all. */
  #line(bytes: Buffer): number | undefined {
    const end = bytes.indexOf(end_of_line)
    if (end === -1) return undefined
    const after = end + end_of_line.length
    if (this.#state === 'trailer') {
      if (end === 0) this.#end()
      return after
    }
    const size = Number.parseInt(bytes.toString('latin1', 0, end), 16)
    this.#length += size
    if (size === 0) this.#state = 'trailer'
    else this.#left = size + end_of_line.length
    return after
  }

  #end(): void {
    this.#state = 'head'
    this.#done(this.#status, this.#length)
  }
}
