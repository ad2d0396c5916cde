import type { Socket } from 'node:net'
import type { Call } from './call.ts'
import type { Wait } from './stage.ts'

/** How many requests of a connection may wait before no more are read. */
const waiting_max = 64

const waiting = new WeakMap<Socket, number>()

/**
 * Carries out the requests of one connection one after the other: a client may send the next before
 * it was answered. Node hands over all that it has read, so that their answers, held back until the
 * first was sent, would fill the memory when a client does not read.
 */
export function takeTurns({ request, reply: { raw } }: Call): undefined | Wait {
  // Node gives a response its socket when those before it were sent; without pipelining at once.
  if (raw.socket !== null) return undefined
  const { socket } = request.raw
  const count = (waiting.get(socket) ?? 0) + 1
  waiting.set(socket, count)
  if (count === waiting_max) socket.pause()
  return (next) =>
    raw.once('socket', () => {
      const left = (waiting.get(socket) ?? 1) - 1
      waiting.set(socket, left)
      if (left === 0) socket.resume()
      next()
    })
}
