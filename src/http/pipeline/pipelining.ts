import type { Socket } from 'node:net'
import type { FastifyPluginAsync } from 'fastify'

/** So many requests of a connection wait; then no more of them are read until they are answered. */
const waiting_max = 64

/**
 * Carries out the requests of one connection one after the other: a client may send the next before
 * it was answered. Node hands over all that it has read, so that their answers, held back until the
 * first was sent, would fill the memory when a client does not read.
 */
export const pipelining: FastifyPluginAsync = async (app) => {
  const waiting = new WeakMap<Socket, number>()

  app.addHook('onRequest', (request, { raw }, done) => {
    // Node gives a response its socket when those before it were sent; without pipelining at once.
    if (raw.socket !== null) return done()
    const { socket } = request.raw
    const count = (waiting.get(socket) ?? 0) + 1
    waiting.set(socket, count)
    if (count === waiting_max) socket.pause()
    raw.once('socket', () => {
      const left = (waiting.get(socket) ?? 1) - 1
      waiting.set(socket, left)
      if (left === 0) socket.resume()
      done()
    })
  })
}
